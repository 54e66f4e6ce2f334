// Understands what a history of declarations is worth, as plainly as can be and without any code of the system: whole cents, one rule per line.
import { ANNA, BRAM, CEM, DORA } from '../../support/pipeline-builders.ts'
import { perMeasure, summed, WORKERS, type Declaration, type DeclaredWorker, type History, type Moved, type Worker } from './money-story.ts'

/** Half-up, for what is not negative. */
export const halfUp = (numerator: bigint, denominator: bigint): bigint => (2n * numerator + denominator) / (2n * denominator)
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

const PERCENTAGES: Readonly<Record<string, bigint>> = { [ANNA]: 40n, [BRAM]: 55n, [CEM]: 20n, [DORA]: 40n }
const GUIDANCE_FIXED = 120_000n
const GUIDANCE_MEDIUM = 73_000n
/** 13 weeks of 38 hours, in hundredths. */
const QUARTER_HOURS = 49_400n

/** What one worker is due, by component. */
function dueOf({ inss, occupations }: DeclaredWorker): readonly (readonly [component: string, amount: bigint])[] {
  const percentage = PERCENTAGES[inss]
  if (percentage === undefined) return []
  const wage = occupations.reduce((sum, each) => sum + BigInt(each.grossWage + each.contributions - each.reductions), 0n)
  const premium = ['WAGE_PREMIUM', halfUp(percentage * wage, 100n)] as const
  if (inss !== DORA) return [premium]
  const hours = occupations.reduce((sum, each) => sum + BigInt(each.hours), 0n)
  const variable = halfUp(GUIDANCE_MEDIUM * least(hours, QUARTER_HOURS), QUARTER_HOURS)
  return [premium, ['GUIDANCE_FIXED', GUIDANCE_FIXED], ['GUIDANCE_VARIABLE', variable]]
}

/** The declaration with the last word about a worker: of those that came, the one with the highest number that speaks of the worker. */
const lastWord = (came: readonly Declaration[], inss: Worker): Declaration | undefined =>
  came
    .filter(({ kind, workers }) => kind === 'FULL' || workers.some((worker) => worker.inss === inss))
    .toSorted((a, b) => a.sequence - b.sequence)
    .at(-1)

/** What is due to one employer for one quarter, after these declarations came. */
const dueAfter = (came: readonly Declaration[]): Moved[] =>
  WORKERS.flatMap((inss) => {
    const last = lastWord(came, inss)
    const said = last?.workers.find((worker) => worker.inss === inss)
    if (!last || !said) return []
    const { employer, quarter } = last
    const measure = inss === CEM ? 'VOP' : 'IMW'
    return dueOf(said).map(([component, amount]) => ({ employer, quarter, measure, inss, component, amount }))
  })

export interface Worth {
  /** The last premium, line by line. */
  readonly due: readonly Moved[]
  /**
   * What stands in no file: recoveries and payments of one run, employer, measure and quarter that set each other off to nothing (rules.md 7, "net zero:
   * neither").
   */
  readonly setOff: readonly Moved[]
}

export function worthOf(history: History): Worth {
  const accounts = [...Map.groupBy(history.flat(), ({ employer, quarter }) => `${employer} ${quarter}`).values()]
  const setOff = accounts.flatMap((came) =>
    came.flatMap((_, n) => {
      const before = dueAfter(came.slice(0, n)).map((each) => ({ ...each, amount: -each.amount }))
      const moved = [...dueAfter(came.slice(0, n + 1)), ...before]
      const net = summed(moved, perMeasure)
      return moved.filter((each) => net[perMeasure(each)] === undefined)
    }),
  )
  return { due: accounts.flatMap(dueAfter), setOff }
}
