// Understands nothing twice, nothing lost: invented weeks of uploads, from a seed, on days on which everything that can fail does. SEEDS=n for more, SEED=n for the first of them.
import { expect, test } from 'vitest'
import { storyOf, type Verdict } from './fault-story.ts'
import { noCounts } from './fault-tally.ts'

const SEEDS = Number(process.env.SEEDS ?? 50)
const FIRST = Number(process.env.SEED ?? 1)
/** A seed takes a third of a second on two busy cores. */
const MILLISECONDS_EACH = 4_000
/** Seeds under way at the same time: while one waits for zlib the other goes on. Each follows from its number alone. */
const LANES = 2
/** Seeds that are shown in full when they fail. */
const SHOWN_MAX = 5
const TROUBLES_SHOWN = 8

const replay = (seed: number): string =>
  `SEED=${seed} SEEDS=1 npx vitest run --config .vitest.config.ts test/pipeline/faults/faults.test.ts`
const describeFailure = (seed: number, { troubles }: Verdict): string =>
  [`seed ${seed}, again with: ${replay(seed)}`, ...troubles.slice(0, TROUBLES_SHOWN).map((trouble) => `  ${trouble}`)].join('\n')

test.skipIf(SEEDS === 0)(
  'whatever fails, whatever comes twice or at the same time: paid once, nothing lost',
  { timeout: 60_000 + SEEDS * MILLISECONDS_EACH },
  async () => {
    const counts = noCounts()
    const sums = { payments: 0, paidTwice: 0, lost: 0, extraRuns: 0, sweepRuns: 0, compared: 0 }
    const failed: string[] = []
    let next = FIRST
    const lane = async (): Promise<void> => {
      while (next < FIRST + SEEDS) {
        const seed = next++
        const verdict = await storyOf(seed, counts)
        sums.payments += verdict.payments
        sums.paidTwice += verdict.paidTwice
        sums.lost += verdict.lost
        sums.extraRuns += verdict.extraRuns
        sums.sweepRuns += verdict.sweepRuns
        sums.compared += verdict.compared
        if (verdict.troubles.length > 0) failed.push(describeFailure(seed, verdict))
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    const { deliveries, faults, kills, interleaved, lost: notifications, earlyDeadLetters, sweeps, helped } = counts
    const { payments, paidTwice, lost, extraRuns, sweepRuns, compared } = sums
    process.stdout.write(
      `${SEEDS} seeds: ${deliveries} deliveries (${interleaved} changes between those under way), ${faults} faults, ${kills} kills, `
        + `${notifications} notifications lost, ${earlyDeadLetters} early dead letters, ${sweeps} sweeps that helped ${helped} times, `
        + `${extraRuns} runs asked for by a settle and ${sweepRuns} by a sweep, ${compared} stories compared byte for byte, `
        + `${payments} payments, ${paidTwice} paid twice, ${lost} lost\n`,
    )
    expect(failed.slice(0, SHOWN_MAX).join('\n'), `${failed.length} of ${SEEDS} seeds failed`).toBe('')
  },
)
