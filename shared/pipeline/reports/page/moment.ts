// Understands an instant in a list on a page: date and time in Brussels, the same in both languages.
import { brusselsDate, brusselsTime } from '../../../kernel/calendar.ts'

/** `01/08/2025 11:00`, on one line: so it is written in Belgium. */
export function momentText(instant: string): string {
  const at = new Date(instant)
  return `${brusselsDate(at).split('-').toReversed().join('/')}\u00a0${brusselsTime(at)}`
}
