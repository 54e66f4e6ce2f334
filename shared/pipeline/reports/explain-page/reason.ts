// Understands a reason why a premium differs from that of another quarter: what changed, from what to what, and what it did to the amount.
import type { Cents } from '../../../kernel/money.ts'
import type { WithoutPremium } from './explained-quarter.ts'

/** A value as the findings write it, then and now. */
export interface Change {
  readonly before: string
  readonly now: string
}

/** What a reason says, without its effect. */
export type Told =
  | { readonly kind: 'same' }
  /** No premium in either quarter. */
  | { readonly kind: 'none-still'; readonly before: WithoutPremium; readonly now: WithoutPremium }
  | { readonly kind: 'began'; readonly why: WithoutPremium; readonly grant: string }
  | { readonly kind: 'ended'; readonly why: WithoutPremium; readonly grant: string }
  | {
      readonly kind: 'percentage'
      readonly percentage: Change
      readonly ordinal: Change
      readonly grant: Change
      readonly package: Change
      readonly cause: 'grant' | 'package' | 'law' | 'decision' | 'ordinal'
    }
  /** `capped` = which of the two wages is above the ceiling of the quarter before: what another ceiling does is an effect of its own. */
  | {
      readonly kind: 'reference-wage'
      readonly wage: Change
      readonly ceilingBefore: string
      readonly capped: 'before' | 'now' | 'both' | 'neither'
    }
  | { readonly kind: 'employment-fraction'; readonly fraction: Change; readonly ceiling: Change; readonly cause: FractionCause }
  | { readonly kind: 'ceiling-amount'; readonly ggmmi: Change; readonly from: string }
  | { readonly kind: 'other-support'; readonly support: Change; readonly isCut: boolean }
  | { readonly kind: 'guidance-began' | 'guidance-ended'; readonly cause: 'region' | 'decision' }
  | { readonly kind: 'guidance-fixed'; readonly amount: Change; readonly ordinal: Change; readonly cause: 'law' | 'ordinal' }
  | { readonly kind: 'guidance-level'; readonly amount: Change; readonly level: Change; readonly cause: 'law' | 'decision' }
  | { readonly kind: 'guidance-hours'; readonly share: Change }
  /** The recorded amounts follow a calculation that this program no longer does. */
  | { readonly kind: 'computation' }

/** A reason and what it did to the premium: negative when it made the premium lower. */
export type Reason = Told & { readonly effect: Cents }

/** Weekly hours, days of employment in the quarter, or both. `unknown` where what was declared does not tell. */
export type FractionCause = 'hours' | 'dates' | 'both' | 'unknown'
