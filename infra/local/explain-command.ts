// Understands the `explain` command: finds what was booked for one worker and quarter, and prints its calculation in plain words.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Quarter } from '../../shared/kernel/calendar.ts'
import { checkInss, INSS_VISIBLE, masked, type EmployerNumber, type Inss } from '../../shared/kernel/identifiers.ts'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { Language } from '../../shared/exceptions/catalogue.ts'
import { fold, linesOf as accountLinesOf, speakerOf } from '../../shared/ledger/account.ts'
import { compareLines } from '../../shared/ledger/entry.ts'
import { entryOfPersons } from '../../shared/ledger/persons.ts'
import { explainCodes } from '../../shared/pipeline/reports/explanation-codes.ts'
import { explainAbsent, explainRefused, explainWorker } from '../../shared/pipeline/reports/explanation.ts'
import { assessedWorkers, itemsOf, personsOf } from '../../shared/pipeline/assess-declaration.ts'
import { readRecord } from '../../shared/pipeline/recompute/compute-again.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { startServices } from './system.ts'
import { EXIT, UsageError } from './usage.ts'

export async function explainCommand(text: string, quarter: Quarter, data: string, language: Language): Promise<number> {
  const checked = checkInss(text, { testNumbersAllowed: true })
  if (checked.kind === 'invalid')
    throw new UsageError(
      language === 'nl'
        ? `«${masked(text, INSS_VISIBLE)}» is geen geldig INSZ-nummer.`
        : `«${masked(text, INSS_VISIBLE)}» is not a valid INSS.`,
    )
  if (!(await stat(join(data, 'dynamodb')).catch(() => undefined))?.isDirectory())
    throw new UsageError(`${data} is not a data folder of an earlier call`)
  const services = await startServices({ data, now: () => new Date() })
  try {
    const dependencies = createDependencies(services.environment, { event: () => undefined, metric: () => undefined })
    const employers = await dependencies.registry.employersOf(checked.value)
    const texts: string[] = []
    for (const employer of employers) texts.push(...(await explainAt(employer, checked.value, quarter, language, dependencies)))
    process.stdout.write(`${texts.length > 0 ? texts.join('\n\n') : nothingFound(checked.value, quarter, employers.length, language)}\n`)
    return EXIT.done
  } finally {
    await services.close()
  }
}

/** What was computed last on the declaration that has the last word about the worker, at one employer, and how the account stands. */
async function explainAt(
  employerNumber: EmployerNumber,
  number: Inss,
  quarter: Quarter,
  language: Language,
  dependencies: Dependencies,
): Promise<string[]> {
  const all = await dependencies.ledger.entries({ employerNumber, quarter })
  const personOf = personsOf((await dependencies.registry.employer(employerNumber)).aliases)
  const inss = personOf(number)
  const entries = all.map((entry) => entryOfPersons(entry, personOf))
  const account = fold(entries)
  const about = { inss, employerNumber, quarter, standing: [...accountLinesOf(account, inss).values()].toSorted(compareLines) }
  const speaker = speakerOf(account, inss)
  const entry = entries.findLast(
    ({ refusal, statement, recomputed, returned }) =>
      refusal === null
      && !returned
      && (recomputed ? recomputed.some(({ workers }) => workers.includes(inss)) : statement.sequence === speaker),
  )
  if (entry) {
    const record = await readRecord(entry.record, dependencies)
    const found = assessedWorkers(record).find((worker) => personOf(worker.inss) === inss)
    const lines = entry.lines.filter((line) => line.inss === inss)
    if (found) {
      const declared = itemsOf(record).find((item) => item.type === 'worker' && personOf(item.inss) === inss)
      const workerLines = declared?.type === 'worker' ? (declared.workerLines ?? []) : []
      const codes = explainCodes(workerLines, quarter, dependencies.settings.parameters, language)
      const causes = record.recomputed?.workers.find((worker) => personOf(worker.inss) === inss)?.causes ?? []
      return [explainWorker({ ...about, assessment: found.assessment, lines, codes, causes }, language)]
    }
    return about.standing.length > 0 ? [explainAbsent(about, entry.statement, language)] : []
  }
  return entries.some(({ statement }) => statement.refused.includes(inss)) ? [explainRefused(about, language)] : []
}

function nothingFound(inss: Inss, quarter: Quarter, employers: number, language: Language): string {
  const worker = masked(inss, INSS_VISIBLE)
  if (employers === 0) return language === 'nl' ? `Voor ${worker} is geen toekenning bekend.` : `No grant is known for ${worker}.`
  return language === 'nl'
    ? `Bij de werkgevers waar ${worker} een toekenning heeft, is voor ${quarter} niets over deze werknemer geboekt.`
    : `At the employers where ${worker} has a grant, nothing was booked about this worker for ${quarter}.`
}
