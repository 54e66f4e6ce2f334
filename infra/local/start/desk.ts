// Understands the desk of one machine: the embedded system, kept running, with what a person does at it: hand in, decide, sweep, look.
import { setTimeout as after } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { createDependencies } from '../../../functions/runtime/container.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { PREFIXES, TRIGGERS } from '../../../shared/pipeline/layout.ts'
import { requestText } from '../../../shared/pipeline/recompute/request.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import { markOf } from '../call.ts'
import { Deliveries } from '../deliveries.ts'
import type { Request } from '../recompute-command.ts'
import type { DecisionLine } from '../release-command.ts'
import { startSystem, type LocalSystem } from '../system.ts'
import { makeOverview } from '../../../shared/pipeline/overview/make-overview.ts'
import { waitingNow } from '../../../shared/pipeline/overview/waiting.ts'
import { overviewPage } from '../../../shared/pipeline/reports/overview-page/document.ts'
import { deskPlace } from './desk-place.ts'
import { handIn } from './inbox.ts'
import { Overview } from './overview.ts'
import { needsRegistry, prefixOf, type UploadKind } from './upload-kinds.ts'
import { isEnded, type UploadView } from './views.ts'

export interface DeskOptions {
  /** Keeps the state; one process at a time. */
  readonly data: string
  readonly now: () => Date
}

const ANSWER_WAIT_MS = 15_000
const REGISTRY_WAIT_MS = 60_000
const LOOK_MS = 30
const SWEEP_EVERY_MS = 3_600_000

export class Desk {
  readonly overview: Overview
  readonly dependencies: Dependencies
  readonly #system: LocalSystem
  readonly #now: () => Date
  readonly #closing = new AbortController()
  readonly #deliveries: Deliveries
  readonly #marked = new Set<string>()
  readonly #hourly: NodeJS.Timeout
  #sweeping: Promise<void> = Promise.resolve()
  #sweepsWhenIdle = false

  private constructor(system: LocalSystem, { data, now }: DeskOptions) {
    this.#system = system
    this.#now = now
    this.dependencies = createDependencies(system.environment, { event: () => undefined, metric: () => undefined })
    this.#deliveries = new Deliveries(data)
    this.overview = new Overview({
      dependencies: this.dependencies,
      isBusy: () => STAGES.some((stage) => system.dispatcher.backlog(stage) > 0),
      onShown: (view) => this.#delivered(view),
    })
    // As the schedule does it on AWS.
    this.#hourly = setInterval(() => {
      this.sweepWhenIdle()
    }, SWEEP_EVERY_MS).unref()
  }

  /** Starts the system on its folder; what an earlier process left is handled first. Throws when the folder is in use. */
  static async open(options: DeskOptions): Promise<Desk> {
    const listening: { desk?: Desk } = {}
    const system = await startSystem({ data: options.data, now: options.now }, (stage) => {
      if (stage === 'settle') listening.desk?.overview.settled()
      else listening.desk?.overview.moved()
    })
    const desk = new Desk(system, options)
    listening.desk = desk
    desk.sweepWhenIdle()
    return desk
  }

  /** The instant of an earlier upload that lies later than now, if any: registry rows of then stay in force. */
  laterUpload(): Promise<string | undefined> {
    return this.#deliveries.laterInstant(this.#now())
  }

  /**
   * Stores a file in the inbox, as one of the kinds; gives the run or import that it starts. A body that breaks off stores nothing. While registry rows are
   * read a declaration waits a while: it would be right, but computed again for each of them.
   */
  async handIn(body: Readable, kind: UploadKind, file: string, person: string): Promise<string> {
    if (needsRegistry(kind)) await this.#until(() => Promise.resolve(this.#system.dispatcher.backlog('registry') === 0), REGISTRY_WAIT_MS)
    return this.#drop(body, `${prefixOf(kind)}${file}`, person)
  }

  /** Makes the request of a decision and waits, not for ever, until it was answered; gives the request as it then is. */
  async decide({ action, target, quarter, reason }: DecisionLine, person: string): Promise<UploadView | undefined> {
    const name = [action, target, quarter].filter((part) => part !== '').join('-')
    const text = releaseText([[action, target, quarter, reason]])
    const id = await this.#drop(Readable.from([Buffer.from(text)]), `${PREFIXES.release}${name}.csv`, person)
    let view: UploadView | undefined
    await this.#until(async () => {
      view = await this.overview.find(id)
      return view !== undefined && isEnded(view)
    }, ANSWER_WAIT_MS)
    return view
  }

  /** Makes the request to compute an employer again; nobody waits for it, because it can be held. Gives its run. */
  recompute({ employer, quarter }: Request, person: string): Promise<string> {
    const name = ['recompute', employer, ...(quarter === undefined ? [] : [quarter])].join('-')
    return this.#drop(Readable.from([Buffer.from(requestText([[employer, quarter ?? '']]))]), `${PREFIXES.recompute}${name}.csv`, person)
  }

  /** Every run, every quarter and what waits, as a page. */
  async wholeOverview(): Promise<string> {
    const waiting = await waitingNow(this.#system.dispatcher.deadLettersByStage(), this.dependencies)
    const { standingStill = [] } = (await this.overview.swept()) ?? {}
    const overview = await makeOverview(
      (await this.laterUpload()) ?? this.#now().toISOString(),
      { ...waiting, standingStill },
      this.dependencies,
    )
    return overviewPage(overview, deskPlace(overview))
  }

  /** One sweep now; sweeps go one after the other. */
  sweep(): Promise<void> {
    const sweeping = this.#sweeping.then(async () => {
      if (this.#closing.signal.aborted) return
      await this.#system.sweep(this.#now())
      this.overview.moved()
    })
    this.#sweeping = sweeping.catch(() => undefined)
    return sweeping
  }

  /** A sweep when everything has come to rest, so that what then waits is shown. What the sweep itself starts asks for no other one. */
  sweepWhenIdle(): void {
    if (this.#sweepsWhenIdle) return
    this.#sweepsWhenIdle = true
    void this.#system.dispatcher.idle().then(() => {
      this.#sweepsWhenIdle = false
      return this.sweep().catch((error: unknown) => process.stderr.write(`sweep: ${error instanceof Error ? error.message : 'failed'}\n`))
    })
  }

  /** Nobody waits for an answer any more: what still comes in is stored, and handled at the next start. */
  stopWaiting(): void {
    this.#closing.abort()
  }

  /** Starts nothing more, ends what is under way, and stops the system. */
  async close(): Promise<void> {
    this.stopWaiting()
    clearInterval(this.#hourly)
    await this.#sweeping
    await this.#deliveries.laterInstant(this.#now())
    await this.#system.close()
  }

  /** Looks again and again whether it is so, until a time has passed or the desk closes. */
  async #until(isSo: () => Promise<boolean>, milliseconds: number): Promise<void> {
    const { signal } = this.#closing
    for (let waited = 0; waited < milliseconds && !signal.aborted && !(await isSo()); waited += LOOK_MS)
      await after(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }

  async #drop(body: Readable, key: string, person: string): Promise<string> {
    const id = await handIn(body, key, person, this.#system.s3.endpoint)
    this.overview.moved()
    this.sweepWhenIdle()
    return id
  }

  /** What was seen here is not told again by the next call of the command line on this folder. */
  async #delivered(view: UploadView): Promise<void> {
    if (view.type !== 'run' || !view.summary) return
    const mark = markOf(view.id, view.summary.state)
    if (this.#marked.has(mark)) return
    this.#marked.add(mark)
    await this.#deliveries.mark(mark)
  }
}

const STAGES = [...new Set(TRIGGERS.map(({ stage }) => stage))]
