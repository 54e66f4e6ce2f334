// Understands what is wrong with a worker's number in an XML declaration, as a finding with the RSZ's own code (WRK-001).
import type { IdentifierProblem } from '../../kernel/identifiers.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import type { XmlElement } from '../../text/xml-element.ts'

const ZONE = '00024'
const LENGTH = 11

/** RSZ kind of error (annex 30): 001 missing, 002 not numeric, 093 wrong length, 004 check digits, 003 invalid. */
function kindOf(text: string, why: IdentifierProblem): string {
  if (why === 'missing') return '001'
  if (why === 'check-digits') return '004'
  if (why === 'malformed' && !/^\d*$/.test(text)) return '002'
  return why === 'malformed' && text.length !== LENGTH ? '093' : '003'
}

export const unusableInss = (
  { line, column }: XmlElement,
  field: string,
  value: string,
  why: IdentifierProblem,
  about: Pick<BusinessException, 'employerNumber' | 'quarter'>,
): BusinessException => ({
  code: 'WRK-001',
  details: [why],
  parameters: {},
  line,
  column,
  anomaly: `${ZONE}-${kindOf(value, why)}`,
  ...about,
  field,
  value,
})
