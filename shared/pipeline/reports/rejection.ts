// Understands the reports of a run of which nothing is booked: a rejected file, with the one finding that says why, or a run that was abandoned.
import { acknowledgementOf } from './acknowledgement.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { hashOf } from '../assess-declaration.ts'
import type { Dependencies } from '../dependencies.ts'
import { computesAgain, outputKey, REPORT_FILES } from '../layout.ts'
import { personOf } from '../person.ts'
import { differencesHeader } from './difference-report.ts'
import { ExceptionReports } from './run-reports.ts'
import type { Decision, Rejection, Run } from '../run.ts'
import { Summary } from './summary.ts'

/** Writes the reports of a rejected run. Written again they are the same. */
export async function writeRejection(
  run: Run,
  { exception, rows, sha256, duplicateOf }: Rejection,
  dependencies: Dependencies,
): Promise<void> {
  const { objects } = dependencies
  if (sha256 !== null)
    await objects.put('reports', outputKey(run.runId, REPORT_FILES.acknowledgement), acknowledgementOf(run, { sha256, duplicateOf }))
  await writeOneFinding(run, { state: 'rejected', exception, rows, sha256: sha256 ?? undefined }, dependencies)
}

/**
 * The reports of a run that was abandoned: whatever they said would be booked, nothing is. All files of a run that waits are written again, so that a slow
 * delivery that would tell them once more finds them there.
 */
export async function writeAbandoned(run: Run, { request, by, reason }: Decision, dependencies: ReportPorts): Promise<void> {
  const person = personOf(by)
  const exception: BusinessException = {
    code: 'RUN-004',
    details: person === undefined ? [] : ['by'],
    parameters: { request, reason, ...(person === undefined ? {} : { by: person }) },
  }
  if (computesAgain(run.source.key)) {
    const { objects } = dependencies
    await objects.put('reports', outputKey(run.runId, REPORT_FILES.differencesCsv), differencesHeader())
    await objects.put('reports', outputKey(run.runId, REPORT_FILES.differences), '')
  }
  await writeOneFinding(run, { state: 'abandoned', exception, rows: 0, sha256: run.sha256 }, dependencies)
}

type ReportPorts = Pick<Dependencies, 'objects' | 'settings'>

/** How a run ended of which nothing was booked. */
interface Ending {
  readonly state: 'rejected' | 'abandoned'
  readonly exception: BusinessException
  readonly rows: number
  readonly sha256: string | undefined
}

/** The summary last: who finds it finds all. */
async function writeOneFinding(run: Run, { state, exception, rows, sha256 }: Ending, dependencies: ReportPorts): Promise<void> {
  const { objects, settings } = dependencies
  const summary = new Summary()
  const exceptions = new ExceptionReports(run, state, summary, dependencies)
  await exceptions.add(exception)
  const document = summary.document(run, state, hashOf(settings.parameters), rows, sha256)
  await exceptions.close(document)
  for (const file of [REPORT_FILES.calculations, REPORT_FILES.claims, REPORT_FILES.held])
    await objects.put('reports', outputKey(run.runId, file), '')
  await objects.put('reports', outputKey(run.runId, REPORT_FILES.summary), document)
}
