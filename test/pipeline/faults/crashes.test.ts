// Understands nothing twice, nothing lost, when the whole system is killed: state on disk, SIGKILL at moments drawn from a seed, the same call again. CRASHES=n for more, SEED=n for the first of them.
import { afterAll, expect, test } from 'vitest'
import { Folders } from '../../support/cli.ts'
import { crashStory, undisturbed, type CrashVerdict } from './crash-story.ts'

const STORIES = Number(process.env.CRASHES ?? 5)
const FIRST = Number(process.env.SEED ?? 1)
/** Three to five calls of the command line, each a second or two on two quiet cores. */
const MILLISECONDS_EACH = 40_000
/** Stories under way at the same time: a call waits for its stores half of its time. */
const LANES = 2
const SHOWN_MAX = 5
const TROUBLES_SHOWN = 10

const folders = new Folders()
afterAll(() => {
  folders.remove()
})

const replay = (seed: number): string =>
  `SEED=${seed} CRASHES=1 npx vitest run --config .vitest.config.ts test/pipeline/faults/crashes.test.ts`
const describeFailure = (seed: number, { troubles, moments }: CrashVerdict): string =>
  [
    `seed ${seed} (${moments.join('; ')}), again with: ${replay(seed)}`,
    ...troubles.slice(0, TROUBLES_SHOWN).map((each) => `  ${each}`),
  ].join('\n')

test.skipIf(STORIES === 0)(
  `killed at any moment and called again, ${STORIES} times: the same results, paid once, nothing lost`,
  { timeout: 120_000 + STORIES * MILLISECONDS_EACH },
  async () => {
    const reference = await undisturbed(folders)
    const failed: string[] = []
    const verdicts: CrashVerdict[] = []
    let next = FIRST
    const lane = async (): Promise<void> => {
      while (next < FIRST + STORIES) {
        const seed = next++
        const verdict = await crashStory(seed, folders, reference)
        verdicts.push(verdict)
        if (verdict.troubles.length > 0) failed.push(describeFailure(seed, verdict))
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    const sum = (of: (verdict: CrashVerdict) => number): number => verdicts.reduce((total, each) => total + of(each), 0)
    process.stdout.write(
      `${STORIES} seeds from ${FIRST}: ${sum((each) => each.crashes)} crashes (${sum((each) => each.crashesOfRestarts)} of them of a restart), `
        + `${sum((each) => each.payments)} payments, ${sum((each) => each.paidTwice)} paid twice, ${sum((each) => each.lost)} lost\n`,
    )
    expect(failed.slice(0, SHOWN_MAX).join('\n'), `${failed.length} of ${STORIES} seeds failed`).toBe('')
  },
)
