// Understands the `explain` command: finds what was booked for one worker and quarter, and tells its calculation in plain words or as a page.
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Quarter } from '../../shared/kernel/calendar.ts'
import { checkInss, INSS_VISIBLE, masked, type EmployerNumber, type Inss } from '../../shared/kernel/identifiers.ts'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { Language } from '../../shared/exceptions/catalogue.ts'
import { paidOccupations } from '../../shared/law/declared-pay.ts'
import { parseWorkerLine, type WorkerLineText } from '../../shared/law/worker-line.ts'
import { fold, linesOf as accountLinesOf, speakerOf, type AccountLine } from '../../shared/ledger/account.ts'
import { compareLines, type EntryLine, type Statement } from '../../shared/ledger/entry.ts'
import { entryOfPersons } from '../../shared/ledger/persons.ts'
import { explainHtml } from '../../shared/pipeline/reports/explain-page/document.ts'
import type { AssessedQuarter, UnassessedQuarter } from '../../shared/pipeline/reports/explain-page/explained-quarter.ts'
import type { ExplainedWorkerPage } from '../../shared/pipeline/reports/explain-page/page-input.ts'
import { explainCodes } from '../../shared/pipeline/reports/explanation-codes.ts'
import { explainAbsent, explainRefused, explainWorker } from '../../shared/pipeline/reports/explanation.ts'
import { assessedWorkers, itemsOf, personsOf } from '../../shared/pipeline/assess-declaration.ts'
import { readRecord } from '../../shared/pipeline/recompute/compute-again.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { startServices } from './system.ts'
import { EXIT, UsageError } from './usage.ts'

export interface ExplainRequest {
  readonly inss: string
  readonly quarter: Quarter
  readonly data: string
  readonly language: Language
  /** File to write the page to; undefined = print the text. */
  readonly html: string | undefined
}

export async function explainCommand({ inss: text, quarter, data, language, html }: ExplainRequest): Promise<number> {
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
    const found: Found[] = []
    for (const employer of employers) found.push(...(await findAt(employer, checked.value, quarter, dependencies)))
    const said =
      found.length === 0
        ? nothingFound(checked.value, quarter, employers.length, language)
        : html === undefined
          ? found.map((each) => explained(each, language, dependencies)).join('\n\n')
          : await writtenPage(html, found, language, dependencies)
    process.stdout.write(`${said}\n`)
    return EXIT.done
  } finally {
    await services.close()
  }
}

/** What was computed last on the declaration that has the last word about the worker, at one employer, and how the account stands. */
type Found = FoundAt & (FoundAssessed | FoundAbsent | FoundFaulty)

interface FoundAt {
  readonly inss: Inss
  readonly employerNumber: EmployerNumber
  readonly standing: readonly AccountLine[]
}

type FoundAssessed = AssessedQuarter & { readonly lines: readonly EntryLine[]; readonly workerLines: readonly WorkerLineText[] }
type FoundAbsent = UnassessedQuarter & { readonly kind: 'absent'; readonly statement: Statement }
type FoundFaulty = UnassessedQuarter & { readonly kind: 'faulty' }

/** One or none. */
async function findAt(employerNumber: EmployerNumber, number: Inss, quarter: Quarter, dependencies: Dependencies): Promise<Found[]> {
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
  if (!entry) {
    const isRefused = entries.some(({ statement }) => statement.refused.includes(inss))
    return isRefused ? [{ ...about, kind: 'faulty' }] : []
  }
  const record = await readRecord(entry.record, dependencies)
  const found = assessedWorkers(record).find((worker) => personOf(worker.inss) === inss)
  if (!found) return about.standing.length > 0 ? [{ ...about, kind: 'absent', statement: entry.statement }] : []
  const declared = itemsOf(record).find((item) => item.type === 'worker' && personOf(item.inss) === inss)
  const worker = declared?.type === 'worker' ? declared : undefined
  const workerLines = worker?.workerLines ?? []
  const occupations = worker?.workerLines
    ? paidOccupations(workerLines.map(parseWorkerLine), quarter, dependencies.settings.parameters)
    : (worker?.occupations ?? [])
  return [
    {
      ...about,
      kind: 'assessed',
      assessment: found.assessment,
      occupations,
      lines: entry.lines.filter((line) => line.inss === inss),
      workerLines,
      causes: record.recomputed?.workers.find((each) => personOf(each.inss) === inss)?.causes ?? [],
    },
  ]
}

function explained(found: Found, language: Language, dependencies: Dependencies): string {
  switch (found.kind) {
    case 'assessed':
      return explainWorker({ ...found, codes: codesOf(found, language, dependencies) }, language)
    case 'absent':
      return explainAbsent(found, found.statement, language)
    case 'faulty':
      return explainRefused(found, language)
  }
}

const codesOf = (found: Found, language: Language, { settings }: Dependencies): readonly string[] =>
  found.kind === 'assessed' ? explainCodes(found.workerLines, found.quarter, settings.parameters, language) : []

/** Writes the page, and says so. */
async function writtenPage(file: string, found: readonly Found[], language: Language, dependencies: Dependencies): Promise<string> {
  const workers: ExplainedWorkerPage[] = []
  for (const now of found) {
    const { inss, employerNumber } = now
    const { payee } = await dependencies.registry.employer(employerNumber)
    workers.push({
      inss,
      employerNumber,
      employerName: payee?.name ?? null,
      now,
      before: await assessedBefore(now, dependencies),
      codes: codesOf(now, language, dependencies),
    })
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, explainHtml(workers, language))
  return language === 'nl' ? `De berekening staat in ${file}.` : `The calculation is in ${file}.`
}

/** The last earlier quarter for which the worker was computed at this employer; a quarter that leaves the worker out has nothing to compare with. */
async function assessedBefore({ employerNumber, inss, quarter }: Found, dependencies: Dependencies): Promise<AssessedQuarter | undefined> {
  const earlier = (await dependencies.ledger.quartersOf(employerNumber)).filter((each) => each < quarter)
  for (const each of earlier.toSorted().reverse()) {
    const [found] = await findAt(employerNumber, inss, each, dependencies)
    if (found?.kind === 'assessed') return found
  }
  return undefined
}

function nothingFound(inss: Inss, quarter: Quarter, employers: number, language: Language): string {
  const worker = masked(inss, INSS_VISIBLE)
  if (employers === 0) return language === 'nl' ? `Voor ${worker} is geen toekenning bekend.` : `No grant is known for ${worker}.`
  return language === 'nl'
    ? `Bij de werkgevers waar ${worker} een toekenning heeft, is voor ${quarter} niets over deze werknemer geboekt.`
    : `At the employers where ${worker} has a grant, nothing was booked about this worker for ${quarter}.`
}
