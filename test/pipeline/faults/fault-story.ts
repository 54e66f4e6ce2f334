// Understands one seed: the same uploads undisturbed and on a bad day, one after the other and at the same time, and everything that must be equal.
import { Random } from '../../support/dmfa-random.ts'
import { MemorySystem } from '../../support/memory-ports.ts'
import { inssOf } from '../../support/pipeline-builders.ts'
import type { CreatedObject } from '../../../shared/pipeline/dependencies.ts'
import { gapsBetween, paidBy, personsIn, rightAmounts, type Paid } from './fault-count.ts'
import { BadDelivery, type Counts } from './fault-delivery.ts'
import { accountsOf, brokenHistories, differences, everything, lostIn } from './fault-end.ts'
import { worldOf, type Step, type World } from './fault-world.ts'

export interface Verdict {
  readonly troubles: readonly string[]
  readonly payments: number
  readonly paidTwice: number
  readonly lost: number
  /** Requests that a settle made because the registry changed beside it. */
  readonly extraRuns: number
}

interface Ended {
  readonly system: MemorySystem
  readonly uploads: readonly CreatedObject[]
  readonly paid: Paid
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

/** Uploads come in groups: of one, each waits until the one before it is over; of more, they are processed at the same time. */
async function disturbed(
  groups: readonly (readonly Step[])[],
  seed: number,
  counts: Counts,
): Promise<Ended & { readonly troubles: string[] }> {
  const system = fresh()
  const delivery = new BadDelivery(system, seed, counts)
  const uploads: CreatedObject[] = []
  for (const group of groups) {
    for (const step of group) uploads.push(upload(system, step))
    await delivery.untilQuiet(false)
  }
  await delivery.untilQuiet(true)
  const troubles = [
    ...delivery.deadLetters.map((letter) => `dead letter: ${letter}`),
    ...delivery.unexpected.map((error) => `error of the code: ${error}`),
  ]
  return { system, uploads, troubles, paid: paidBy(system, personsIn(groups.flat())) }
}

const NOTHING: Verdict = { troubles: [], payments: 0, paidTwice: 0, lost: 0, extraRuns: 0 }
const extraRunsIn = ({ system }: Ended): number => system.runs.all().filter(({ source }) => source.key.startsWith('recompute/run-')).length

/** One upload after the other: everything is equal, byte for byte, so there is no run that was not there undisturbed. */
async function oneAfterTheOther(world: World, seed: number, counts: Counts): Promise<Verdict> {
  const expected = await undisturbed(world.steps)
  const actual = await disturbed(
    world.steps.map((step) => [step]),
    seed,
    counts,
  )
  const lost = await lostIn(actual.system, actual.uploads)
  const gaps = gapsBetween(actual.paid.sums, expected.paid.sums, 'paid, against undisturbed')
  return {
    troubles: [
      ...actual.troubles,
      ...lost,
      ...actual.paid.troubles,
      ...gaps.paidTwice,
      ...gaps.lost,
      ...brokenHistories(actual.system),
      ...differences(await everything(actual.system), await everything(expected.system)),
    ].map((trouble) => `one after the other: ${trouble}`),
    payments: actual.paid.payments,
    paidTwice: gaps.paidTwice.length,
    lost: lost.length + gaps.lost.length,
    extraRuns: extraRunsIn(actual),
  }
}

/**
 * Several at the same time: the rules promise the same accounts. Payees come first and stay; a number with other content, another kind of numbering and
 * a region that becomes unknown are left out, because there the first one counts.
 */
async function atTheSameTime(world: World, seed: number, counts: Counts): Promise<Verdict> {
  const steps = world.steps.filter(({ isOrderBound }) => !isOrderBound)
  const [payees, ...others] = steps
  const random = new Random(seed, 5)
  const groups: Step[][] = [[payees!]]
  while (others.length > 0) groups.push(others.splice(0, random.chance(25) ? others.length : random.between(2, 12)))
  const expected = await undisturbed(steps)
  const actual = await disturbed(groups, seed + 500_000, counts)
  const lost = await lostIn(actual.system, actual.uploads)
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
      ...differences(await accountsOf(actual.system), await accountsOf(expected.system)),
    ].map((trouble) => `at the same time: ${trouble}`),
    payments: actual.paid.payments,
    paidTwice: gaps.paidTwice.length + wrong[0]!.paidTwice.length,
    lost: lost.length + gaps.lost.length + wrong[0]!.lost.length,
    extraRuns: extraRunsIn(actual),
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
    }),
    NOTHING,
  )
}
