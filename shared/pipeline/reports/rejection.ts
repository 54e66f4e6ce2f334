// Understands the reports of a run of which nothing is booked: a rejected file, with the one finding that says why, or a run that was abandoned.
import { acknowledgementOf } from './acknowledgement.ts'
import { hashOf } from '../assess-declaration.ts'
import type { Dependencies } from '../dependencies.ts'
import { outputKey, REPORT_FILES } from '../layout.ts'
import { ExceptionReports } from './run-reports.ts'
import type { Rejection, Run } from '../run.ts'
import { Summary } from './summary.ts'

/** Writes the reports of a rejected run. Written again they are the same. */
export async function writeRejection(
  run: Run,
  { exception, rows, sha256, duplicateOf }: Rejection,
  dependencies: Dependencies,
): Promise<void> {
  const { objects, settings } = dependencies
  if (sha256 !== null)
    await objects.put('reports', outputKey(run.runId, REPORT_FILES.acknowledgement), acknowledgementOf(run, { sha256, duplicateOf }))
  const summary = new Summary()
  const exceptions = new ExceptionReports(run, 'rejected', summary, dependencies)
  await exceptions.add(exception)
  const document = summary.document(run, 'rejected', hashOf(settings.parameters), rows, sha256 ?? undefined)
  await exceptions.close(document)
  for (const file of [REPORT_FILES.calculations, REPORT_FILES.claims, REPORT_FILES.held])
    await objects.put('reports', outputKey(run.runId, file), '')
  await objects.put('reports', outputKey(run.runId, REPORT_FILES.summary), document)
}

/** The summary of a run that was abandoned: whatever its reports said would be booked, nothing is. */
export async function writeAbandoned(run: Run, { objects, settings }: Pick<Dependencies, 'objects' | 'settings'>): Promise<void> {
  const document = new Summary().document(run, 'abandoned', hashOf(settings.parameters), 0, run.sha256)
  await objects.put('reports', outputKey(run.runId, REPORT_FILES.summary), document)
}
