// Understands what a person does about something that waits, in words; how it is done here or there is a matter of the place.
import type { Bilingual } from '../../exceptions/catalogue.ts'
import type { Measure } from '../../law/measures.ts'
import type { AccountId, HoldCode } from '../../ledger/entry.ts'
import type { FunctionName } from '../layout.ts'
import { ABANDONABLE } from '../run.ts'
import type { Matter, Place, Step } from './place.ts'

export type Deed =
  | { readonly type: 'release-run' | 'abandon-run' | 'settle-without'; readonly runId: string }
  | { readonly type: 'release-account'; readonly account: AccountId }
  | { readonly type: 'correct-payees' | 'correct-establishments' }
  | { readonly type: 'resume'; readonly measure: Measure }
  | { readonly type: 'redrive'; readonly stage: FunctionName }

/** Holds that corrected bank details end, and those that a person ends. A refusal of the bank is one of both: its report says which. */
export const OF_THE_PAYEE: readonly string[] = ['PAY-001', 'PAY-002', 'PAY-003', 'PAY-006', 'PAY-009']
export const OF_A_PERSON: readonly string[] = ['RUN-003', 'PAY-006', 'PAY-008']

const TEXTS: Readonly<Record<Deed['type'], Bilingual>> = {
  'release-run': {
    nl: 'Kloppen de cijfers? Een tweede persoon geeft de verwerking vrij:',
    en: 'Figures right? A second person releases the run:',
  },
  'abandon-run': { nl: 'Of zet de verwerking stop:', en: 'Or abandon the run:' },
  'settle-without': {
    nl: 'Of laat de verwerking verdergaan zonder de mislukte blokken:',
    en: 'Or let the run go on without the failed chunks:',
  },
  'release-account': {
    nl: 'Nagekeken en in orde? Een tweede persoon geeft het vrij:',
    en: 'Checked and right? A second person releases it:',
  },
  'correct-payees': {
    nl: 'Dien verbeterde bankgegevens in; wat aangehouden is, wordt dan vanzelf vrijgegeven:',
    en: 'Hand in corrected bank details; what is held is then released by itself:',
  },
  'correct-establishments': {
    nl: 'Dien de vestigingen in met hun gewest; wat aangehouden is, wordt dan vanzelf herberekend (meldingen: CAL-003):',
    en: 'Hand in the establishments with their region; what is held is then computed again by itself (findings: CAL-003):',
  },
  resume: { nl: 'Hervat de betalingen zodra het weer kan:', en: 'Resume the payments as soon as they can go on:' },
  redrive: {
    nl: 'Neem de oorzaak weg en laat de berichten daarna opnieuw verwerken (draaiboek: DeadLetters).',
    en: 'Mend the cause, and then have the messages processed again (runbook: DeadLetters).',
  },
}

/** What a person can do about it, the usual first. */
export function deedsFor(matter: Matter): readonly Deed[] {
  switch (matter.type) {
    case 'held-run':
      return [
        { type: 'release-run', runId: matter.runId },
        { type: 'abandon-run', runId: matter.runId },
      ]
    case 'hold':
      return holdDeeds(matter.code, matter.account)
    case 'unknown-region':
      return [{ type: 'correct-establishments' }]
    case 'standing-still': {
      const { id, state, stage } = matter.standing
      const redrive = { type: 'redrive', stage } as const
      // An import, and an upload that nobody noticed, have no run that could be given up.
      if (!ABANDONABLE.some((each) => each === state)) return [redrive]
      const without = stage === 'compute' ? [{ type: 'settle-without', runId: id } as const] : []
      return [redrive, { type: 'abandon-run', runId: id }, ...without]
    }
    case 'dead-letters':
      return [{ type: 'redrive', stage: matter.stage }]
    case 'pause':
      return [{ type: 'resume', measure: matter.measure }]
  }
}

/** What a pause holds (PAY-007) goes with the pause, which is a matter of its own. */
const holdDeeds = (code: HoldCode | 'RUN-003', account: AccountId): readonly Deed[] => [
  ...(OF_THE_PAYEE.includes(code) ? [{ type: 'correct-payees' } as const] : []),
  ...(OF_A_PERSON.includes(code) ? [{ type: 'release-account', account } as const] : []),
]

/** A place in which a deed is done by a command or at an address. */
export const placeOf = (reportsOf: Place['reportsOf'], how: (deed: Deed) => Pick<Step, 'command' | 'href'>): Place => ({
  reportsOf,
  stepsFor: (matter) => deedsFor(matter).map((deed) => ({ text: TEXTS[deed.type], ...how(deed) })),
})
