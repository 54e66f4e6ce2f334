// Understands how a statement tells the rules that it rests on: each in one sentence, with the amounts of the law and where they come from.
import { parseLocalDate } from '../../../kernel/calendar.ts'
import { amountText, dateText, type StatementLanguage } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { citedParts, isRuleName, RULE_TEXTS, SOURCE_TITLES, type RuleName } from './rule-texts.ts'
import type { RuleUse } from './rules.ts'
import { table, textCell, texts } from './tables.ts'
import { say } from './texts.ts'

export function rulesSection(uses: readonly RuleUse[], language: StatementLanguage): Markup {
  const byRule = Map.groupBy(uses, ({ rule }) => rule)
  const used = (Object.keys(RULE_TEXTS) as RuleName[]).filter((rule) => byRule.has(rule))
  for (const rule of byRule.keys()) if (!isRuleName(rule)) throw new Error(`Assertion failed: no sentence for the rule ${rule}`)
  if (used.length === 0) return NOTHING
  return markup`
<section class="rules">
<h2>${say('rules', language)}</h2>
${table(
  {
    name: 'rules',
    caption: say('rulesCaption', language),
    columns: texts('rule', 'meaning', 'source'),
    bodies: [markup`<tbody>${used.map((rule) => ruleRow(rule, byRule.get(rule) ?? [], language))}</tbody>`],
  },
  language,
)}
${sourceList(uses, language)}
</section>`
}

function ruleRow(rule: RuleName, uses: readonly RuleUse[], language: StatementLanguage): Markup {
  const { name, meaning } = RULE_TEXTS[rule]
  const dated = new Set(uses.flatMap((use) => datedText(use, language)))
  const sources = new Set(uses.flatMap(({ source }) => citedTexts(source, language)))
  return markup`
<tr><th scope="row">${name[language]}</th><td>${meaning[language]}${dated.size === 0 ? NOTHING : markup`<small>${[...dated].join('; ')}</small>`}</td>${textCell([...sources].join('; '))}</tr>`
}

/** The amount of the law, and since when; a rule that always held has neither. */
function datedText({ amount, inForceFrom }: RuleUse, language: StatementLanguage): string[] {
  const day = parseLocalDate(inForceFrom)
  if (day === undefined) return []
  const date = dateText(day, language)
  return [amount === null ? say('from', language, { date }) : say('amountFrom', language, { amount: amountText(amount, language), date })]
}

const citedTexts = (citation: string, language: StatementLanguage): string[] =>
  citedParts(citation, language).map((part) => (part.kind === 'source' ? part.name : say('policyMark', language, { text: part.text })))

/** The short names with what they stand for, in the order of first use. */
function sourceList(uses: readonly RuleUse[], language: StatementLanguage): Markup {
  const names = new Set(
    uses.flatMap(({ source }) => citedParts(source, language).flatMap((part) => (part.kind === 'source' ? [part.name] : []))),
  )
  const known = [...names].flatMap((name) => {
    const title = SOURCE_TITLES[name]
    return title === undefined ? [] : [{ name, title: title[language] }]
  })
  return markup`<h3>${say('sources', language)}</h3><dl class="sources">${known.map(
    ({ name, title }) => markup`<div><dt>${name}</dt><dd>${title}</dd></div>`,
  )}</dl>`
}
