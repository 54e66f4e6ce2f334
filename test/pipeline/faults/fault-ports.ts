// Understands how the ports of one delivery behave on a bad day: calls that wait, fail or are the last before a kill, bodies that break off, imports that store a part.
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import type { ObjectStore, RegistryStore } from '../../../shared/pipeline/ports.ts'
import { aroundPorts, InjectedFault, seededRandom, type Around, type PortCall } from '../../support/fault-injection.ts'

const RECEIVES_WITH_FAULTS = 7
/** How often a first delivery is a bad one, and how much of that is left at each further receive. */
const BAD_SHARE = 0.45
const BAD_LEFT = 0.75
/** Calls of one delivery among which a kill falls; it falls early more often, as short stages do. */
const KILL_CALLS = 70
/** A message that has to die dies in a short stage too. */
const KILL_CALLS_DOOMED = 16
/** Of the kills, those that strike a settle where it books. */
const KILLS_AT_BOOKING = 0.35
const SLOW_CALL = 0.05
/** Accounts with open holds that an index does not show yet. */
const INDEX_LAG = 0.2
/** A settle that stands between what it read and its entry is where others do most harm. */
const SLOW_BOOKING = 0.35

export interface DeliveryDay {
  readonly seed: number
  readonly receives: number
  /** Goes wrong at every receive. */
  readonly isDoomed: boolean
  /** Nothing goes wrong. */
  readonly isCalm: boolean
  /** The index of open holds does not show everything. */
  readonly hasLag: boolean
  /** Stands at a call until it is this one's turn. */
  readonly wait: (call: number, isSlow: boolean) => Promise<void>
  readonly onFault: () => void
  readonly onKill: () => void
  /** Something that is held was not shown. */
  readonly onLag: () => void
  /** Rows of this import are being stored. */
  readonly onStore: (importId: string) => void
}

export function badPorts(
  dependencies: Dependencies,
  { seed, receives, isDoomed, isCalm, hasLag, wait, onFault, onKill, onLag, onStore }: DeliveryDay,
): Dependencies {
  const random = seededRandom(seed)
  const isDrawn = random() < BAD_SHARE * BAD_LEFT ** (receives - 1)
  const isBad = !isCalm && receives <= RECEIVES_WITH_FAULTS && (isDrawn || isDoomed)
  const isKill = random() < (isDoomed ? 0.9 : 0.5)
  const killsAtBooking = !isDoomed && random() < KILLS_AT_BOOKING
  const killAt = 1 + Math.floor(random() ** 2 * (isDoomed ? KILL_CALLS_DOOMED : KILL_CALLS))
  const share = isBad && !isKill ? 0.03 + random() * 0.1 : 0
  let dead = false
  const isDead = (): boolean => dead
  const fail: Fail = (when, call) => {
    onFault()
    throw new InjectedFault(when, call)
  }
  const around: Around = async (call, effect) => {
    if (isDead()) throw new InjectedFault('before', call)
    await wait(call.number, random() < (isBooking(call) ? SLOW_BOOKING : SLOW_CALL))
    const when = random() < 0.5 ? 'before' : 'after'
    // Killed while this call waited.
    if (isDead()) throw new InjectedFault('before', call)
    if (isBad && isKill && (killsAtBooking ? call.name === 'ledger.append' : call.number >= killAt)) {
      dead = true
      onKill()
      if (when === 'after') await effect()
      throw new InjectedFault(when, call)
    }
    if (random() >= share) return effect()
    if (when === 'after') await effect()
    return fail(when, call)
  }
  const breaks = (): boolean => random() < share
  const { objects, registry } = dependencies
  const ports = aroundPorts(
    { ...dependencies, objects: breakingOff(objects, breaks, fail), registry: storingInPart(registry, breaks, fail, onStore) },
    around,
  )
  const isShown = (): boolean => {
    if (!hasLag || random() >= INDEX_LAG) return true
    onLag()
    return false
  }
  return { ...ports, runs: { ...ports.runs, openHolds: () => lagging(ports.runs.openHolds(), isShown) } }
}

/** An index that does not show everything yet. */
async function* lagging<T>(all: AsyncIterable<T>, isShown: () => boolean): AsyncGenerator<T, void> {
  for await (const each of all) if (isShown()) yield each
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
const storingInPart = (registry: RegistryStore, breaks: () => boolean, fail: Fail, onStore: (importId: string) => void): RegistryStore => ({
  store: async (rows, upload) => {
    if (rows.length > 0) onStore(upload.importId)
    if (rows.length < 2 || !breaks()) return registry.store(rows, upload)
    await registry.store(rows.slice(0, Math.ceil(rows.length / 2)), upload)
    return fail('after', between('half of the rows'))
  },
  employer: (...given) => registry.employer(...given),
  finish: (...given) => registry.finish(...given),
  confirmIban: (...given) => registry.confirmIban(...given),
  refusePayment: (...given) => registry.refusePayment(...given),
  liftRefusal: (...given) => registry.liftRefusal(...given),
  isFinished: (...given) => registry.isFinished(...given),
  employerWithNoss: (...given) => registry.employerWithNoss(...given),
  employersOf: (...given) => registry.employersOf(...given),
})
