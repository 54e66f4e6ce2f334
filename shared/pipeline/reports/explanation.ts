// Understands how a calculation is told to people: every finding as a sentence in Dutch or English, with its source, and what it came to.
import { INSS_VISIBLE, masked } from '../../kernel/identifiers.ts'
import { centsOf } from '../../kernel/money.ts'
import type { Bilingual, Language } from '../../exceptions/catalogue.ts'
import { reportRow } from '../../exceptions/report.ts'
import { euroText } from '../../kernel/money.ts'
import type { AccountLine } from '../../ledger/account.ts'
import { sequenceText, type EntryLine, type Statement } from '../../ledger/entry.ts'
import type { MeasureAssessment, WorkerAssessment } from '../../law/assess.ts'
import type { Finding } from '../../law/finding.ts'
import type { Component } from '../../law/measures.ts'
import { citedInDutch } from '../../law/sources.ts'
import { causeText } from './cause-texts.ts'
import type { Cause } from '../recompute/causes.ts'

/** Whom an explanation is about, and the lines of the account as they stand now. */
export interface Explained {
  readonly inss: string
  readonly employerNumber: string
  readonly quarter: string
  readonly standing: readonly AccountLine[]
}

export interface ExplainedWorker extends Explained {
  readonly assessment: WorkerAssessment
  /** The lines that the entry booked or held for the worker. */
  readonly lines: readonly EntryLine[]
  /** What was declared by code, as lines of text; empty for a CSV. */
  readonly codes: readonly string[]
  /** Why it was computed again; empty when a declaration did. */
  readonly causes: readonly Cause[]
}

/** One sentence per rule of the law; placeholders are the inputs of the finding and {output}. Every rule that a finding can name stands here. */
export const RULE_SENTENCES: Readonly<Record<string, Bilingual>> = {
  'not-revoked': { nl: 'De toekenning {grants} is niet ingetrokken: {output}.', en: 'Grant {grants} is not revoked: {output}.' },
  'one-grant': {
    nl: 'Er is precies één lopende toekenning van deze maatregel ({grants}): {output}.',
    en: 'Exactly one grant of this measure is live ({grants}): {output}.',
  },
  'no-live-imw': {
    nl: 'Geen lopend individueel maatwerk naast de VOP (IMW: {imwGrant}): {output}.',
    en: 'No live IMW beside the VOP (IMW: {imwGrant}): {output}.',
  },
  'not-suspended': {
    nl: 'De toekenning {grant} is niet geschorst in dit kwartaal: {output}.',
    en: 'Grant {grant} is not suspended in this quarter: {output}.',
  },
  cumulation: {
    nl: 'Geen aangegeven maatregel die de premie uitsluit ({declaredMeasures}): {output}.',
    en: 'No declared measure that excludes the premium ({declaredMeasures}): {output}.',
  },
  ordinal: {
    nl: 'Van {countingQuarter} tot en met {quarter} is dit het {output}e kwartaal van de toekenning.',
    en: 'From {countingQuarter} to {quarter} inclusive this is quarter {output} of the grant.',
  },
  percentage: {
    nl: 'Pakket {package} geeft in kwartaal {ordinal} een percentage van {output}.',
    en: 'Package {package} gives a percentage of {output} in quarter {ordinal}.',
  },
  'reference-wage': {
    nl: 'Referteloon: brutoloon {grossWage} + werkgeversbijdragen {employerContributions} - verminderingen {contributionReductions} = {output} euro.',
    en: 'Reference wage: gross wage {grossWage} + employer contributions {employerContributions} - reductions {contributionReductions} = {output} euros.',
  },
  'employment-fraction': {
    nl: 'Tewerkstellingsbreuk: {occupations} = {sum}, ten hoogste 1, dus {output}.',
    en: 'Employment fraction: {occupations} = {sum}, at most 1, so {output}.',
  },
  ceiling: {
    nl: 'Loonplafond: {multiple} x GGMMI {ggmmi} x {months} maanden x {fraction} = {output} euro.',
    en: 'Ceiling: {multiple} x GGMMI {ggmmi} x {months} months x {fraction} = {output} euros.',
  },
  'wage-premium': {
    nl: 'Loonpremie: {percentage} % van het referteloon {referenceWage}, begrensd op {ceiling} = {output} euro.',
    en: 'Wage premium: {percentage} % of the reference wage {referenceWage}, capped at {ceiling} = {output} euros.',
  },
  'support-limit': {
    nl: 'Alle steun samen ({together}) mag niet meer zijn dan het referteloon ({referenceWage}): de loonpremie is {output} euro.',
    en: 'All support together ({together}) may not exceed the reference wage ({referenceWage}): the wage premium is {output} euros.',
  },
  'guidance-region': {
    nl: 'Minstens één vestigingseenheid in het Vlaamse Gewest, onbekende voorlopig meegeteld (gewesten: {regions}): {output}.',
    en: 'At least one establishment in the Flemish Region, unknown ones counted for now (regions: {regions}): {output}.',
  },
  'guidance-fixed': {
    nl: 'Begeleidingspremie, vast deel in kwartaal {ordinal}: {output} euro.',
    en: 'Guidance premium, fixed part in quarter {ordinal}: {output} euros.',
  },
  'guidance-variable': {
    nl: 'Begeleidingspremie, variabel deel {level}: {fullAmount} x {hoursShare} = {output} euro.',
    en: 'Guidance premium, variable part {level}: {fullAmount} x {hoursShare} = {output} euros.',
  },
}

const ANSWERS: Readonly<Record<string, Bilingual>> = {
  yes: { nl: 'ja', en: 'yes' },
  no: { nl: 'nee', en: 'no' },
  none: { nl: 'geen', en: 'none' },
}
/** Components of a premium as people call them. */
const COMPONENT_NAMES: Readonly<Record<Component, Bilingual>> = {
  WAGE_PREMIUM: { nl: 'loonpremie', en: 'wage premium' },
  GUIDANCE_FIXED: { nl: 'begeleidingspremie, vast deel', en: 'guidance premium, fixed part' },
  GUIDANCE_VARIABLE: { nl: 'begeleidingspremie, variabel deel', en: 'guidance premium, variable part' },
}

const LABELS = {
  head: { nl: 'Werknemer {worker} bij werkgever {employer}, {quarter}', en: 'Worker {worker} at employer {employer}, {quarter}' },
  measure: { nl: '{measure}, toekenning {grant}', en: '{measure}, grant {grant}' },
  source: { nl: 'bron', en: 'source' },
  from: { nl: 'geldt vanaf', en: 'in force from' },
  booked: { nl: '{component}: recht op {premium}, nu geboekt {moved}', en: '{component}: right {premium}, booked now {moved}' },
  held: { nl: '{component}: recht op {premium}, aangehouden {held} ({code})', en: '{component}: right {premium}, held {held} ({code})' },
  absent: {
    nl: 'De volledige aangifte met volgnummer {sequence} noemt deze werknemer niet: er is niets verschuldigd.',
    en: 'The full declaration with sequence {sequence} does not name this worker: nothing is due.',
  },
  withdrawn: {
    nl: 'Er is geen attest meer van deze werknemer: ze zijn geannuleerd of staan op een ander nummer. Er is niets verschuldigd.',
    en: 'No attest of this worker is left: they are cancelled or stand under another number. Nothing is due.',
  },
  faulty: {
    nl: 'De regels van deze werknemer waren fout (zie WRK in het verslag): er is niets berekend.',
    en: 'The rows of this worker were faulty (see WRK in the report): nothing was computed.',
  },
  again: { nl: 'Opnieuw berekend, want sindsdien:', en: 'Computed again, because since then:' },
  account: { nl: 'Stand van de rekening nu:', en: 'The account now:' },
  standing: {
    nl: '{measure} {grant}, {component}: premie {premium}, in totaal toegekend {instructed}, aangehouden {held}',
    en: '{measure} {grant}, {component}: right {premium}, instructed in all {instructed}, held {held}',
  },
  unchanged: { nl: 'Er verandert niets aan wat al geboekt was.', en: 'Nothing changes in what was booked before.' },
} as const satisfies Record<string, Bilingual>

const fill = (template: string, values: Readonly<Record<string, string>>, language: Language): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? ''
    return ANSWERS[value]?.[language] ?? value
  })

/** The finding as one sentence with its source. */
export function findingSentence({ rule, inputs, output, source, inForceFrom }: Finding, language: Language): string {
  const template = RULE_SENTENCES[rule]
  if (!template) throw new Error(`no sentence for the rule ${rule}`)
  const shown = rule === 'percentage' && output !== 'none' ? `${output} %` : output
  const from = inForceFrom === '' ? '' : `; ${LABELS.from[language]} ${inForceFrom}`
  return `${fill(template[language], { ...inputs, output: shown }, language)} [${LABELS.source[language]}: ${language === 'nl' ? citedInDutch(source) : source}${from}]`
}

/** The whole calculation of one worker as lines of text, and how the account stands; the INSS is masked. */
export function explainWorker(worker: ExplainedWorker, language: Language): string {
  const { assessment, lines } = worker
  const refusal = assessment.refusal ? [`  ${messageOf(assessment.refusal, language)}`] : []
  return [
    headOf(worker, language),
    ...whyAgain(worker.causes, language),
    ...worker.codes,
    ...refusal,
    ...assessment.measures.flatMap((measure) => explainMeasure(measure, lines, language)),
    ...standingOf(worker, language),
  ].join('\n')
}

function whyAgain(causes: readonly Cause[], language: Language): string[] {
  const lines = causes
    .map((cause) => causeText(cause, language))
    .map(({ change, before, after }) => `    ${change} (${before} -> ${after})`)
  return lines.length === 0 ? [] : [`  ${LABELS.again[language]}`, ...lines]
}

/** A worker of whom a full declaration says, by leaving the worker out, that nothing is due; or of whom no attest is left. */
export const explainAbsent = (worker: Explained, { ladder, sequence }: Statement, language: Language): string =>
  [
    headOf(worker, language),
    `  ${ladder === 'ATTEST' ? LABELS.withdrawn[language] : fill(LABELS.absent[language], { sequence: sequenceText(ladder, sequence) }, language)}`,
    ...standingOf(worker, language),
  ].join('\n')

/** A worker whose rows were faulty: nothing was computed. */
export const explainRefused = (worker: Explained, language: Language): string =>
  [headOf(worker, language), `  ${LABELS.faulty[language]}`, ...standingOf(worker, language)].join('\n')

const headOf = ({ inss, employerNumber, quarter }: Explained, language: Language): string =>
  fill(LABELS.head[language], { worker: masked(inss, INSS_VISIBLE), employer: employerNumber, quarter }, language)

function standingOf({ standing }: Explained, language: Language): string[] {
  const lines = standing.map(({ measure, entitlementId, component, premium, instructed, held, holdCode }) =>
    fill(
      LABELS.standing[language],
      {
        measure,
        grant: entitlementId,
        component: COMPONENT_NAMES[component][language],
        premium: euroText(premium),
        instructed: euroText(instructed),
        held: holdCode === null ? euroText(held) : `${euroText(held)} (${holdCode})`,
      },
      language,
    ),
  )
  return lines.length === 0 ? [] : [`  ${LABELS.account[language]}`, ...lines.map((line) => `    ${line}`)]
}

function explainMeasure(
  { measure, entitlementId, findings, exceptions }: MeasureAssessment,
  lines: readonly EntryLine[],
  language: Language,
): string[] {
  const head = fill(LABELS.measure[language], { measure, grant: entitlementId }, language)
  const booked = lines.filter((line) => line.measure === measure && (centsOf(line.moved) !== 0n || line.holdCode !== null))
  const amounts = booked.map(({ component, premium, moved, held, holdCode }) =>
    fill(
      (holdCode === null ? LABELS.booked : LABELS.held)[language],
      { component: COMPONENT_NAMES[component][language], premium, moved, held, code: holdCode ?? '' },
      language,
    ),
  )
  return [
    `  ${head}`,
    ...findings.map((finding, index) => `    ${index + 1}. ${findingSentence(finding, language)}`),
    ...exceptions.map((exception) => `    ${exception.code}: ${messageOf(exception, language)}`),
    ...(amounts.length > 0 ? amounts : [LABELS.unchanged[language]]).map((text) => `    => ${text}`),
  ]
}

function messageOf(exception: Parameters<typeof reportRow>[0], language: Language): string {
  const row = reportRow(exception)
  return language === 'nl' ? row.message_nl : row.message_en
}
