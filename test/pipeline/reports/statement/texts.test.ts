// Checks the words of a statement: every language has every text, every rule and code has a sentence, figures are written as a reader expects them.
import { describe, expect, it } from 'vitest'
import { CODES } from '../../../../shared/exceptions/catalogue.ts'
import { localDate, quarter } from '../../../../shared/kernel/calendar.ts'
import { POLICY_TEXTS } from '../../../../shared/law/sources.ts'
import { RULE_SENTENCES } from '../../../../shared/pipeline/reports/explanation.ts'
import {
  amountText,
  dateText,
  decimalOf,
  decimalText,
  employerNumberText,
  percentText,
  quarterText,
  type StatementLanguage,
  type Trilingual,
} from '../../../../shared/pipeline/reports/page/figures.ts'
import {
  ACTION_TEXTS,
  CAUSE_TEXTS,
  FRENCH_TITLES,
  HOLD_TEXTS,
  titleOf,
} from '../../../../shared/pipeline/reports/statement/reason-texts.ts'
import { citedParts, RULE_TEXTS, SOURCE_TITLES } from '../../../../shared/pipeline/reports/statement/rule-texts.ts'
import { COMPONENT_TEXTS, MEASURE_TEXTS, say, TEXTS } from '../../../../shared/pipeline/reports/statement/texts.ts'

const LANGUAGES: readonly StatementLanguage[] = ['nl', 'fr', 'en']

describe('every language has every text', () => {
  const tables: Readonly<Record<string, Readonly<Record<string, Trilingual>>>> = {
    TEXTS,
    COMPONENT_TEXTS,
    MEASURE_TEXTS,
    HOLD_TEXTS,
    CAUSE_TEXTS,
    ACTION_TEXTS,
    SOURCE_TITLES,
    RULE_NAMES: Object.fromEntries(Object.entries(RULE_TEXTS).map(([rule, { name }]) => [rule, name])),
    RULE_MEANINGS: Object.fromEntries(Object.entries(RULE_TEXTS).map(([rule, { meaning }]) => [rule, meaning])),
  }

  it.each(Object.entries(tables))('%s, with the same values in it', (_, texts) => {
    for (const [name, text] of Object.entries(texts)) {
      const values = (language: StatementLanguage): string[] => [...text[language].matchAll(/\{\w+\}/g)].map(([value]) => value).toSorted()
      for (const language of LANGUAGES) {
        expect(text[language].trim(), name).not.toBe('')
        expect(values(language), name).toEqual(values('nl'))
      }
    }
  })

  it('a text without its value is our own error', () => {
    expect(() => say('line', 'nl')).toThrow("Assertion failed: the statement text 'line' was used without a value for {line}")
  })
})

it('every rule that a finding can name has a sentence', () => {
  expect(Object.keys(RULE_TEXTS).toSorted()).toEqual(Object.keys(RULE_SENTENCES).toSorted())
})

describe('titles of codes', () => {
  const met = CODES.filter((code) => /^(?:WRK|ENT|CAL)-/.test(code))
  it('each that an employer can meet has a French one', () => {
    const others = ['DCL-004', 'DCL-005', 'DCL-006', 'DCL-009', 'DCL-010', 'DCL-012', 'RUN-003'] as const
    expect(Object.keys(FRENCH_TITLES).toSorted()).toEqual([...met, ...others].toSorted())
  })

  it('a code without a French title is told in Dutch, and says so', () => {
    expect(titleOf('FIL-001', 'fr')).toEqual({ text: 'Leeg bestand', lang: 'nl' })
    expect(titleOf('ENT-003', 'fr')).toEqual({ text: 'Octroi suspendu' })
    expect(titleOf('ENT-003', 'en')).toEqual({ text: 'Grant suspended' })
  })
})

it('a citation is told part by part; a policy in the language of the reader', () => {
  const citation = `VDAB + [P] ${POLICY_TEXTS.roundedOnce.en}`
  const policies = LANGUAGES.map((language) => citedParts(citation, language)[1])
  expect(policies).toEqual([
    { kind: 'policy', text: 'één keer afgerond op de cent' },
    { kind: 'policy', text: 'arrondi une seule fois au cent' },
    { kind: 'policy', text: 'rounded half-up to the cent, once' },
  ])
  expect(citedParts('NAR + [P] a policy of before', 'fr')).toEqual([
    { kind: 'source', name: 'NAR' },
    { kind: 'policy', text: 'a policy of before' },
  ])
})

describe('figures', () => {
  it.each([
    ['0.00', '0,00', '0,00', '0.00'],
    ['999.99', '999,99', '999,99', '999.99'],
    ['1234.56', '1.234,56', '1\u202f234,56', '1,234.56'],
    ['-1234567.80', '\u22121.234.567,80', '\u22121\u202f234\u202f567,80', '\u22121,234,567.80'],
  ])('%s euro', (euro, nl, fr, en) => {
    expect(LANGUAGES.map((language) => amountText(euro, language))).toEqual([nl, fr, en])
  })

  it.each([
    ['4', '5', '0.8000', '0,8000'],
    ['1', '1', '1.0000', '1,0000'],
    ['0', '1', '0.0000', '0,0000'],
    ['2', '3', '0.6667', '0,6667'],
    ['1', '20000', '0.0001', '0,0001'],
    ['1', '20001', '0.0000', '0,0000'],
  ])('the fraction %s/%s', (numerator, denominator, decimal, nl) => {
    expect(decimalOf({ numerator, denominator })).toBe(decimal)
    expect(decimalText(decimal, 'nl')).toBe(nl)
  })

  it('percentages, dates, quarters and numbers of employers', () => {
    const of = (text: (language: StatementLanguage) => string): string[] =>
      LANGUAGES.map((language) => text(language).replaceAll('\u00a0', ' '))
    expect(of((language) => percentText('40', language))).toEqual(['40 %', '40 %', '40%'])
    expect(of((language) => dateText(localDate('2024-10-01'), language))).toEqual(['1 oktober 2024', '1er octobre 2024', '1 October 2024'])
    expect(of((language) => quarterText(quarter('2024Q3'), language))).toEqual([
      '3e kwartaal 2024',
      '3e trimestre 2024',
      '3rd quarter 2024',
    ])
    expect(of((language) => quarterText(quarter('2025Q1'), language))).toEqual([
      '1e kwartaal 2025',
      '1er trimestre 2025',
      '1st quarter 2025',
    ])
    expect(employerNumberText('0123456749')).toBe('0123.456.749')
  })
})
