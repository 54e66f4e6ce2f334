// Understands the `explain` command: finds what was booked for one worker and quarter, and prints its calculation in plain words.
import { stat } from 'node:fs/promises'
import type { Quarter } from '../../shared/kernel/calendar.ts'
import { checkInss, INSS_VISIBLE, masked, type EmployerNumber, type Inss } from '../../shared/kernel/identifiers.ts'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { Language } from '../../shared/exceptions/catalogue.ts'
import { explainWorker } from '../../shared/pipeline/explanation.ts'
import type { LedgerEntry } from '../../shared/ledger/entry.ts'
import { assessedWorkers } from '../../shared/pipeline/assess-declaration.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { recordKey } from '../../shared/pipeline/layout.ts'
import { collect, decodeRecord } from '../../shared/pipeline/records.ts'
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
  if (!(await stat(data).catch(() => undefined))?.isDirectory()) throw new UsageError(`there is no data folder ${data}`)
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

/** What the last entry that speaks of the worker says, at one employer. */
async function explainAt(
  employerNumber: EmployerNumber,
  inss: Inss,
  quarter: Quarter,
  language: Language,
  { ledger, objects }: Dependencies,
): Promise<string[]> {
  const entries = await ledger.entries({ employerNumber, quarter })
  for (const entry of entries.toReversed()) {
    if (entry.refusal || entry.overtaken.some((overtaken) => overtaken.inss === inss)) continue
    const body = await objects.read('ledger', recordKey(entry.record))
    if (!body) throw new Error('the record behind a ledger entry does not exist')
    const record = decodeRecord(await collect(body))
    const found = assessedWorkers(record).find((worker) => worker.inss === inss)
    if (found)
      return [explainWorker({ inss, employerNumber, quarter, assessment: found.assessment, lines: linesOf(entry, inss) }, language)]
  }
  return []
}

const linesOf = (entry: LedgerEntry, inss: Inss): LedgerEntry['lines'] => entry.lines.filter((line) => line.inss === inss)

function nothingFound(inss: Inss, quarter: Quarter, employers: number, language: Language): string {
  const worker = masked(inss, INSS_VISIBLE)
  if (employers === 0) return language === 'nl' ? `Voor ${worker} is geen toekenning bekend.` : `No grant is known for ${worker}.`
  return language === 'nl'
    ? `Voor ${worker} werd in ${quarter} niets geboekt: er is geen aangifte verwerkt.`
    : `Nothing was booked for ${worker} in ${quarter}: no declaration was processed.`
}
