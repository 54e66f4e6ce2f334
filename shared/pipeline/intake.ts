// Understands intake: reads a declaration file once, checks it, cuts it into chunks of whole declarations, and starts their computation.
import { brusselsDate } from '../kernel/calendar.ts'
import type { AttestItem } from '../declaration/attest.ts'
import { readDeclarationCsv } from '../declaration/csv.ts'
import type { FileItem } from '../declaration/declaration.ts'
import type { FileOutcome } from '../declaration/file-outcome.ts'
import { readDeclarationXml } from '../declaration/xml-file.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { openText, type TextSource } from '../text/bytes.ts'
import { sizeText } from '../text/limits.ts'
import { xmlEncoding } from '../text/xml-encoding.ts'
import { AttestSorter } from './attest-sorter.ts'
import { required, type CreatedObject, type Dependencies, Fault } from './dependencies.ts'
import { acknowledgementOf } from './acknowledgement.ts'
import { fileNameOf } from './file-name.ts'
import { outputKey, REPORT_FILES, work } from './layout.ts'
import { encodeItem, encodeLines, type Manifest } from './records.ts'
import { writeRejection } from './rejection.ts'
import { runIdOf, type Rejection, type Run } from './run.ts'

/** JSON of declared rows is about three times their CSV; a file should not give more chunks than this, unless it is compressed. */
const JSON_PER_CSV = 3
const CHUNKS_WANTED_MAX = 400

/** Handles one created declaration file. Idempotent: a redelivery finds the run and writes only what may be missing. */
export async function intake(created: CreatedObject, dependencies: Dependencies): Promise<void> {
  const { runs, objects } = dependencies
  const run = await runs.receive(newRun(created))
  if (run.state === 'computing') return writeTriggers(run, dependencies)
  if (run.state === 'rejected' && run.rejection) return writeRejection(run, run.rejection, dependencies)
  if (run.state !== 'received') return
  await objects.putOnce('reports', outputKey(run.runId, REPORT_FILES.acknowledgement), acknowledgementOf(run, {}))
  const { outcome, sha256, chunks } = await readFile(run, dependencies)
  if (outcome.kind === 'rejected')
    return reject(
      run,
      { exception: outcome.exception, rows: outcome.rows, sha256: outcome.readWhole ? sha256 : null, duplicateOf: null },
      dependencies,
    )
  const holder = await runs.claimContent(sha256, run.runId)
  if (holder !== run.runId)
    return reject(
      run,
      { exception: { code: 'FIL-002', parameters: { run: holder } }, rows: outcome.rows, sha256, duplicateOf: holder },
      dependencies,
    )
  return accept(run, { runId: run.runId, sha256, chunks, rows: outcome.rows, late: outcome.late }, dependencies)
}

/** The manifest first, then the state, then the triggers: whoever sees a trigger sees what it needs. */
async function accept(run: Run, manifest: Manifest, dependencies: Dependencies): Promise<void> {
  const { runs, objects, telemetry } = dependencies
  const { sha256, chunks, rows } = manifest
  await objects.put('work', work.manifest(run.runId), JSON.stringify(manifest))
  await objects.put('reports', outputKey(run.runId, REPORT_FILES.acknowledgement), acknowledgementOf(run, { sha256, duplicateOf: null }))
  if (await runs.advance(run.runId, ['received'], 'computing', { sha256, chunks })) {
    telemetry.event('file read', { run: run.runId, rows, chunks })
    telemetry.metric('RunsStarted', 1)
  }
  await writeTriggers({ ...run, chunks }, dependencies)
}

/** The verdict is stored first: a slower delivery of the same event must not write its reports over those of a run that went on. */
async function reject(run: Run, rejection: Rejection, dependencies: Dependencies): Promise<void> {
  const { runs, telemetry } = dependencies
  if (!(await runs.advance(run.runId, ['received'], 'rejected', { rejection }))) return
  telemetry.event('file rejected', { run: run.runId, code: rejection.exception.code, rows: rejection.rows })
  telemetry.metric('RunsStarted', 1)
  telemetry.metric('RunsEnded', 1)
  await writeRejection(run, rejection, dependencies)
}

function newRun(created: CreatedObject): Run {
  const { bucket, key, versionId, size, sequencer, principal } = created
  if (versionId === undefined) throw new Fault(`the event of an upload in ${bucket} has no object version`)
  const source = { bucket, key, versionId, size, sequencer, uploadedBy: principal }
  return { runId: runIdOf(source), source, receivedAt: created.eventTime, state: 'received' }
}

interface Reading {
  readonly outcome: FileOutcome
  readonly sha256: string
  readonly chunks: number
}

async function readFile(run: Run, dependencies: Dependencies): Promise<Reading> {
  const { settings, objects } = dependencies
  const { key, size, versionId } = run.source
  const rejected = (exception: BusinessException): Reading => ({
    outcome: { kind: 'rejected', exception, rows: 0, readWhole: false },
    sha256: '',
    chunks: 0,
  })
  if (size > settings.limits.fileBytesMax)
    return rejected({ code: 'FIL-007', details: ['file'], parameters: { limit: sizeText(settings.limits.fileBytesMax) } })
  const form = /\.(csv|xml)(\.gz)?$/i.exec(key)
  if (!form) return rejected({ code: 'FIL-003', details: ['extension'], parameters: { file: fileNameOf(run) } })
  const body = required(await objects.read('inbox', key, versionId), 'the uploaded file')
  const isXml = form[1]?.toLowerCase() === 'xml'
  const source = openText(body, settings.limits, isXml ? xmlEncoding : undefined)
  const chunks = new ChunkWriter(run, dependencies)
  const attests = new AttestSorter(run, dependencies)
  try {
    const outcome = await readItems(itemsOf(source, isXml, run, dependencies), chunks, attests)
    if (outcome.kind === 'complete') {
      for await (const item of attests.declarations()) await chunks.add(item)
      await chunks.flush()
    }
    return { outcome, sha256: source.sha256(), chunks: chunks.count }
  } finally {
    await chunks.written()
  }
}

type Items = AsyncGenerator<readonly (FileItem | AttestItem)[], FileOutcome>

function itemsOf({ pieces }: TextSource, isXml: boolean, run: Run, { settings, registry }: Dependencies): Items {
  const { testNumbersAllowed, limits, parameters } = settings
  const declarationSettings = { testNumbersAllowed, receivedOn: brusselsDate(new Date(run.receivedAt)) }
  return isXml
    ? readDeclarationXml(pieces, limits, declarationSettings, parameters, (noss) => registry.employerWithNoss(noss))
    : readDeclarationCsv(pieces, limits, declarationSettings, parameters)
}

async function readItems(items: Items, chunks: ChunkWriter, attests: AttestSorter): Promise<FileOutcome> {
  for (;;) {
    const next = await items.next()
    if (next.done === true) return next.value
    for (const item of next.value) await (item.type === 'attest' ? attests.add(item) : chunks.add(item))
  }
}

/** Collects items and writes a chunk whenever there are enough: whole declarations, in file order. */
class ChunkWriter {
  count = 0
  readonly #run: Run
  readonly #dependencies: Dependencies
  readonly #charactersWanted: number
  #lines: Buffer[] = []
  #characters = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(run: Run, dependencies: Dependencies) {
    this.#run = run
    this.#dependencies = dependencies
    this.#charactersWanted = Math.max(
      dependencies.settings.chunkCharactersMin,
      Math.ceil((run.source.size * JSON_PER_CSV) / CHUNKS_WANTED_MAX),
    )
  }

  async add(item: FileItem): Promise<void> {
    this.#lines.push(encodeItem(item))
    this.#characters += roughCharacters(item)
    if (this.#characters >= this.#charactersWanted) await this.flush()
  }

  /**
   * Writes what was collected while the file is read on; at most one chunk is on its way. The last chunk can be empty only when the file had no item
   * at all: every file has at least one chunk.
   */
  async flush(): Promise<void> {
    if (this.#lines.length === 0 && this.count > 0) return
    await this.#writing
    this.count += 1
    const key = work.chunk(this.#run.runId, this.count)
    this.#writing = encodeLines(this.#lines).then((bytes) => this.#dependencies.objects.put('work', key, bytes))
    this.#writing.catch(() => undefined) // awaited before the next chunk, or at the end
    this.#lines = []
    this.#characters = 0
  }

  /** When the last chunk is stored; the failure of one is the failure of all. */
  async written(): Promise<void> {
    await this.#writing
  }
}

const ROW_CHARACTERS = 400
const roughCharacters = (item: FileItem): number => ROW_CHARACTERS * (item.type === 'declaration' ? item.declaration.rows : 1)

/** One trigger per chunk. Writing them again is harmless. */
async function writeTriggers(run: Run, { objects }: Dependencies): Promise<void> {
  for (let chunk = 1; chunk <= (run.chunks ?? 0); chunk++) await objects.put('work', work.computeTrigger(run.runId, chunk), '')
}
