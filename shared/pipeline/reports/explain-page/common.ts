// Knows what a page about one worker has in common with the statement of an employer: markup, figures, the look, the words of the rules.
export { decimalOf, amountText, dateText, decimalText, employerNumberText, percentText, quarterText } from '../page/figures.ts'
export { markup, NOTHING, type Markup } from '../page/markup.ts'
export { citedParts, isRuleName, RULE_TEXTS, SOURCE_TITLES, type RuleName } from '../statement/rule-texts.ts'
export { styleFor } from '../statement/style.ts'
export { COMPONENT_TEXTS, MEASURE_TEXTS, say as sayOfStatement } from '../statement/texts.ts'
