// Understands the findings that a reader selected as a file for a spreadsheet: the columns and bytes of exceptions.csv. Runs in the browser.
import { csvHeader, csvLine } from '../../../../exceptions/report.ts'
import type { Findings } from './selection.ts'

export function csvOf(findings: Findings, places: readonly number[]): string {
  const { mark, decimalSign } = findings.data
  const lines = places.map((place) => {
    const row = findings.row(place)
    const [, , line, employer, worker, quarter, field, value, amount] = row
    const { code, severity, disposition, whoActs } = findings.codeOf(row)
    const [nl, en] = [findings.texts(row, 'nl'), findings.texts(row, 'en')]
    const shown = {
      code,
      severity,
      disposition,
      line,
      employer_number: employer,
      worker,
      quarter,
      field,
      value,
      message_nl: mark + nl.message,
      message_en: mark + en.message,
      remedy_nl: nl.remedy,
      remedy_en: en.remedy,
      who_acts: whoActs.nl,
      amount_effect: amount,
    }
    return csvLine(shown, decimalSign)
  })
  return csvHeader() + lines.join('')
}
