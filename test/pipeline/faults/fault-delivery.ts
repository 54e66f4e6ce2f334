// Understands delivery by a bad day: copies in any order, messages that never come or are given up early, several handlers whose port calls take turns, and sweeps that must find what was lost. All of it from a seed.
import { setImmediate as restOfLoop } from 'node:timers/promises'
import { SWEEP_AGAIN_HOURS, SWEEP_QUIET_MINUTES, SWEEP_UPLOAD_DAYS } from '../../../shared/kernel/limits.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { work, type FunctionName } from '../../../shared/pipeline/layout.ts'
import { sweep, type SweepReport } from '../../../shared/pipeline/sweep/sweep.ts'
import { InjectedFault, seededRandom } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../../support/memory-ports.ts'
import { badPorts } from './fault-ports.ts'
import type { Counts } from './fault-tally.ts'

/** After so many receives a message is lost to the dead letters; faults have stopped long before. */
const RECEIVES_MAX = 12
/** First notifications that never come, and messages that fail every time and are given up after one to three receives. */
const LOST_SHARE = 0.03
const DOOMED_SHARE = 0.05
const TOGETHER_MAX = 6
/** Some messages wait long and some handlers stand long, while the others do all their work. */
const SLOW_SHARE = 0.25
const SLOW_TURN = 0.02
/** Queues tell about how many messages they have: sometimes a sweep hears of none. */
const BACKLOG_UNSEEN = 0.15
/** Sweeps in which things go wrong, before those in which nothing does. */
const BAD_SWEEPS_MAX = 1
const SWEEPS_MAX = 12
const HOUR = 3_600_000

/** A message on its way; slow ones are taken when little else is to do. */
interface Message {
  readonly stage: FunctionName
  readonly name: string
  readonly run: (dependencies: Dependencies) => Promise<unknown>
  readonly receives: number
  readonly receivesMax: number
  readonly isSlow: boolean
}

interface Waiting {
  readonly delivery: number
  readonly isSlow: boolean
  readonly call: number
  readonly go: () => void
}

export class BadDelivery {
  readonly #system: MemorySystem
  readonly #seed: number
  readonly #random: () => number
  readonly #counts: Counts
  readonly #isComparable: boolean
  /** Copies that come when everything they are about is long over. */
  readonly #late: Message[] = []
  readonly #underWay = new Map<number, FunctionName>()
  #waiting: Waiting[] = []
  #queue: Message[] = []
  #deliveries = 0
  #lastTurn = 0
  #isCalm = false
  #sweptAt = 0
  #reports: SweepReport[] = []
  /** Something got lost that only a sweep can find. */
  hasLosses = false
  readonly deadLetters: string[] = []
  /** Errors that no test made: whatever is redelivered, the code must not stumble. */
  readonly unexpected: string[] = []
  /** Imports of which rows were stored before a sweep started them again, if one did. */
  readonly begunBefore = new Set<string>()

  /** With `isComparable` nothing happens after which other bytes are right too (fault-story.ts). */
  constructor(system: MemorySystem, seed: number, counts: Counts, isComparable: boolean) {
    this.#isComparable = isComparable
    this.#system = system
    this.#seed = seed
    this.#random = seededRandom(seed)
    this.#counts = counts
  }

  /** Delivers until nothing waits. With `isEnd` no late copy is kept back any more. */
  async untilQuiet(isEnd: boolean): Promise<void> {
    this.#queue.push(...this.#late.splice(0).filter((copy) => this.#keepsBack(copy, !isEnd && this.#random() < 0.5)))
    await this.#deliver(isEnd)
  }

  async #deliver(isEnd: boolean): Promise<void> {
    for (;;) {
      this.#takeCreated(isEnd)
      while (this.#underWay.size < TOGETHER_MAX && this.#queue.length > 0) {
        const isTime = this.#underWay.size === 0 || this.#random() < SLOW_TURN || this.#queue.some(({ isSlow }) => !isSlow)
        if (!isTime) break
        this.#start(this.#any(this.#queue))
      }
      if (this.#underWay.size === 0 && this.#system.queue.length === 0) return
      await this.#turn()
    }
  }

  /** A sweep, hours after this instant and after the sweep before it, among whatever else waits. */
  sweepAfter(instant: string): void {
    const between = (SWEEP_AGAIN_HOURS + this.#random() * 3) * HOUR
    this.#sweptAt = Math.max(Date.parse(instant) + SWEEP_QUIET_MINUTES * 60_000, this.#sweptAt + between)
    if (this.#sweptAt > Date.parse(instant) + (SWEEP_UPLOAD_DAYS - 1) * 24 * HOUR) this.unexpected.push('the test sweeps too late')
    // Now and then the schedule rings twice, or once more before it is time to help again.
    const others = this.#isCalm || this.#random() < 0.6 ? [] : [this.#random() < 0.5 ? 0 : HOUR]
    for (const later of [0, ...others]) this.#queue.push(this.#sweepAt(new Date(this.#sweptAt + later).toISOString()))
    this.#sweptAt += Math.max(0, ...others)
  }

  /** Sweeps until one of them, on a good day, has nothing to help on; gives its report. */
  async sweepUntilQuiet(instant: string): Promise<SweepReport> {
    const bad = Math.floor(this.#random() * (BAD_SWEEPS_MAX + 1))
    for (let sweeps = 1; ; sweeps++) {
      this.#isCalm = sweeps > bad
      this.#reports = []
      this.sweepAfter(instant)
      // No late copies here: a sweep leaves a stage alone in which messages wait.
      await this.#deliver(false)
      const [report] = this.#reports
      if (!this.#isCalm || !report || (report.helped.length > 0 && sweeps < SWEEPS_MAX)) continue
      for (const key of report.helped) this.unexpected.push(`helped on for ever: ${key}`)
      this.#isCalm = false
      this.hasLosses = false
      return report
    }
  }

  #keepsBack(copy: Message, isKept: boolean): boolean {
    if (isKept) this.#late.push(copy)
    return !isKept
  }

  /** Every message comes one to three times, or never, or fails until it is given up. */
  #takeCreated(isEnd: boolean): void {
    for (const created of this.#system.queue.splice(0)) {
      const drawn = this.#isCalm ? 1 : this.#random()
      const isDoomed = drawn >= LOST_SHARE && drawn < LOST_SHARE + DOOMED_SHARE && !(this.#isComparable && created.stage === 'registry')
      if (isDoomed || drawn < LOST_SHARE) this.hasLosses = true
      if (drawn < LOST_SHARE) {
        this.#counts.lost += 1
        continue
      }
      this.#queue.push(this.#message(created, isDoomed ? 1 + Math.floor(this.#random() * 3) : RECEIVES_MAX))
      for (const share of [0.3, 0.1]) if (this.#random() < share) this.#copy(this.#message(created, RECEIVES_MAX), isEnd)
    }
  }

  #message({ stage, created }: QueuedEvent, receivesMax: number): Message {
    return {
      stage,
      name: `${stage} ${created.key}`,
      run: (dependencies) => STAGES[stage](created, dependencies),
      receives: 0,
      receivesMax,
      isSlow: this.#random() < (stage === 'registry' ? 2 * SLOW_SHARE : SLOW_SHARE),
    }
  }

  #sweepAt(at: string): Message {
    this.#counts.sweeps += 1
    const run = async (dependencies: Dependencies): Promise<void> => {
      const report = await sweep(at, dependencies, {
        backlog: (stage) => Promise.resolve(this.#backlog(stage)),
        deadLetters: () => Promise.resolve(0),
      })
      this.#counts.helped += report.helped.length
      this.#reports.push(report)
    }
    return { stage: 'sweep', name: `sweep ${at}`, run, receives: 0, receivesMax: RECEIVES_MAX, isSlow: this.#random() < SLOW_SHARE }
  }

  #backlog(stage: FunctionName): number {
    if (!this.#isCalm && this.#random() < BACKLOG_UNSEEN) return 0
    return [...this.#queue.map((message) => message.stage), ...this.#underWay.values()].filter((each) => each === stage).length
  }

  #copy(copy: Message, isEnd: boolean): void {
    if (this.#keepsBack(copy, !isEnd && this.#random() < 0.3)) this.#queue.push(copy)
  }

  #any<T extends { readonly isSlow: boolean }>(items: T[]): T {
    const quick = items.filter(({ isSlow }) => !isSlow)
    const choice = quick.length === 0 || this.#random() < SLOW_TURN ? items : quick
    const chosen = choice[Math.floor(this.#random() * choice.length)]!
    return items.splice(items.indexOf(chosen), 1)[0]!
  }

  #start(message: Message): void {
    const delivery = (this.#deliveries += 1)
    this.#counts.deliveries += 1
    this.#underWay.set(delivery, message.stage)
    const received = { ...message, receives: message.receives + 1 }
    void message
      .run(this.#ports(delivery, received))
      .catch((error: unknown) => {
        if (!(error instanceof InjectedFault)) this.unexpected.push(`${message.name}: ${String(error)}`)
        if (received.receives < received.receivesMax) this.#queue.push(received)
        else if (received.receivesMax < RECEIVES_MAX) this.#counts.earlyDeadLetters += 1
        else this.deadLetters.push(message.name)
      })
      .finally(() => this.#underWay.delete(delivery))
  }

  /** When every delivery stands at a call, one of all calls goes on: the interleaving follows from the seed alone. */
  async #turn(): Promise<void> {
    do await restOfLoop()
    while ([...this.#underWay.keys()].some((delivery) => this.#waiting.every((waiting) => waiting.delivery !== delivery)))
    if (this.#waiting.length === 0) return
    // While those under way only stand, others arrive.
    const onlyStand = this.#waiting.every(({ isSlow }) => isSlow)
    if (onlyStand && this.#queue.length > 0 && this.#random() < 0.8) return void this.#start(this.#any(this.#queue))
    this.#waiting = this.#waiting.toSorted((a, b) => a.delivery - b.delivery || a.call - b.call)
    const { delivery, go } = this.#any(this.#waiting)
    if (delivery !== this.#lastTurn) this.#counts.interleaved += 1
    this.#lastTurn = delivery
    go()
  }

  #ports(delivery: number, { receives, receivesMax }: Message): Dependencies {
    return badPorts(this.#system.dependencies, {
      seed: this.#seed * 7919 + delivery * 104_729,
      receives,
      isDoomed: receivesMax < RECEIVES_MAX,
      isCalm: this.#isCalm,
      hasLag: !this.#isCalm && !this.#isComparable,
      wait: (call, isSlow) => new Promise((go) => this.#waiting.push({ delivery, isSlow, call, go })),
      onFault: () => (this.#counts.faults += 1),
      onKill: () => (this.#counts.kills += 1),
      onLag: () => (this.hasLosses = true),
      onStore: (id) => this.#system.objects.text('work', work.restart(id, 'registry')) ?? this.begunBefore.add(id),
    })
  }
}
