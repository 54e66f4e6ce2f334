// Understands the state of the system as a person sees it: what came in, newest first, and what waits for somebody; looked up again only when something moved.
import type { Pauses } from '../../../shared/ledger/payment-holds.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { stageOf, SWEEP_REPORT_KEY } from '../../../shared/pipeline/layout.ts'
import type { StoredVersion } from '../../../shared/pipeline/ports.ts'
import { collect } from '../../../shared/pipeline/records.ts'
import type { SweepReport } from '../../../shared/pipeline/sweep/sweep.ts'
import { idOf } from './inbox.ts'
import { isEnded, nameOf, viewOf, viewsOf, type RunView, type UploadView } from './views.ts'

export interface Seen {
  /** Newest first, at most as many as asked for. */
  readonly uploads: readonly UploadView[]
  /** How many there are. */
  readonly total: number
  /** Runs that wait for a second person. */
  readonly held: readonly RunView[]
  /** Accounts that wait and what stands still, as the last sweep found them. */
  readonly sweep: SweepReport | undefined
  /** Measures whose payments a person stopped. */
  readonly pauses: Pauses
}

export interface OverviewOptions {
  readonly dependencies: Pick<Dependencies, 'objects' | 'runs'>
  /** Whether a stage works or is about to. */
  readonly isBusy: () => boolean
  /** A person is about to see what it left. */
  readonly onShown: (view: UploadView) => Promise<void>
}

export class Overview {
  readonly #options: OverviewOptions
  /** Ended ones need no second look, until another run is settled. */
  readonly #ended = new Map<string, UploadView>()
  #moves = 0
  #last: { readonly moves: number; readonly count: number; readonly seen: Seen } | undefined

  constructor(options: OverviewOptions) {
    this.#options = options
  }

  /** Something was handed in, handled or swept. */
  moved(): void {
    this.#moves += 1
  }

  /** A run was settled: that can add to the files of others, whose payments it speaks of. */
  settled(): void {
    this.moved()
    this.#ended.clear()
  }

  /** What a person sees now; `count` is how many uploads at most. */
  async look(count: number): Promise<Seen> {
    const moves = this.#moves
    const isBusy = this.#options.isBusy()
    if (!isBusy && this.#last?.moves === moves && this.#last.count === count) return this.#last.seen
    const seen = await this.#lookAgain(count)
    // What moved during the look may be half in it.
    if (!isBusy && this.#moves === moves) this.#last = { moves, count, seen }
    return seen
  }

  async #lookAgain(count: number): Promise<Seen> {
    const { dependencies } = this.#options
    const uploads = await this.#uploads()
    const names = new Map(uploads.map((upload) => [idOf(upload), nameOf(upload.key)]))
    const look = async (upload: StoredVersion): Promise<UploadView> => {
      const known = this.#ended.get(idOf(upload))
      if (known) return known
      const moves = this.#moves
      const view = await viewOf(upload, names, dependencies)
      if (isEnded(view) && moves === this.#moves) this.#ended.set(view.id, view)
      await this.#options.onShown(view)
      return view
    }
    const open = new Set<string>()
    for await (const runId of dependencies.runs.openRuns()) open.add(runId)
    const shown = await viewsOf(uploads.slice(0, count), look)
    const older = await viewsOf(
      uploads.slice(count).filter((upload) => open.has(idOf(upload))),
      look,
    )
    const held = [...shown, ...older].filter((view): view is RunView => view.type === 'run' && view.state === 'held')
    return { uploads: shown, total: uploads.length, held, sweep: await this.swept(), pauses: await dependencies.runs.pauses() }
  }

  /** One upload by what it started. */
  async find(id: string): Promise<UploadView | undefined> {
    const uploads = await this.#uploads()
    const upload = uploads.find((each) => idOf(each) === id)
    const names = new Map(uploads.map((each) => [idOf(each), nameOf(each.key)]))
    return upload && viewOf(upload, names, this.#options.dependencies)
  }

  /** Everything that ever came in and starts a stage, newest first. */
  async #uploads(): Promise<readonly StoredVersion[]> {
    const uploads: StoredVersion[] = []
    for await (const version of this.#options.dependencies.objects.versions('inbox', ''))
      if (stageOf('inbox', version.key) !== undefined) uploads.push(version)
    return uploads.toSorted((a, b) => (a.storedAt === b.storedAt ? (a.key < b.key ? -1 : 1) : a.storedAt < b.storedAt ? 1 : -1))
  }

  /** What the last sweep found. */
  async swept(): Promise<SweepReport | undefined> {
    const body = await this.#options.dependencies.objects.read('reports', SWEEP_REPORT_KEY)
    return body && (JSON.parse((await collect(body)).toString('utf8')) as SweepReport)
  }
}
