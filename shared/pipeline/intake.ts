// Understands intake: reads a declaration file once, checks it, cuts it into chunks of whole declarations, and starts their computation.
import { brusselsDate } from '../kernel/calendar.ts'
import type { EmployerNumber } from '../kernel/identifiers.ts'
import type { AttestItem } from '../declaration/attest.ts'
import { readDeclarationCsv } from '../declaration/csv.ts'
import type { FileItem } from '../declaration/declaration.ts'
import type { FileOutcome } from '../declaration/file-outcome.ts'
import { readDeclarationXml } from '../declaration/xml-file.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { openText, type TextSource } from '../text/bytes.ts'
import { xmlEncoding } from '../text/xml-encoding.ts'
import { AttestSorter } from './attest-sorter.ts'
import { ChunkWriter } from './chunk-writer.ts'
import { required, type CreatedObject, type Dependencies } from './dependencies.ts'
import { fileNameOf } from './file-name.ts'
import { isDryRun, work } from './layout.ts'
import { collect } from './records.ts'
import type { Run } from './run.ts'
import { startRun, type Reading } from './run-start.ts'

/** Handles one created declaration file, or one that only asks what would come out (dry run). */
export const intake = (created: CreatedObject, dependencies: Dependencies): Promise<void> =>
  startRun(created, !isDryRun(created.key), (run) => readFile(run, dependencies), dependencies)

async function readFile(run: Run, dependencies: Dependencies): Promise<Reading> {
  const { settings, objects } = dependencies
  const { key, versionId } = run.source
  const rejected = (exception: BusinessException): Reading => ({
    outcome: { kind: 'rejected', exception, rows: 0, readWhole: false },
    sha256: '',
    chunks: [],
  })
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
    return { outcome, sha256: source.sha256(), chunks: chunks.counts }
  } finally {
    await chunks.written()
  }
}

type Items = AsyncGenerator<readonly (FileItem | AttestItem)[], FileOutcome>

function itemsOf({ pieces }: TextSource, isXml: boolean, run: Run, dependencies: Dependencies): Items {
  const { settings } = dependencies
  const { testNumbersAllowed, limits, parameters } = settings
  const declarationSettings = { testNumbersAllowed, receivedOn: brusselsDate(new Date(run.receivedAt)) }
  return isXml
    ? readDeclarationXml(pieces, limits, declarationSettings, parameters, (noss) => employerWithNoss(noss, run, dependencies))
    : readDeclarationCsv(pieces, limits, declarationSettings, parameters)
}

/**
 * The registry goes on while a file is read: what its first reading found counts for the run, so that every delivery of the file cuts the same chunks and
 * nobody stands in two of them, or in none.
 */
async function employerWithNoss(nossNumber: string, run: Run, { registry, objects }: Dependencies): Promise<EmployerNumber | undefined> {
  const key = work.employer(run.runId, nossNumber)
  await objects.putOnce('work', key, (await registry.employerWithNoss(nossNumber)) ?? '')
  const found = await collect(required(await objects.read('work', key), 'the employer found first'))
  return found.length === 0 ? undefined : (found.toString('utf8') as EmployerNumber)
}

async function readItems(items: Items, chunks: ChunkWriter, attests: AttestSorter): Promise<FileOutcome> {
  for (;;) {
    const next = await items.next()
    if (next.done === true) return next.value
    for (const item of next.value) await (item.type === 'attest' ? attests.add(item) : chunks.add(item))
  }
}
