// Understands how much waits for a person, kind by kind. Claims do not: they are collected elsewhere.
import { MEASURES, type Measure } from '../../../law/measures.ts'
import type { DeadLetters, Waiting } from '../../overview/overview.ts'

export interface StoppedMeasure {
  readonly measure: Measure
  readonly reason: string
}

export const stoppedMeasures = ({ pauses }: Waiting): StoppedMeasure[] =>
  MEASURES.flatMap((measure) => {
    const pause = pauses[measure]
    return pause ? [{ measure, reason: pause.reason }] : []
  })

export const deadLettersOf = ({ deadLetters }: Waiting): DeadLetters[] => deadLetters.filter(({ count }) => count > 0)

/** In the order of the page, under the names of its texts, which are the ids of its parts as well. */
export const waitingCounts = (waiting: Waiting) =>
  ({
    pauses: stoppedMeasures(waiting).length,
    heldRuns: waiting.heldRuns.length,
    standingStill: waiting.standingStill.length,
    deadLetters: deadLettersOf(waiting).length,
    holds: waiting.holds.length,
    unknownRegions: waiting.unknownRegions.length,
  }) as const satisfies Readonly<Record<string, number>>
export type WaitingKind = keyof ReturnType<typeof waitingCounts>

export const waitingCount = (waiting: Waiting): number => Object.values(waitingCounts(waiting)).reduce((sum, count) => sum + count, 0)
