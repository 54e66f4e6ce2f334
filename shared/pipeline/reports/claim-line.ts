// Understands what the receivables system needs to collect a claim: reference, reason, workers, quarter and the payments that are taken back.
import { omit } from '../../kernel/omit.ts'
import type { Inss } from '../../kernel/identifiers.ts'
import { centsOf, euroText, NO_MONEY, type Cents } from '../../kernel/money.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { entryOf, type Bilingual, type ExceptionCode } from '../../exceptions/catalogue.ts'
import { isCollected } from '../../payment/claim-limit.ts'
import type { Claim } from '../../payment/payment-instruction.ts'
import type { DeclarationOutcome } from './outcome.ts'

/** Why an amount of a worker is taken back: refused with a code, or one of these. */
type Why = ExceptionCode | 'NOT-DECLARED' | 'LOWER' | 'COMPUTED-AGAIN'

const WHYS: Readonly<Record<Exclude<Why, ExceptionCode>, Bilingual>> = {
  'NOT-DECLARED': { nl: 'De werknemer staat niet meer in de aangifte', en: 'The worker is not in the declaration any more' },
  LOWER: { nl: 'De verbeterde aangifte geeft een lagere premie', en: 'The corrected declaration gives a lower premium' },
  'COMPUTED-AGAIN': { nl: 'De premie is opnieuw berekend en lager', en: 'The premium was computed again and is lower' },
}

export interface ClaimLine extends Claim {
  /** What the employer names when it pays back: the identity of the claim. */
  readonly reference: string
  /** REPORT_ONLY: below the limit for collecting. */
  readonly collection: 'COLLECT' | 'REPORT_ONLY'
  readonly reasons: readonly ({ readonly code: Why; readonly workers: number } & Bilingual)[]
  readonly workers: number
}

/** A line of claims.jsonl: the shape of a payment instruction (formats.md 2), and beside it what collecting needs. */
export function claimLine(claim: Claim, outcome: DeclarationOutcome, limit: Cents): ClaimLine {
  const recovered = new Set(claim.lines.filter(({ amount }) => centsOf(amount) < NO_MONEY).map(({ inss }) => inss))
  const whys = Map.groupBy(recovered, (inss) => whyOf(inss as Inss, claim, outcome))
  return {
    ...claim,
    reference: claim.paymentId,
    collection: isCollected(claim.amount, limit) ? 'COLLECT' : 'REPORT_ONLY',
    reasons: [...whys].map(([code, workers]) => ({ code, workers: workers.length, ...textOf(code) })),
    workers: recovered.size,
  }
}

/** Of a dry run or a run that waits: without the identity that it may never get. */
export const unbooked = (line: ClaimLine): Omit<ClaimLine, 'paymentId' | 'reference'> => ({
  ...omit(line, 'paymentId', 'reference'),
  remittance: line.remittance.replace(line.paymentId, line.employerNumber),
})

const isOwn = (why: Why): why is Exclude<Why, ExceptionCode> => Object.hasOwn(WHYS, why)
const textOf = (why: Why): Bilingual => (isOwn(why) ? WHYS[why] : entryOf(why).title)

function whyOf(inss: Inss, { measure }: Claim, { entry, exceptions, calculations }: DeclarationOutcome): Why {
  const refusal = exceptions.find(
    ({ code, inss: of, measure: ofMeasure }) =>
      of === inss && (ofMeasure === undefined || ofMeasure === measure) && entryOf(code).disposition === 'reject-worker',
  )
  if (refusal) return refusal.code
  if (entry.recomputed) return 'COMPUTED-AGAIN'
  return calculations.some((calculation) => calculation.inss === inss) ? 'LOWER' : 'NOT-DECLARED'
}

/** PAY-005 says so when its claim is only reported. */
export function withClaimLimit(exception: BusinessException, limit: Cents): BusinessException {
  const isSmall = exception.code === 'PAY-005' && exception.amountEffect !== undefined && !isCollected(exception.amountEffect, limit)
  return isSmall ? { ...exception, details: ['below-limit'], parameters: { ...exception.parameters, limit: euroText(limit) } } : exception
}
