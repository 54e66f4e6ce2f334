/** Checks that every step of a calculation is a finding, and that every finding can be said in both languages. */
import { describe, expect, it } from 'vitest'
import type { WorkerAssessment } from '../../shared/law/assess.ts'
import type { Finding } from '../../shared/law/finding.ts'
import { findingSentence, RULE_SENTENCES } from '../../shared/pipeline/reports/explanation.ts'
import { reportRow } from '../../shared/exceptions/report.ts'
import { assess, imw, occupation, vop, type Situation } from '../support/law-builders.ts'

const NOW = '2024Q2'
const SELECTED = ['not-revoked', 'one-grant', 'not-suspended', 'cumulation', 'ordinal', 'percentage']
const WAGE = [...SELECTED, 'reference-wage', 'employment-fraction', 'ceiling', 'wage-premium', 'support-limit']
const GUIDED = imw({ guidanceLevel: 'HIGH' })
/** The steps of a VOP: the IMW beside it is looked for after double grants. */
const ofVop = (rules: readonly string[]) => rules.toSpliced(2, 0, 'no-live-imw')

const SITUATIONS: readonly (readonly [string, Situation, readonly string[]])[] = [
  ['IMW with guidance', { quarter: NOW, grants: [GUIDED] }, [...WAGE, 'guidance-region', 'guidance-fixed', 'guidance-variable']],
  [
    'IMW with guidance held',
    { quarter: NOW, grants: [GUIDED], occupations: [occupation({ region: 'UNKNOWN' })] },
    [...WAGE, 'guidance-region', 'guidance-fixed', 'guidance-variable'],
  ],
  [
    'IMW with guidance outside Flanders',
    { quarter: NOW, grants: [GUIDED], occupations: [occupation({ region: 'ABROAD' })] },
    [...WAGE, 'guidance-region'],
  ],
  ['IMW without guidance', { quarter: NOW, grants: [imw()] }, WAGE],
  ['IMW cut to 100 %', { quarter: NOW, grants: [imw()], occupations: [occupation({ otherSupport: '8000.00' })] }, WAGE],
  ['IMW of a decision', { quarter: NOW, grants: [imw({ package: 'EXPLICIT', schedule: [{ from: 1, to: 20, percentage: 60 }] })] }, WAGE],
  ['VOP', { quarter: NOW, grants: [vop()] }, ofVop(WAGE)],
  [
    'VOP of the first-hire counting',
    { quarter: NOW, grants: [vop({ startQuarter: '2020Q1', appliedOn: '2020-02-01', firstHiredOn: '2019-05-01' })] },
    ofVop(WAGE),
  ],
  [
    'VOP of two occupations',
    { quarter: NOW, grants: [vop()], occupations: [occupation(), occupation({ weeklyHours: '19.00' })] },
    ofVop(WAGE),
  ],
  ['VOP in the quarter of a GGMMI row with a note', { quarter: '2022Q1', grants: [vop()] }, ofVop(WAGE)],
  ['IMW revoked', { quarter: NOW, grants: [imw({ revokedFrom: NOW })] }, SELECTED.slice(0, 1)],
  ['IMW double', { quarter: NOW, grants: [imw(), imw({ entitlementId: 'IMW-2' })] }, SELECTED.slice(0, 2)],
  ['IMW suspended', { quarter: NOW, grants: [imw({ suspendedQuarters: [NOW] })] }, SELECTED.slice(0, 3)],
  ['IMW not cumulable', { quarter: NOW, grants: [imw()], occupations: [occupation({ otherMeasure: 'LDE' })] }, SELECTED.slice(0, 4)],
  ['IMW without a percentage', { quarter: NOW, grants: [imw({ package: 'EXPLICIT', schedule: [] })] }, SELECTED],
  [
    'IMW with a negative reference wage',
    { quarter: NOW, grants: [imw()], occupations: [occupation({ contributionReductions: '9000.01' })] },
    [...SELECTED, 'reference-wage'],
  ],
  ['VOP revoked', { quarter: NOW, grants: [vop({ revokedFrom: NOW })] }, SELECTED.slice(0, 1)],
  ['VOP suspended', { quarter: NOW, grants: [vop({ suspendedQuarters: [NOW] })] }, ofVop(SELECTED.slice(0, 3))],
]

const findingsOf = ({ measures }: WorkerAssessment): readonly Finding[] => measures.flatMap(({ findings }) => findings)
const ALL: readonly Finding[] = [...SITUATIONS.map(([, situation]) => situation), { quarter: NOW, grants: [imw(), vop()] }].flatMap(
  (situation) => findingsOf(assess(situation)),
)
const placeholdersOf = (text: string): string[] => [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!)

describe('every step is a finding', () => {
  it.each(SITUATIONS)('%s', (_, situation, expected) => {
    expect(findingsOf(assess(situation)).map(({ rule }) => rule)).toEqual(expected)
  })

  it('VOP beside IMW: each measure has its own', () => {
    const { measures } = assess({ quarter: NOW, grants: [imw(), vop()] })
    expect(measures.map(({ findings }) => findings.map(({ rule }) => rule))).toEqual([['not-revoked', 'one-grant', 'no-live-imw'], WAGE])
  })

  it('a refusal ends with the step that was not met', () => {
    const last = (situation: Situation) => findingsOf(assess(situation)).at(-1)
    expect(last({ quarter: NOW, grants: [imw({ revokedFrom: NOW })] })).toMatchObject({
      rule: 'not-revoked',
      outcome: 'not-met',
      output: 'no',
      inputs: { grants: 'IMW-1' },
    })
    expect(last({ quarter: NOW, grants: [imw({ suspendedQuarters: [NOW] })] })).toMatchObject({ rule: 'not-suspended', outcome: 'not-met' })
    expect(last({ quarter: NOW, grants: [GUIDED], occupations: [occupation({ region: 'ABROAD' })] })).toMatchObject({
      rule: 'guidance-region',
      outcome: 'not-met',
      inForceFrom: '2023-07-01',
      inputs: { regions: 'ABROAD' },
      output: 'no',
    })
    expect(last({ quarter: NOW, grants: [imw({ package: 'EXPLICIT', schedule: [] })] })).toMatchObject({
      rule: 'percentage',
      outcome: 'computed',
      output: 'none',
    })
  })

  it('says what went in and what came out, with source and date', () => {
    const found = (rule: string) => findingsOf(assess(SITUATIONS[0]![1])).find((finding) => finding.rule === rule)
    expect(found('one-grant')).toMatchObject({ outcome: 'met', inputs: { grants: 'IMW-1' }, output: 'yes' })
    expect(found('cumulation')).toMatchObject({ outcome: 'met', inputs: { declaredMeasures: 'none' } })
    expect(found('ordinal')).toMatchObject({ inputs: { countingQuarter: '2023Q3', quarter: NOW }, output: '4' })
    expect(found('percentage')).toMatchObject({
      source: 'VL',
      inForceFrom: '2023-07-01',
      inputs: { package: 'IMW_5Y_STANDARD', ordinal: '4' },
      output: '40',
    })
    expect(found('reference-wage')).toMatchObject({
      source: 'VDAB + WERK',
      inputs: { grossWage: '9000.00', employerContributions: '0.00', contributionReductions: '0.00' },
      output: '9000.00',
    })
    expect(found('employment-fraction')).toMatchObject({ inputs: { occupations: '1/1', sum: '1/1' }, output: '1/1' })
    expect(found('ceiling')).toMatchObject({
      inForceFrom: '2024-04-01',
      inputs: { ggmmi: '2029.88', multiple: '2', months: '3', fraction: '1/1' },
      output: '12179.28',
    })
    expect(found('wage-premium')).toMatchObject({
      inputs: { percentage: '40', referenceWage: '9000.00', ceiling: '12179.28', capped: 'no' },
      output: '3600.00',
    })
    expect(found('support-limit')).toMatchObject({
      inputs: { premium: '3600.00', otherSupport: '0.00', together: '3600.00', referenceWage: '9000.00' },
      output: '3600.00',
    })
    expect(found('guidance-region')).toMatchObject({ outcome: 'met', inputs: { regions: 'FLANDERS' } })
    expect(found('guidance-fixed')).toMatchObject({ inForceFrom: '2023-07-01', inputs: { ordinal: '4' }, output: '1200.00' })
    expect(found('guidance-variable')).toMatchObject({
      inputs: { level: 'HIGH', fullAmount: '1280.00', hoursShare: '1/1', weeks: '13' },
      output: '1280.00',
    })
  })

  it('carries the note of the row used', () => {
    expect(findingsOf(assess({ quarter: '2022Q1', grants: [vop()] })).find(({ rule }) => rule === 'ceiling')?.inputs.note).toBe(
      'unverified',
    )
    expect(findingsOf(assess({ quarter: NOW, grants: [imw()] })).find(({ rule }) => rule === 'percentage')?.inputs.note).toMatch(/Herwin/)
  })
})

describe('what a finding names', () => {
  it('has a source everywhere, and a date or none', () => {
    for (const { source, inForceFrom } of ALL) {
      expect(source).not.toBe('')
      expect(inForceFrom).toMatch(/^(|\d{4}-\d{2}-\d{2})$/)
    }
  })

  it.each<[string, Situation, string, RegExp]>([
    ['IMW: counted from the decision', { quarter: NOW, grants: [imw()] }, 'ordinal', /^VL \+ \[P\]/],
    [
      'VOP applied for before 2020-10-01: counted from the first hire',
      { quarter: NOW, grants: [vop({ startQuarter: '2020Q1', appliedOn: '2020-02-01', firstHiredOn: '2019-05-01' })] },
      'ordinal',
      /^VDAB \+ \[P\]/,
    ],
    ['VOP applied for from 2020-10-01: counted from the application', { quarter: NOW, grants: [vop()] }, 'ordinal', /VL\b.*\[P\]/],
    [
      'VOP and a measure that excludes it',
      { quarter: NOW, grants: [vop()], occupations: [occupation({ otherMeasure: 'GESCO' })] },
      'cumulation',
      /^VDAB$/,
    ],
    ['IMW and LDE', { quarter: NOW, grants: [imw()], occupations: [occupation({ otherMeasure: 'LDE' })] }, 'cumulation', /HW/],
    [
      'IMW and the wage premium of a maatwerkbedrijf',
      { quarter: NOW, grants: [imw()], occupations: [occupation({ otherMeasure: 'MAATWERK_WAGE' })] },
      'cumulation',
      /\[P\]/,
    ],
    ['the ceiling', { quarter: NOW, grants: [imw()] }, 'ceiling', /VDAB.*\[P\]/],
    ['the one rounding', { quarter: NOW, grants: [imw()] }, 'wage-premium', /VDAB \+ WERK.*\[P\]/],
    ['the 100 % limit', { quarter: NOW, grants: [imw()] }, 'support-limit', /VDAB.*\[P\]/],
    ['the region', { quarter: NOW, grants: [GUIDED] }, 'guidance-region', /SEC/],
    ['the fixed part', { quarter: NOW, grants: [GUIDED] }, 'guidance-fixed', /HW.*SEC.*\[P\]/],
    ['the variable part', { quarter: NOW, grants: [GUIDED] }, 'guidance-variable', /HW.*\[P\]/],
  ])('cites what rules.md cites: %s', (_, situation, rule, source) => {
    expect(findingsOf(assess(situation)).find((finding) => finding.rule === rule)?.source).toMatch(source)
  })

  it('shows the same amounts as the result', () => {
    for (const [, situation] of SITUATIONS) {
      for (const { components, ceiling, referenceWage, findings, percentage, ordinal } of assess(situation).measures) {
        if (components === undefined) continue
        const output = (rule: string) => findings.find((finding) => finding.rule === rule)?.output
        expect([output('ordinal'), output('percentage'), output('reference-wage'), output('ceiling')]).toEqual([
          String(ordinal),
          percentage,
          referenceWage,
          ceiling,
        ])
        expect([output('support-limit'), output('guidance-fixed'), output('guidance-variable')]).toEqual([
          components.WAGE_PREMIUM,
          components.GUIDANCE_FIXED,
          components.GUIDANCE_VARIABLE,
        ])
      }
    }
  })
})

describe('sentences', () => {
  const occurring = [...new Set(ALL.map(({ rule }) => rule))]

  it('there is one for every rule that occurs, and no other', () => {
    expect(Object.keys(RULE_SENTENCES).sort()).toEqual(occurring.toSorted())
  })

  it.each(Object.entries(RULE_SENTENCES))('%s: the same placeholders in both languages, all fed by every finding', (rule, sentence) => {
    expect(sentence.nl).not.toBe(sentence.en)
    expect(new Set(placeholdersOf(sentence.nl))).toEqual(new Set(placeholdersOf(sentence.en)))
    const fed = ALL.filter((finding) => finding.rule === rule)
    expect(fed).not.toEqual([])
    for (const { inputs, output } of fed) {
      for (const name of placeholdersOf(sentence.nl)) expect({ ...inputs, output }[name], name).toMatch(/./)
    }
  })

  it('are whole sentences with their source, without a loose brace or an empty value', () => {
    for (const finding of ALL) {
      const nl = findingSentence(finding, 'nl')
      const en = findingSentence(finding, 'en')
      expect(nl).toMatch(/^[A-Z].*\. \[bron: .+\]$/)
      expect(en).toMatch(/^[A-Z].*\. \[source: .+\]$/)
      expect(nl + en).not.toMatch(/[{}]|undefined|\(\)|\s\s/)
    }
  })

  it('say yes, no and none in the language', () => {
    const [imwFinding] = findingsOf(assess({ quarter: NOW, grants: [imw({ suspendedQuarters: [NOW] })] })).slice(-1)
    expect(findingSentence(imwFinding!, 'nl')).toBe('De toekenning IMW-1 is niet geschorst in dit kwartaal: nee. [bron: VDAB]')
    expect(findingSentence(imwFinding!, 'en')).toBe('Grant IMW-1 is not suspended in this quarter: no. [source: VDAB]')
    const none = findingsOf(assess({ quarter: NOW, grants: [imw({ package: 'EXPLICIT', schedule: [] })] })).at(-1)
    expect(findingSentence(none!, 'nl')).toBe('Pakket EXPLICIT geeft in kwartaal 4 een percentage van geen. [bron: beslissing]')
    const paid = findingsOf(assess({ quarter: NOW, grants: [imw()] })).find(({ rule }) => rule === 'percentage')
    expect(findingSentence(paid!, 'en')).toBe(
      'Package IMW_5Y_STANDARD gives a percentage of 40 % in quarter 4. [source: VL; in force from 2023-07-01]',
    )
  })

  it('an unknown rule is our own error', () => {
    expect(() => findingSentence({ ...ALL[0]!, rule: 'moon-phase' }, 'nl')).toThrow('moon-phase')
  })
})

describe('exceptions of the law can be said with the values they carry', () => {
  const SAID: readonly (readonly [string, Situation])[] = [
    ...SITUATIONS.map(([name, situation]) => [name, situation] as const),
    ['no grant', { quarter: NOW, grants: [] }],
    ['no covering grant', { quarter: NOW, grants: [imw({ startQuarter: '2024Q3' })] }],
    ['VOP beside IMW', { quarter: NOW, grants: [imw(), vop()] }],
  ]

  it.each(SAID)('%s', (_, situation) => {
    const { refusal, measures } = assess(situation)
    for (const exception of [...(refusal ? [refusal] : []), ...measures.flatMap(({ exceptions }) => exceptions)]) {
      const row = reportRow(exception)
      expect(Object.values(row).join(' ')).not.toMatch(/[{}]|85073003328/)
    }
  })
})
