// Understands pages of invented employers and workers, for tests and pictures: what the sample files leave when they are run, and one worker's calculation.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../../shared/exceptions/catalogue.ts'
import { centsOf, NO_MONEY } from '../../shared/kernel/money.ts'
import { COMPONENTS } from '../../shared/law/measures.ts'
import type { AccountLine } from '../../shared/ledger/account.ts'
import { outputKey, REPORT_FILES, statementFile } from '../../shared/pipeline/layout.ts'
import { explainHtml } from '../../shared/pipeline/reports/explain-page/document.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { assessedQuarter } from '../pipeline/reports/explain-page/quarters.ts'
import { EMPLOYER, imw, occupation, vop, WORKER } from '../support/law-builders.ts'
import { MemorySystem } from '../support/memory-ports.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')
const sampleText = (file: string): string => readFileSync(join(SAMPLES, file), 'utf8')

/** Of the statements one with money that is held, and one with a claim. */
export interface SamplePages {
  readonly exceptions: string
  readonly held: string
  readonly claim: string
}

/** Pages of original.csv, and of correction.csv after it, with the registry of the samples. */
export async function samplePages(): Promise<SamplePages> {
  const system = new MemorySystem({}, '2025-08-01T09:00:00.000Z')
  for (const kind of ['entitlements', 'payees', 'establishments']) system.upload(`registry/${kind}/${kind}.csv`, sampleText(`${kind}.csv`))
  await system.run()
  const runs: string[] = []
  for (const file of ['original.csv', 'correction.csv']) {
    const created = system.upload(`declarations/${file}`, sampleText(file))
    runs.push(runIdOf({ ...created, versionId: created.versionId ?? '' }))
    await system.run()
  }
  const [original = '', correction = ''] = runs
  const page = (run: string, file: string): string => {
    const text = system.objects.text('reports', outputKey(run, file))
    if (text === undefined) throw new Error(`the samples leave no ${file}`)
    return text
  }
  return {
    exceptions: page(original, REPORT_FILES.exceptionsPage),
    held: page(original, statementFile('0110400450')),
    claim: page(correction, statementFile('0111001058')),
  }
}

const CODES: Readonly<Record<Language, readonly string[]>> = {
  nl: ['  Aangegeven per RSZ-code:', '    loon 1: 9000.00 euro, telt mee'],
  en: ['  Declared by RSZ code:', '    wage 1: 9000.00 euros, counts'],
}

/** Two parts: of one employer, where the premium is lower because of percentage, guidance and hours and some of it is held; of another, with a first VOP. */
export function sampleExplanation(language: Language): string {
  const grant = imw({ guidanceLevel: 'HIGH' })
  const before = assessedQuarter({ quarter: '2024Q3', grants: [grant] })
  const halfTime = occupation({ weeklyHours: '30.40', hoursPaid: '390.00', region: 'UNKNOWN' })
  const now = assessedQuarter({ quarter: '2024Q4', grants: [grant], occupations: [halfTime] })
  const components = now.assessment.measures[0]?.components ?? {}
  const standing = COMPONENTS.filter((component) => component in components).map((component): AccountLine => {
    const premium = centsOf(components[component] ?? '0.00')
    const isHeld = component !== 'WAGE_PREMIUM'
    const [instructed, held] = isHeld ? [NO_MONEY, premium] : [premium, NO_MONEY]
    const hold = isHeld ? ({ holdCode: 'CAL-003', paidBy: [] } as const) : { holdCode: null, paidBy: [1] }
    return { inss: WORKER, entitlementId: grant.entitlementId, measure: 'IMW', component, premium, instructed, held, ...hold }
  })
  const about = { inss: WORKER, employerNumber: EMPLOYER, employerName: 'Houtatelier Spaanders NV', codes: CODES[language] }
  const elsewhere = assessedQuarter({
    quarter: '2024Q4',
    grants: [vop()],
    occupations: [occupation({ grossWage: '2100.00', weeklyHours: '7.60', hoursPaid: '98.80' })],
  })
  return explainHtml(
    [
      { ...about, before, now: { ...now, causes: [{ kind: 'payee-changed', parameters: {} }], standing } },
      { ...about, employerName: null, before: undefined, now: elsewhere, codes: [] },
    ],
    language,
  )
}
