// Understands what the page shares with the statement: markup that escapes, and figures as a reader in Belgium expects them.
export { amountText, employerNumberText, quarterText } from '../../../shared/pipeline/reports/page/figures.ts'
export { markup, NOTHING, type Markup } from '../../../shared/pipeline/reports/page/markup.ts'
