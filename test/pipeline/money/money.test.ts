// Understands the money of whole histories seen from outside: what instructions and claims move is the last premium, once, however it was declared and cut.
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../support/fault-injection.ts'
import { outputsOf, send } from '../../support/pipeline-builders.ts'
import { expectAddsUp } from './adds-up.ts'
import { worthOf } from './money-model.ts'
import { histories, layouts, movedIn, perLine, perMeasure, play, shuffled, summed, type Played } from './money-story.ts'

/** All properties of this file together stay below 8 s on two slow cores. */
const RUNS = Number(process.env.RUNS ?? 20)

const allMoved = ({ system }: Pick<Played, 'system'>): ReturnType<typeof movedIn> =>
  system.runs.all().flatMap(({ runId }) => movedIn(system, runId))

describe('declarations and corrections, FULL and PARTIAL, in any order of arrival', () => {
  test('all instructions and claims together are the last premium of every worker', async () => {
    await fc.assert(
      fc.asyncProperty(histories, layouts, async (history, layout) => {
        const moved = allMoved(await play(history, layout))
        const { due, setOff } = worthOf(history)
        expect(summed([...moved, ...setOff], perLine)).toEqual(summed(due, perLine))
        // What was set off to nothing weighs nothing for the employer.
        expect(summed(moved, perMeasure)).toEqual(summed(due, perMeasure))
      }),
      { numRuns: RUNS },
    )
  })

  test('rows in another order that the format allows, and chunks of another size: the same amounts per worker, file by file', async () => {
    await fc.assert(
      fc.asyncProperty(histories, layouts, layouts, async (history, layout, other) => {
        const [first, second] = [await play(history, layout), await play(history, other)]
        for (const [n, run] of first.runs.entries())
          expect(summed(movedIn(second.system, second.runs[n]!), perLine)).toEqual(summed(movedIn(first.system, run), perLine))
      }),
      { numRuns: RUNS },
    )
  })

  test('lines sum to their instruction, instructions to manifest and summary, components to what moved', async () => {
    await fc.assert(
      fc.asyncProperty(histories, layouts, async (history, layout) => {
        const { system, runs } = await play(history, layout)
        for (const run of runs) expectAddsUp(system, run)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('a replay moves nothing', () => {
  /** Every output of every run. */
  const files = ({ system }: Played): Record<string, string> => system.objects.contents(['payments', 'reports'])

  test('the same events again, in any order: no payment, no claim, and no file of a run is another', async () => {
    await fc.assert(
      fc.asyncProperty(histories, layouts, fc.nat(), async (history, layout, order) => {
        const played = await play(history, layout)
        const { system } = played
        const [before, moved] = [files(played), allMoved(played)]
        system.queue = shuffled(system.handled, seededRandom(order))
        await system.run()
        expect(files(played)).toMatchObject(before)
        expect(allMoved(played)).toEqual(moved)
      }),
      { numRuns: RUNS },
    )
  })

  test('the same declarations in other bytes: no payment, no claim', async () => {
    await fc.assert(
      fc.asyncProperty(histories, layouts, fc.boolean(), fc.nat(), async (history, layout, isPacked, order) => {
        const { system, texts } = await play(history, layout)
        for (const [n, csv] of shuffled([...texts.entries()], seededRandom(order))) {
          const other = otherBytes(csv)
          const run = send(system, `again-${n + 1}.csv${isPacked ? '.gz' : ''}`, isPacked ? gzipSync(other) : other)
          await system.run()
          const { payments, claims, held, summary } = outputsOf(system, run)
          expect([payments, claims, held]).toEqual([[], [], []])
          expect(summary?.state).toBe('settled')
        }
      }),
      { numRuns: RUNS },
    )
  })
})

/** The same values in the same rows: columns turned round, commas, CRLF, no decimals where they are zeros. */
function otherBytes(csv: string): string {
  const lines = csv.trimEnd().split('\n')
  return lines
    .map(
      (line) =>
        `${line
          .replaceAll(/\.00(?=;|$)/g, '')
          .split(';')
          .toReversed()
          .join(',')}\r\n`,
    )
    .join('')
}
