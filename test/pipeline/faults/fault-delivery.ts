// Understands delivery by a bad day: copies in any order, several handlers whose port calls take turns, calls that fail, handlers that are killed. All of it from a seed.
import { setImmediate as restOfLoop } from 'node:timers/promises'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import type { ObjectStore, RegistryStore } from '../../../shared/pipeline/ports.ts'
import { aroundPorts, InjectedFault, seededRandom, type Around, type PortCall } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../../support/memory-ports.ts'

/** After so many receives a message is lost to the dead letters; faults have stopped long before. */
const RECEIVES_MAX = 12
const RECEIVES_WITH_FAULTS = 7
/** How often a first delivery is a bad one, and how much of that is left at each further receive. */
const BAD_SHARE = 0.45
const BAD_LEFT = 0.75
/** Calls of one delivery among which a kill falls; it falls early more often, as short stages do. */
const KILL_CALLS = 70
/** Of the kills, those that strike a settle where it books. */
const KILLS_AT_BOOKING = 0.35
const TOGETHER_MAX = 6
/** Some messages wait long and some handlers stand long, while the others do all their work. */
const SLOW_SHARE = 0.25
const SLOW_CALL = 0.05
/** A settle that stands between what it read and its entry is where others do most harm. */
const SLOW_BOOKING = 0.35
const SLOW_TURN = 0.02

export interface Counts {
  deliveries: number
  faults: number
  kills: number
  /** Deliveries that stood between two calls of another one. */
  interleaved: number
}
export const noCounts = (): Counts => ({ deliveries: 0, faults: 0, kills: 0, interleaved: 0 })

/** A message on its way; slow ones are taken when little else is to do. */
interface Message extends QueuedEvent {
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
  /** Copies that come when everything they are about is long over. */
  readonly #late: Message[] = []
  readonly #underWay = new Set<number>()
  #waiting: Waiting[] = []
  #queue: Message[] = []
  #deliveries = 0
  #lastTurn = 0
  readonly deadLetters: string[] = []
  /** Errors that no test made: whatever is redelivered, the code must not stumble. */
  readonly unexpected: string[] = []

  constructor(system: MemorySystem, seed: number, counts: Counts) {
    this.#system = system
    this.#seed = seed
    this.#random = seededRandom(seed)
    this.#counts = counts
  }

  /** Delivers until nothing waits. With `isEnd` no late copy is kept back any more. */
  async untilQuiet(isEnd: boolean): Promise<void> {
    this.#queue.push(...this.#late.splice(0).filter((copy) => this.#keepsBack(copy, !isEnd && this.#random() < 0.5)))
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

  #keepsBack(copy: Message, isKept: boolean): boolean {
    if (isKept) this.#late.push(copy)
    return !isKept
  }

  /** Every message comes one to three times. */
  #takeCreated(isEnd: boolean): void {
    const message = (event: QueuedEvent): Message => ({
      ...event,
      isSlow: this.#random() < (event.stage === 'registry' ? 2 * SLOW_SHARE : SLOW_SHARE),
    })
    for (const created of this.#system.queue.splice(0)) {
      const event = message(created)
      this.#queue.push(event)
      for (const share of [0.3, 0.1]) if (this.#random() < share) this.#copy(message(created), isEnd)
    }
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

  #start(event: Message): void {
    const delivery = (this.#deliveries += 1)
    this.#counts.deliveries += 1
    this.#underWay.add(delivery)
    const received = { ...event, receives: event.receives + 1 }
    void STAGES[event.stage](event.created, this.#ports(delivery, received.receives))
      .catch((error: unknown) => {
        if (!(error instanceof InjectedFault)) this.unexpected.push(`${event.stage} ${event.created.key}: ${String(error)}`)
        if (received.receives < RECEIVES_MAX) this.#queue.push(received)
        else this.deadLetters.push(`${event.stage} ${event.created.key}`)
      })
      .finally(() => this.#underWay.delete(delivery))
  }

  /** When every delivery stands at a call, one of all calls goes on: the interleaving follows from the seed alone. */
  async #turn(): Promise<void> {
    do await restOfLoop()
    while ([...this.#underWay].some((delivery) => this.#waiting.every((waiting) => waiting.delivery !== delivery)))
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

  #ports(delivery: number, receives: number): Dependencies {
    const random = seededRandom(this.#seed * 7919 + delivery * 104_729)
    const isBad = receives <= RECEIVES_WITH_FAULTS && random() < BAD_SHARE * BAD_LEFT ** (receives - 1)
    const isKill = random() < 0.5
    const killsAtBooking = random() < KILLS_AT_BOOKING
    const killAt = 1 + Math.floor(random() ** 2 * KILL_CALLS)
    const share = isBad && !isKill ? 0.03 + random() * 0.1 : 0
    let dead = false
    const isDead = (): boolean => dead
    const fail = (when: 'before' | 'after', call: PortCall): never => {
      this.#counts.faults += 1
      throw new InjectedFault(when, call)
    }
    const around: Around = async (call, effect) => {
      if (isDead()) throw new InjectedFault('before', call)
      await new Promise<void>((go) =>
        this.#waiting.push({ delivery, isSlow: random() < (isBooking(call) ? SLOW_BOOKING : SLOW_CALL), call: call.number, go }),
      )
      const when = random() < 0.5 ? 'before' : 'after'
      // Killed while this call waited.
      if (isDead()) throw new InjectedFault('before', call)
      if (isBad && isKill && (killsAtBooking ? call.name === 'ledger.append' : call.number >= killAt)) {
        dead = true
        this.#counts.kills += 1
        if (when === 'after') await effect()
        throw new InjectedFault(when, call)
      }
      if (random() >= share) return effect()
      if (when === 'after') await effect()
      return fail(when, call)
    }
    const breaks = (): boolean => random() < share
    const { objects, registry } = this.#system.dependencies
    return aroundPorts(
      { ...this.#system.dependencies, objects: breakingOff(objects, breaks, fail), registry: storingInPart(registry, breaks, fail) },
      around,
    )
  }
}

const isBooking = ({ name, key }: PortCall): boolean =>
  name === 'ledger.append' || (name === 'objects.putOnce' && key.startsWith('ledger/'))

type Fail = (when: 'before' | 'after', call: PortCall) => never
const between = (name: string): PortCall => ({ number: 0, name, key: '' })

/** A body that ends in an error in the middle. */
const breakingOff = (objects: ObjectStore, breaks: () => boolean, fail: Fail): ObjectStore => ({
  read: async (bucket, key, versionId) => {
    const body = await objects.read(bucket, key, versionId)
    if (!body || !breaks()) return body
    return (async function* () {
      for await (const piece of body) {
        yield piece
        fail('after', between('a piece of a body'))
      }
    })()
  },
  exists: (...given) => objects.exists(...given),
  list: (...given) => objects.list(...given),
  versions: (...given) => objects.versions(...given),
  put: (...given) => objects.put(...given),
  putOnce: (...given) => objects.putOnce(...given),
  openWriter: (...given) => objects.openWriter(...given),
})

/** Rows of an import of which only the first are stored. */
const storingInPart = (registry: RegistryStore, breaks: () => boolean, fail: Fail): RegistryStore => ({
  store: async (rows, upload) => {
    if (rows.length < 2 || !breaks()) return registry.store(rows, upload)
    await registry.store(rows.slice(0, Math.ceil(rows.length / 2)), upload)
    return fail('after', between('half of the rows'))
  },
  employer: (...given) => registry.employer(...given),
  finish: (...given) => registry.finish(...given),
  confirmIban: (...given) => registry.confirmIban(...given),
  isFinished: (...given) => registry.isFinished(...given),
  employerWithNoss: (...given) => registry.employerWithNoss(...given),
  employersOf: (...given) => registry.employersOf(...given),
})
