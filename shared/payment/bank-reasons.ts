// Understands why a bank refuses a payment: whether the payee registry can mend it, or a person must look; and in which words people are told (PAY-006).
import { entryOf, remedyOf, type Bilingual } from '../exceptions/catalogue.ts'
import type { StatusReason } from './pain002.ts'

/** `payee`: account, bank or name in the payee registry must change before paying again makes sense. `payment`: a person looks, and releases. */
export type RefusalCause = 'payee' | 'payment'

export interface BankReason {
  readonly about: RefusalCause
  readonly meaning: Bilingual
  readonly remedy: Bilingual
}

/**
 * ISO 20022 status reasons (external code set ExternalStatusReason1) that the payee registry can mend. A reason that says only that «an» account or bank is
 * wrong (AC01, AC04, AC06, RC01) is about the payee's: that of the department is the same in every payment, and would refuse them all. Not here: RR01 and RR02,
 * which are about the payer, and whatever may mean that the money has gone already.
 */
const ABOUT_PAYEE: readonly string[] = [
  ...['AC01', 'AC03', 'AC04', 'AC06', 'AC07', 'AC14', 'AG01', 'AG03'],
  ...['BE01', 'BE04', 'BE06', 'BE22', 'CNOR', 'MD07', 'RC01', 'RC07', 'RR03'],
]

/** Codes that say that there is no code. */
const UNSPECIFIC: readonly string[] = ['MS02', 'MS03', 'NARR']

const refusal = entryOf('PAY-006')
const details: Readonly<Record<string, Bilingual>> = refusal.details ?? {}
const NOT_REASONS: readonly string[] = ['other', 'none', 'came-back', 'bank-text']

/** The detail of PAY-006 for a reason code: the code itself, `other` for one that has no sentence, `none` for ''. */
function detailOf(code: string): string {
  if (code === '') return 'none'
  return Object.hasOwn(details, code) && !NOT_REASONS.includes(code) ? code : 'other'
}

/** What a status reason code means for us. Every code has an answer: one that is not known is about the payment. */
export function bankReason(code: string): BankReason {
  const detail = detailOf(code)
  const meaning = details[detail]
  if (!meaning) throw new Error(`Assertion failed: PAY-006 has no sentence '${detail}'`)
  return { about: ABOUT_PAYEE.includes(code) ? 'payee' : 'payment', meaning, remedy: remedyOf(refusal, [detail]) }
}

/** The texts of a refusal: what decides, and what PAY-006 needs to tell it. */
export interface Refusal {
  readonly about: RefusalCause
  readonly details: readonly string[]
  readonly parameters: { readonly code: string; readonly text: string }
}

/**
 * A refusal with all reasons that the bank gave, none, one or several. About the payee only if each of them is, those that name no reason aside: nothing goes
 * out again by itself while another reason may stand.
 */
export function refusalOf(reasons: readonly StatusReason[]): Refusal {
  const specific = reasons.filter(({ code }) => !UNSPECIFIC.includes(code))
  const decisive = specific.find(({ code }) => bankReason(code).about === 'payment') ?? specific[0] ?? reasons[0]
  const code = decisive?.code ?? ''
  const text = reasons
    .map((reason) => reason.text)
    .filter((each) => each !== '')
    .join(' ')
  return {
    about: bankReason(code).about,
    details: [detailOf(code), ...(text === '' ? [] : ['bank-text'])],
    parameters: { code: code || '-', text },
  }
}
