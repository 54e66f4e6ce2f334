// Understands how tests tell of sweeps: messages that get lost, handlers that die, a sweep at an instant, and what it wrote and counted.
import type { FunctionName, StageName } from '../../../shared/pipeline/layout.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { sweep, type SweepReport } from '../../../shared/pipeline/sweep/sweep.ts'
import type { RunState } from '../../../shared/pipeline/run.ts'
import { aroundPorts, InjectedFault, type FaultTime } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, declarationCsv, declared, outputsOf, row } from '../../support/pipeline-builders.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** When everything is uploaded that `systemWith` does not upload itself. */
export const UPLOADED_AT = '2024-10-15T08:00:00.000Z'
/** Long enough after it. */
export const LATER = '2024-10-15T11:00:00.000Z'
export const plus = (instant: string, milliseconds: number): string => new Date(Date.parse(instant) + milliseconds).toISOString()

/** Pays 2,000.00 to the bakery for Anna, who has a grant of 40 %. */
export const ORIGINAL = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]))

export interface Swept {
  readonly report: SweepReport
  /** What was written, `bucket/key`, its own report and the overview left out. */
  readonly wrote: readonly string[]
  readonly metrics: Readonly<Record<string, number>>
}

export interface SweepOptions {
  /** Stages in whose queue a message waits. */
  readonly busy?: readonly FunctionName[]
  readonly dependencies?: Dependencies
}

/** What a sweep leaves of itself. */
export const OF_THE_SWEEP: readonly string[] = ['reports/sweep/waiting.json', 'reports/index.html']

/** One sweep. What it starts waits in the queue. */
export async function sweepAt(system: MemorySystem, at: string, { busy = [], dependencies }: SweepOptions = {}): Promise<Swept> {
  const metrics: Record<string, number> = {}
  const before = system.objects.stored.length
  if (at > system.objects.now) system.objects.now = at
  const watched: Dependencies = {
    ...(dependencies ?? system.dependencies),
    telemetry: { event: () => undefined, metric: (name, value) => (metrics[name] = value) },
  }
  const report = await sweep(at, watched, {
    backlog: (stage) => Promise.resolve(busy.includes(stage) ? 1 : 0),
    deadLetters: () => Promise.resolve(0),
  })
  const wrote = system.objects.stored.slice(before).filter((name) => !OF_THE_SWEEP.includes(name))
  return { report, wrote, metrics }
}

/** Messages of these stages (of all) that nobody will ever see again. */
export function lose(system: MemorySystem, stages?: readonly StageName[]): void {
  system.queue = system.queue.filter(({ stage }) => stages !== undefined && !stages.includes(stage))
}

/** Ports of which one call fails, always; at an object only when its key ends so. */
export const failingOn = ({ dependencies }: MemorySystem, name: string, ending = '', when: FaultTime = 'before'): Dependencies =>
  aroundPorts(dependencies, async (call, effect) => {
    if (call.name !== name || !call.key.endsWith(ending)) return effect()
    if (when === 'after') await effect()
    throw new InjectedFault(when, call)
  })

/** Delivers these stages once each on such ports: what fails is a dead letter at once. */
export const dieOn = (
  system: MemorySystem,
  stages: readonly StageName[],
  ...call: [name: string, ending?: string, when?: FaultTime]
): Promise<void> => system.run({ stages, receivesMax: 1, dependencies: failingOn(system, ...call) })

export const stateOfRun = (system: MemorySystem, runId: string): RunState | undefined =>
  system.runs.all().find((run) => run.runId === runId)?.state

/** Payments of all runs, from their files: employer, quarter, amount. */
export const paymentsIn = (system: MemorySystem): string[] =>
  system.runs
    .all()
    .flatMap(({ runId }) => outputsOf(system, runId).payments)
    .map(({ employerNumber, quarter, amount }) => `${employerNumber} ${quarter} ${amount}`)
    .toSorted()
