// Understands the calculation step by step: every rule as a sentence with its result, beside the quarter before, with its source and since when it is in force.
import type { Language } from '../../../exceptions/catalogue.ts'
import { reportRow } from '../../../exceptions/report.ts'
import { withoutInss } from '../../../kernel/identifiers.ts'
import type { Finding } from '../../../law/finding.ts'
import type { Measure } from '../../../law/measures.ts'
import { RULE_SENTENCES } from '../explanation.ts'
import { citedParts, markup, MEASURE_TEXTS, NOTHING, quarterText, RULE_TEXTS, SOURCE_TITLES, type Markup, type RuleName } from './common.ts'
import { assessmentOf, type ExplainedQuarter } from './explained-quarter.ts'
import { findingOf } from './factors.ts'
import { measurePages, premiumOfSide, type ExplainedWorkerPage, type MeasurePage } from './page-input.ts'
import { table, type Heading } from './table.ts'
import { say } from './texts.ts'
import { shownCents, shownDay, shownFraction, shownPercentage, shownValue } from './words.ts'

export function stepsSection(worker: ExplainedWorkerPage, language: Language): Markup {
  const pages = measurePages(worker)
  return markup`
<section class="steps">
<h2>${say('steps', language)}</h2>
${pages.map((page) => stepsTable(page, worker, language))}${remarks(worker, language)}
</section>`
}

function stepsTable({ measure, now, before }: MeasurePage, worker: ExplainedWorkerPage, language: Language): Markup {
  const quarters: readonly Heading[] = [...(worker.before ? [worker.before] : []), worker.now].map(({ quarter }) => ({
    text: quarterText(quarter, language),
  }))
  const total = (side: MeasurePage['before']): Markup =>
    markup`<td><span class="result">${shownCents(premiumOfSide(side), language)}</span></td>`
  return table({
    name: worker.before ? 'steps' : 'steps alone',
    caption: say('stepsCaption', language, { measure: MEASURE_TEXTS[measure][language], grants: grantsText(measure, worker, language) }),
    headings: [{ text: say('step', language) }, ...quarters, { text: say('source', language) }],
    bodies: [markup`<tbody>${stepsOf(measure, worker).map((step) => stepRow(step, worker.before !== undefined, language))}</tbody>`],
    foot: markup`<tfoot><tr><th scope="row">${say('together', language)}</th>${worker.before ? total(before) : NOTHING}${total(now)}<td></td></tr></tfoot>`,
  })
}

function grantsText(measure: Measure, { before, now }: ExplainedWorkerPage, language: Language): string {
  const idOf = (of: ExplainedQuarter | undefined): string => withoutInss((of && assessmentOf(of, measure)?.entitlementId) ?? '')
  const [then, today] = [idOf(before), idOf(now)]
  const grant = say('grant', language, { grant: today === '' ? then : today })
  return then === '' || today === '' || then === today ? grant : `${grant} (${say('thenGrant', language, { grant: then })})`
}

interface Step {
  readonly rule: RuleName
  readonly before: Finding | undefined
  readonly now: Finding | undefined
}

/** Every rule that either quarter came to, in the order of the calculation. */
function stepsOf(measure: Measure, { before, now }: ExplainedWorkerPage): Step[] {
  const of = (quarter: ExplainedQuarter | undefined, rule: RuleName): Finding | undefined => {
    const assessment = quarter && assessmentOf(quarter, measure)
    return assessment && findingOf(assessment, rule)
  }
  return (Object.keys(RULE_TEXTS) as RuleName[])
    .map((rule) => ({ rule, before: of(before, rule), now: of(now, rule) }))
    .filter((step) => step.before !== undefined || step.now !== undefined)
}

function stepRow({ rule, before, now }: Step, hasBefore: boolean, language: Language): Markup {
  const isChanged = hasBefore && before !== undefined && now !== undefined && resultOf(before, language) !== resultOf(now, language)
  // A condition that is not met is why there is no premium, or no guidance premium.
  const decides = now?.outcome === 'not-met'
  const word = decides ? say('decides', language) : isChanged ? say('changed', language) : ''
  const mark = word === '' ? NOTHING : markup`<small class="mark">${word}</small>`
  return markup`
<tr${word === '' ? NOTHING : markup` class="changed"`}><th scope="row">${RULE_TEXTS[rule].name[language]}${mark}</th>${hasBefore ? stepCell(before, language) : NOTHING}${stepCell(now, language)}${sourceCell(before, now, language)}</tr>`
}

const stepCell = (finding: Finding | undefined, language: Language): Markup =>
  finding === undefined
    ? markup`<td class="none">${say('noStep', language)}</td>`
    : markup`<td><span class="result">${resultOf(finding, language)}</span><small>${sentenceOf(finding, language)}</small></td>`

function resultOf({ rule, output }: Finding, language: Language): string {
  if (rule === 'percentage') return shownPercentage(output, language)
  return rule === 'employment-fraction' ? shownFraction(output, language) : shownValue(output, language)
}

/** The sentence of the text form, with figures as the language writes them. */
function sentenceOf({ rule, inputs, output }: Finding, language: Language): string {
  const template = RULE_SENTENCES[rule]
  if (!template) throw new Error(`Assertion failed: no sentence for the rule ${rule}`)
  return template[language].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name !== 'output') return shownValue(inputs[name] ?? '', language)
    return rule === 'percentage' ? shownPercentage(output, language) : shownValue(output, language)
  })
}

function sourceCell(before: Finding | undefined, now: Finding | undefined, language: Language): Markup {
  const cited = new Set([now, before].flatMap((finding) => (finding ? citedTexts(finding, language) : [])))
  const [today, then] = [now, before].map((finding) => shownDay(finding?.inForceFrom ?? '', language))
  const dates = [
    ...(today === undefined ? [] : [say('from', language, { date: today })]),
    ...(then === undefined || then === today ? [] : [say(now ? 'fromThen' : 'from', language, { date: then })]),
  ]
  return markup`<td>${[...cited].join('; ')}${dates.length === 0 ? NOTHING : markup`<small>${dates.join('; ')}</small>`}</td>`
}

const citedTexts = ({ source }: Finding, language: Language): string[] =>
  citedParts(source, language).map((part) => (part.kind === 'source' ? part.name : say('policy', language, { text: part.text })))

/** What the calculation of either quarter remarked, with its code. */
function remarks({ before, now }: ExplainedWorkerPage, language: Language): Markup {
  const found = [now, ...(before ? [before] : [])].flatMap((of) => {
    if (of.kind !== 'assessed') return []
    const { refusal, measures } = of.assessment
    const exceptions = [...(refusal ? [refusal] : []), ...measures.flatMap((measure) => measure.exceptions)]
    return exceptions.map((exception) => ({ code: exception.code, quarter: of.quarter, row: reportRow(exception) }))
  })
  if (found.length === 0) return NOTHING
  return markup`<h3>${say('remarks', language)}</h3><ul>${found.map(
    ({ code, quarter, row }) =>
      markup`<li>${quarterText(quarter, language)}, <span class="code">${code}</span>: ${language === 'nl' ? row.message_nl : row.message_en}</li>`,
  )}</ul>`
}

/** The short names of the sources with what they stand for, in the order of first use. */
export function sourcesSection(workers: readonly ExplainedWorkerPage[], language: Language): Markup {
  const findings = workers.flatMap(({ before, now }) =>
    [now, before].flatMap((of) => (of?.kind === 'assessed' ? of.assessment.measures.flatMap((measure) => measure.findings) : [])),
  )
  const names = new Set(
    findings.flatMap(({ source }) => citedParts(source, language).flatMap((part) => (part.kind === 'source' ? [part.name] : []))),
  )
  if (names.size === 0) return NOTHING
  return markup`<section><h2>${say('sources', language)}</h2><dl class="sources">${[...names].map(
    (name) => markup`<div><dt>${name}</dt><dd>${SOURCE_TITLES[name]?.[language] ?? name}</dd></div>`,
  )}</dl></section>`
}
