// Understands which RSZ codes count for a premium: pay, paid time, the worker's own share and reductions, each a dated table with its source.
import { localDate } from '../kernel/calendar.ts'
import type { OtherMeasure } from './measures.ts'
import { policy, RSZ, type Source } from './sources.ts'
import { timeline, type Timeline } from './timeline.ts'

/** The ministerial decree of 24 May 2023 names the codes; its list could not be read yet, so every table below is a policy until somebody has. */
const REVIEWED_UNTIL = localDate('2025-06-30')
const FROM = localDate('2014-01-01')

/** One name for all of them: who reviews one reviews them all. */
const NAME = 'RSZ codes'

const table = <T>(what: string, annex: string, value: T, source: Source, note: string): Timeline<T> =>
  timeline({ name: NAME, unit: `${what}, ${annex}`, reviewedUntil: REVIEWED_UNTIL, rows: [{ from: FROM, value, source, note }] })

/** Pay that is gross wage. */
export const WAGE_CODES = table(
  'wage codes',
  'RSZ annex 7',
  ['001', '002', '004', '005', '012'],
  policy('wageCodes'),
  'the wage of the structural reduction; out: 003 and 009 severance, 007 and 011 exit holiday pay, 010 company car, 022 and 023 flexi, and the rest',
)

/** Pay of an occupation that is only a severance payment: no work was done in it. */
export const SEVERANCE_CODES = table(
  'severance codes',
  'RSZ annex 7',
  ['003', '009'],
  policy('severance'),
  'an occupation with one of them is left out, with its share of the contributions',
)

/** Pay on which contributions are due: the key by which contributions are divided over occupations. */
export const CONTRIBUTION_PAY_CODES = table(
  'contribution-bearing pay codes',
  'RSZ annex 7',
  ['001', '002', '003', '004', '005', '006', '007', '009'],
  policy('apportioned'),
  'severance is in the same basis and takes its share; 010 company car, 011 and 012 holiday pay already contributed on elsewhere are not',
)

/** Working time that the employer pays. */
export const PAID_TIME_CODES = table(
  'paid working-time codes',
  'RSZ annex 8',
  ['001', '005', '010'],
  policy('paidTime'),
  'out: 002 and 003 holidays of manual workers (paid by the holiday fund), 004 paid in part, 020 unpaid rest, 050 to 077 paid by others or not at all',
)

/** The worker's own part of the contributions. */
export interface OwnShare {
  /** Percent of the basis of the contribution whose code is the worker code; the basis of manual workers is 108 % already. */
  readonly percentage: string
  /** Contributions that are the worker's as a whole. */
  readonly wholeCodes: readonly string[]
  /** Types of the contribution with the worker code that are the worker's as a whole; with other codes (809 to 811 ...) the same type is the employer's. */
  readonly wholeTypes: readonly string[]
}
export const OWN_SHARE: Timeline<OwnShare> = table(
  'own share of contributions',
  'percent',
  { percentage: '13.07', wholeCodes: ['295', '856'], wholeTypes: ['2'] },
  RSZ,
  '13.07 % of gross in the private sector; 856 special contribution and 295 are wholly the worker’s; statutory staff (675, 815, 816) have other shares, not known here',
)

/** Reductions of the worker's own contributions: they never lower what the employer pays. */
export const OWN_REDUCTION_CODES = table(
  'reductions of own contributions',
  'RSZ annex 4',
  ['0001', '0501', '0600', '0601', '0610', '0611'],
  RSZ,
  'every other reduction is one of employer contributions',
)

/** Signs in a declaration of a measure with which a premium cannot be combined. */
export interface MeasureSigns {
  readonly workerCodes: Readonly<Record<string, OtherMeasure>>
  readonly reductionCodes: Readonly<Record<string, OtherMeasure>>
  /** An occupation that declares a kind of apprentice (zone 00055). */
  readonly apprenticeship: OtherMeasure
}
export const MEASURE_SIGNS: Timeline<MeasureSigns> = table(
  'signs of other measures',
  'RSZ annexes 2 and 4',
  {
    workerCodes: {
      '024': 'GESCO',
      '025': 'GESCO',
      '029': 'GESCO',
      '484': 'GESCO',
      '485': 'GESCO',
      '090': 'ART60',
      '400': 'ART60',
      '019': 'APPRENTICE',
      '035': 'APPRENTICE',
      '439': 'APPRENTICE',
      '499': 'APPRENTICE',
    },
    reductionCodes: { '4000': 'GESCO', '4001': 'GESCO', '4500': 'ART60', '6310': 'APPRENTICE', '6311': 'APPRENTICE' },
    apprenticeship: 'APPRENTICE',
  },
  policy('measureSigns'),
  'subsidised contractuals, article 60 § 7, apprentices; LDE, derde arbeidscircuit, werkervaring, invoeg and the maatwerk wage premium have no sign of their own',
)

/** All tables of codes: a part of the parameter set. */
export const DECLARED_CODES = {
  wage: WAGE_CODES,
  severance: SEVERANCE_CODES,
  contributionPay: CONTRIBUTION_PAY_CODES,
  paidTime: PAID_TIME_CODES,
  ownShare: OWN_SHARE,
  ownReductions: OWN_REDUCTION_CODES,
  measureSigns: MEASURE_SIGNS,
} as const
export type DeclaredCodes = typeof DECLARED_CODES
