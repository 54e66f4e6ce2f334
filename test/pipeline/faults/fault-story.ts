// Understands one seed: the same uploads undisturbed and on a bad day, one after the other and at the same time, and everything that must be equal.
import { Random } from '../../support/dmfa-random.ts'
import { MemorySystem } from '../../support/memory-ports.ts'
import { inssOf } from '../../support/pipeline-builders.ts'
import type { CreatedObject } from '../../../shared/pipeline/dependencies.ts'
import type { SweepReport } from '../../../shared/pipeline/sweep/sweep.ts'
import { gapsBetween, paidBy, personsIn, rightAmounts, type Paid } from './fault-count.ts'
import { BadDelivery } from './fault-delivery.ts'
import {
  accountsOf,
  brokenHistories,
  differences,
  everything,
  heldWithoutReason,
  lostIn,
  startedAgain,
  wrongOverview,
} from './fault-end.ts'
import type { Counts } from './fault-tally.ts'
import { hoursApart, worldOf, type Step, type World } from './fault-world.ts'

export interface Verdict {
  readonly troubles: readonly string[]
  readonly payments: number
  readonly paidTwice: number
  readonly lost: number
  /** Requests that a settle made because the registry changed beside it, and those of sweeps. */
  readonly extraRuns: number
  readonly sweepRuns: number
  /** Stories whose every byte was compared. */
  readonly compared: number
}

interface Ended {
  readonly system: MemorySystem
  readonly uploads: readonly CreatedObject[]
  readonly paid: Paid
}

interface Disturbed extends Ended {
  readonly troubles: readonly string[]
  /** Uploads that a sweep started, and whether one of them was an import that had stored rows before. */
  readonly unnoticed: ReadonlySet<string>
  readonly hasBegunTwice: boolean
}

const START = '2024-10-15T05:00:00.000Z'
const fresh = (): MemorySystem => new MemorySystem({ chunkCharactersMin: 1 }, START)
const upload = (system: MemorySystem, { key, text, at }: Step): CreatedObject => system.upload(key, text, at)

async function undisturbed(steps: readonly Step[]): Promise<Ended> {
  const system = fresh()
  const uploads: CreatedObject[] = []
  for (const step of steps) {
    uploads.push(upload(system, step))
    await system.run()
  }
  return { system, uploads, paid: paidBy(system, personsIn(steps)) }
}

/** Groups after which sweeps run though nothing was lost. */
const NEEDLESS_SWEEPS_PERCENT = 5

/**
 * Uploads come in groups: of one, each waits until the one before it is over; of more, they are processed at the same time, now and then with a sweep among
 * them. What was lost is found by sweeps before the next group.
 */
async function disturbed(groups: readonly (readonly Step[])[], seed: number, counts: Counts, isComparable = false): Promise<Disturbed> {
  const system = fresh()
  const delivery = new BadDelivery(system, seed, counts, isComparable)
  const random = new Random(seed, 9)
  const uploads: CreatedObject[] = []
  const reports: SweepReport[] = []
  for (const group of groups) {
    for (const step of group) uploads.push(upload(system, step))
    if (group.length > 1 && random.chance(40)) delivery.sweepAfter(system.objects.now)
    await delivery.untilQuiet(false)
    if (delivery.hasLosses || random.chance(NEEDLESS_SWEEPS_PERCENT)) reports.push(await delivery.sweepUntilQuiet(system.objects.now))
  }
  await delivery.untilQuiet(true)
  reports.push(await delivery.sweepUntilQuiet(system.objects.now))
  const unnoticed = startedAgain(system)
  const standing = reports.at(-1)!.standingStill.map(({ id, state }) => `${id} stands still, ${state}`)
  return {
    system,
    uploads,
    paid: paidBy(system, personsIn(groups.flat())),
    unnoticed,
    hasBegunTwice: [...unnoticed].some((id) => delivery.begunBefore.has(id)),
    troubles: [
      ...delivery.deadLetters.map((letter) => `dead letter: ${letter}`),
      ...delivery.unexpected.map((error) => `error of the code: ${error}`),
      ...standing,
    ],
  }
}

const NOTHING: Verdict = { troubles: [], payments: 0, paidTwice: 0, lost: 0, extraRuns: 0, sweepRuns: 0, compared: 0 }
const runsFrom = (prefix: string, { system }: Ended): number =>
  system.runs.all().filter(({ source }) => source.key.startsWith(prefix)).length
const extraRunsIn = (ended: Ended): Pick<Verdict, 'extraRuns' | 'sweepRuns'> => ({
  extraRuns: runsFrom('recompute/run-', ended),
  sweepRuns: runsFrom('release/sweep-', ended),
})

/**
 * One upload after the other: everything is equal, byte for byte, so there is no run that was not there undisturbed. Two stories are compared by their
 * accounts and payments only: where a sweep asked for a release itself, because that is a run more; and where an import had stored rows before a sweep
 * started it again, because it then asks for accounts to be computed rather too much than too little (decision 30). In every second seed neither happens.
 */
async function oneAfterTheOther(world: World, seed: number, counts: Counts): Promise<Verdict> {
  const steps = hoursApart(24, world.steps)
  const expected = await undisturbed(steps)
  const actual = await disturbed(
    steps.map((step) => [step]),
    seed,
    counts,
    seed % 2 === 0,
  )
  const { unnoticed, hasBegunTwice } = actual
  const extra = extraRunsIn(actual)
  const isComparable = extra.sweepRuns === 0 && !hasBegunTwice
  const lost = [...(await lostIn(actual.system, actual.uploads)), ...(await heldWithoutReason(actual.system))]
  const gaps = gapsBetween(actual.paid.sums, expected.paid.sums, 'paid, against undisturbed')
  return {
    troubles: [
      ...actual.troubles,
      ...lost,
      ...actual.paid.troubles,
      ...gaps.paidTwice,
      ...gaps.lost,
      ...brokenHistories(actual.system),
      ...(await wrongOverview(actual.system)),
      ...differences(await accountsOf(actual.system), await accountsOf(expected.system)),
      ...(isComparable ? differences(await everything(actual.system, unnoticed), await everything(expected.system, unnoticed)) : []),
    ].map((trouble) => `one after the other: ${trouble}`),
    payments: actual.paid.payments,
    paidTwice: gaps.paidTwice.length,
    lost: lost.length + gaps.lost.length,
    ...extra,
    compared: isComparable ? 1 : 0,
  }
}

/**
 * Several at the same time: the rules promise the same accounts. Payees come first and get better only; a number with other content, another kind of
 * numbering and a region that becomes unknown are left out, because there the first one counts.
 */
async function atTheSameTime(world: World, seed: number, counts: Counts): Promise<Verdict> {
  const steps = hoursApart(
    8,
    world.steps.filter(({ isOrderBound }) => !isOrderBound),
  )
  const [payees, ...others] = steps
  const random = new Random(seed, 5)
  const groups: Step[][] = [[payees!]]
  while (others.length > 0) groups.push(others.splice(0, random.chance(25) ? others.length : random.between(2, 12)))
  const expected = await undisturbed(steps)
  const actual = await disturbed(groups, seed + 500_000, counts)
  const lost = [...(await lostIn(actual.system, actual.uploads)), ...(await heldWithoutReason(actual.system))]
  const gaps = gapsBetween(actual.paid.sums, expected.paid.sums, 'paid, against undisturbed')
  const right = rightAmounts(world, steps, [1, 2, 3, 4, 5, 6].map(inssOf))
  const known = (paid: Paid): Map<string, bigint> => new Map([...paid.sums].filter(([key]) => right.has(key)))
  const wrong = [actual, expected].map(({ paid }, index) =>
    gapsBetween(known(paid), right, `paid ${index === 0 ? '' : 'undisturbed '}against what is right`),
  )
  return {
    troubles: [
      ...actual.troubles,
      ...lost,
      ...actual.paid.troubles,
      ...[gaps, ...wrong].flatMap(({ paidTwice, lost: missing }) => [...paidTwice, ...missing]),
      ...brokenHistories(actual.system),
      ...(await wrongOverview(actual.system)),
      ...differences(await accountsOf(actual.system), await accountsOf(expected.system)),
    ].map((trouble) => `at the same time: ${trouble}`),
    payments: actual.paid.payments,
    paidTwice: gaps.paidTwice.length + wrong[0]!.paidTwice.length,
    lost: lost.length + gaps.lost.length + wrong[0]!.lost.length,
    ...extraRunsIn(actual),
    compared: 0,
  }
}

export async function storyOf(seed: number, counts: Counts): Promise<Verdict> {
  const world = worldOf(seed)
  const parts = [await oneAfterTheOther(world, seed, counts), await atTheSameTime(world, seed, counts)]
  return parts.reduce(
    (all, part) => ({
      troubles: [...all.troubles, ...part.troubles],
      payments: all.payments + part.payments,
      paidTwice: all.paidTwice + part.paidTwice,
      lost: all.lost + part.lost,
      extraRuns: all.extraRuns + part.extraRuns,
      sweepRuns: all.sweepRuns + part.sweepRuns,
      compared: all.compared + part.compared,
    }),
    NOTHING,
  )
}
