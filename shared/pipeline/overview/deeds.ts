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
  | { readonly type: 'correct-payees' }
  | { readonly type: 'resume'; readonly measure: Measure }
  | { readonly type: 'redrive'; readonly stage: FunctionName }

/** Holds that corrected bank details end, and those that a person ends. A refusal of the bank is one of both: its report says which. */
export const OF_THE_PAYEE: readonly string[] = ['PAY-001', 'PAY-002', 'PAY-003', 'PAY-006', 'PAY-009']
export const OF_A_PERSON: readonly string[] = ['RUN-003', 'PAY-006', 'PAY-008']

const TEXTS: Readonly<Record<Deed['type'], Bilingual>> = {
  'release-run': { nl: 'Cijfers juist? Een tweede persoon geeft vrij:', en: 'Figures right? A second person releases it:' },
  'abandon-run': { nl: 'Niet juist? Geef de verwerking op:', en: 'Not right? Give the run up:' },
  'settle-without': { nl: 'Of laat de rest doorgaan, zonder wat mislukt:', en: 'Or let the rest go on, without what fails:' },
  'release-account': { nl: 'Nagekeken? Een tweede persoon geeft vrij:', en: 'Checked? A second person releases it:' },
  'correct-payees': {
    nl: 'Laad verbeterde bankgegevens op; wat wacht, vertrekt dan vanzelf:',
    en: 'Upload corrected bank details; what waits then goes out by itself:',
  },
  resume: { nl: 'Laat de betalingen weer doorgaan:', en: 'Let the payments go on again:' },
  redrive: {
    nl: 'Herstel de oorzaak en start de herverwerking van de dead letters (runbook: DeadLetters).',
    en: 'Mend the cause and start the redrive of the dead letters (runbook: DeadLetters).',
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
