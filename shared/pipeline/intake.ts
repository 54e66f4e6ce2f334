// Understands intake: reads a declaration file once, checks it, cuts it into chunks of whole declarations, and starts their computation.
import { brusselsDate } from '../kernel/calendar.ts'
import { readDeclarationCsv, type FileOutcome } from '../declaration/csv.ts'
import type { FileItem } from '../declaration/declaration.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { openText, type TextSource } from '../text/bytes.ts'
import { sizeText } from '../text/limits.ts'
import { required, type CreatedObject, type Dependencies, Fault } from './dependencies.ts'
import { fileNameOf } from './file-name.ts'
import { outputKey, REPORT_FILES, work } from './layout.ts'
import { encodeItems, type Manifest } from './records.ts'
import { writeRejection } from './rejection.ts'
import { runIdOf, type Run } from './run.ts'

/** JSON of declared rows is about three times their CSV; a file should not give more chunks than this, unless it is compressed. */
const JSON_PER_CSV = 3
const CHUNKS_WANTED_MAX = 400

/** Handles one created declaration file. Idempotent: a redelivery finds the run and writes only what may be missing. */
export async function intake(created: CreatedObject, dependencies: Dependencies): Promise<void> {
  const { runs, telemetry } = dependencies
  const run = await runs.receive(newRun(created))
  if (run.state === 'computing') return writeTriggers(run, dependencies)
  if (run.state !== 'received') return
  await writeAcknowledgement(run, {}, dependencies)
  const reading = await readFile(run, dependencies)
  if (reading.outcome.kind === 'rejected') {
    const { exception, rows, readWhole } = reading.outcome
    telemetry.event('file rejected', { run: run.runId, code: exception.code, rows })
    return reject(run, exception, rows, readWhole ? { sha256: reading.sha256, duplicateOf: null } : undefined, dependencies)
  }
  const { rows, late } = reading.outcome
  const sha256 = reading.sha256
  const holder = await runs.claimContent(sha256, run.runId)
  if (holder !== run.runId) return reject(run, { code: 'FIL-002', parameters: { run: holder } }, rows, { sha256, duplicateOf: holder }, dependencies)

  const manifest: Manifest = { runId: run.runId, sha256, chunks: reading.chunks, rows, late }
  await dependencies.objects.put('work', work.manifest(run.runId), JSON.stringify(manifest))
  await writeAcknowledgement(run, { sha256, duplicateOf: null }, dependencies)
  await runs.advance(run.runId, ['received'], 'computing', { sha256, chunks: reading.chunks })
  await writeTriggers({ ...run, chunks: reading.chunks }, dependencies)
  telemetry.event('file read', { run: run.runId, rows, chunks: reading.chunks })
}

function newRun(created: CreatedObject): Run {
  const { bucket, key, versionId, size, sequencer, principal } = created
  if (versionId === undefined) throw new Fault(`the event of an upload in ${bucket} has no object version`)
  const source = { bucket, key, versionId, size, sequencer, uploadedBy: principal }
  return { runId: runIdOf(source), source, receivedAt: created.eventTime, state: 'received' }
}

/** The first sign of life for the sender, and once the file was read its hash and whether it was seen before. */
async function writeAcknowledgement(run: Run, read: { readonly sha256?: string; readonly duplicateOf?: string | null }, { objects }: Dependencies): Promise<void> {
  const { runId, receivedAt, source: { size, versionId } } = run
  const body = { runId, file: fileNameOf(run), version: versionId, receivedAt, sizeBytes: size, ...read }
  await objects.put('reports', outputKey(runId, REPORT_FILES.acknowledgement), `${JSON.stringify(body, null, 2)}\n`)
}

async function reject(run: Run, exception: BusinessException, rows: number, read: { readonly sha256: string; readonly duplicateOf: string | null } | undefined, dependencies: Dependencies): Promise<void> {
  if (read) await writeAcknowledgement(run, read, dependencies)
  await writeRejection(run, exception, rows, read?.sha256, dependencies)
  await dependencies.runs.advance(run.runId, ['received'], 'rejected')
}

interface Reading {
  readonly outcome: FileOutcome
  readonly sha256: string
  readonly chunks: number
}

async function readFile(run: Run, dependencies: Dependencies): Promise<Reading> {
  const { settings, objects } = dependencies
  const { key, size, versionId } = run.source
  const rejected = (exception: BusinessException): Reading => ({ outcome: { kind: 'rejected', exception, rows: 0, readWhole: false }, sha256: '', chunks: 0 })
  if (size > settings.limits.fileBytesMax) return rejected({ code: 'FIL-007', details: ['file'], parameters: { limit: sizeText(settings.limits.fileBytesMax) } })
  if (!/\.csv(\.gz)?$/i.test(key)) return rejected({ code: 'FIL-003', details: ['extension'], parameters: { file: fileNameOf(run) } })
  const body = required(await objects.read('inbox', key, versionId), 'the uploaded file')
  const source = openText(body, settings.limits)
  const chunks = new ChunkWriter(run, dependencies)
  const outcome = await readItems(source, run, chunks, dependencies)
  if (outcome.kind === 'complete') await chunks.flush()
  return { outcome, sha256: source.sha256(), chunks: chunks.count }
}

async function readItems(source: TextSource, run: Run, chunks: ChunkWriter, { settings }: Dependencies): Promise<FileOutcome> {
  const { testNumbersAllowed, limits, parameters } = settings
  const declarationSettings = { testNumbersAllowed, receivedOn: brusselsDate(new Date(run.receivedAt)) }
  const items = readDeclarationCsv(source.pieces, limits, declarationSettings, parameters)
  for (;;) {
    const next = await items.next()
    if (next.done === true) return next.value
    for (const item of next.value) await chunks.add(item)
  }
}

/** Collects items and writes a chunk whenever there are enough: whole declarations, in file order. */
class ChunkWriter {
  count = 0
  readonly #run: Run
  readonly #dependencies: Dependencies
  readonly #charactersWanted: number
  #items: FileItem[] = []
  #characters = 0

  constructor(run: Run, dependencies: Dependencies) {
    this.#run = run
    this.#dependencies = dependencies
    this.#charactersWanted = Math.max(dependencies.settings.chunkCharactersMin, Math.ceil((run.source.size * JSON_PER_CSV) / CHUNKS_WANTED_MAX))
  }

  async add(item: FileItem): Promise<void> {
    this.#items.push(item)
    this.#characters += roughCharacters(item)
    if (this.#characters >= this.#charactersWanted) await this.flush()
  }

  /** The last chunk can be empty only when the file had no item at all: every file has at least one chunk. */
  async flush(): Promise<void> {
    if (this.#items.length === 0 && this.count > 0) return
    this.count += 1
    await this.#dependencies.objects.put('work', work.chunk(this.#run.runId, this.count), encodeItems(this.#items))
    this.#items = []
    this.#characters = 0
  }
}

const ROW_CHARACTERS = 400
const roughCharacters = (item: FileItem): number => ROW_CHARACTERS * (item.type === 'declaration' ? item.declaration.rows : 1)

/** One trigger per chunk. Writing them again is harmless. */
async function writeTriggers(run: Run, { objects }: Dependencies): Promise<void> {
  for (let chunk = 1; chunk <= (run.chunks ?? 0); chunk++) await objects.put('work', work.computeTrigger(run.runId, chunk), '')
}
