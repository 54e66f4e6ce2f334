// Understands a rejected file: the same set of reports as any run, with the one finding that says why, and nothing to pay.
import type { BusinessException } from '../exceptions/business-exception.ts'
import { hashOf } from './assess-declaration.ts'
import type { Dependencies } from './dependencies.ts'
import { outputKey, REPORT_FILES } from './layout.ts'
import { ExceptionReports } from './reports.ts'
import type { Run } from './run.ts'
import { Summary } from './summary.ts'

/** Writes the reports of a rejected file. Written again they are the same. */
export async function writeRejection(run: Run, exception: BusinessException, rows: number, sha256: string | undefined, { objects, settings }: Dependencies): Promise<void> {
  const summary = new Summary()
  const exceptions = new ExceptionReports(run.runId, objects, summary)
  await exceptions.add(exception)
  await exceptions.close()
  for (const file of [REPORT_FILES.calculations, REPORT_FILES.claims, REPORT_FILES.held]) await objects.put('reports', outputKey(run.runId, file), '')
  await objects.put('reports', outputKey(run.runId, REPORT_FILES.summary), summary.document(run, 'rejected', hashOf(settings.parameters), rows, sha256))
}
