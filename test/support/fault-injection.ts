// Understands how calls of the ports are numbered, watched and made to fail, before or after they took effect.
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { ObjectWriter } from '../../shared/pipeline/ports.ts'

export interface PortCall {
  /** 1 for the first call through these dependencies. */
  readonly number: number
  /** `ledger.append`, `objects.putOnce`, `writer.close`, … */
  readonly name: string
  /** The key of an object, or nothing. */
  readonly key: string
}

/** Does something around the effect of a call, or in its place. */
export type Around = <T>(call: PortCall, effect: () => Promise<T>) => Promise<T>

/** The same ports, each call going through `around`. Giving up a writer and telemetry are no calls: they never fail. */
export function aroundPorts(dependencies: Dependencies, around: Around): Dependencies {
  const { objects, registry, ledger, runs } = dependencies
  let calls = 0
  const call = <T>(name: string, key: string, effect: () => Promise<T>): Promise<T> => {
    calls += 1
    return around({ number: calls, name, key }, effect)
  }
  /** A list is one call, at its beginning. */
  async function* listed<T>(name: string, key: string, list: () => AsyncIterable<T>): AsyncGenerator<T, void> {
    yield* await call(name, key, () => Promise.resolve(list()))
  }
  const writer = (key: string, inner: ObjectWriter): ObjectWriter => ({
    write: (text) => call('writer.write', key, () => inner.write(text)),
    close: () => call('writer.close', key, () => inner.close()),
    abort: () => inner.abort(),
  })
  return {
    ...dependencies,
    objects: {
      read: (bucket, key, versionId) => call('objects.read', `${bucket}/${key}`, () => objects.read(bucket, key, versionId)),
      exists: (bucket, key) => call('objects.exists', `${bucket}/${key}`, () => objects.exists(bucket, key)),
      list: (bucket, prefix) => call('objects.list', `${bucket}/${prefix}`, () => objects.list(bucket, prefix)),
      versions: (bucket, prefix) => listed('objects.versions', `${bucket}/${prefix}`, () => objects.versions(bucket, prefix)),
      put: (bucket, key, body) => call('objects.put', `${bucket}/${key}`, () => objects.put(bucket, key, body)),
      putOnce: (bucket, key, body) => call('objects.putOnce', `${bucket}/${key}`, () => objects.putOnce(bucket, key, body)),
      openWriter: (bucket, key, options) => writer(`${bucket}/${key}`, objects.openWriter(bucket, key, options)),
    },
    registry: {
      employer: (employer) => call('registry.employer', '', () => registry.employer(employer)),
      store: (rows, upload) => call('registry.store', '', () => registry.store(rows, upload)),
      finish: (importId) => call('registry.finish', '', () => registry.finish(importId)),
      isFinished: (importId) => call('registry.isFinished', '', () => registry.isFinished(importId)),
      confirmIban: (...given) => call('registry.confirmIban', '', () => registry.confirmIban(...given)),
      refusePayment: (...given) => call('registry.refusePayment', '', () => registry.refusePayment(...given)),
      liftRefusal: (...given) => call('registry.liftRefusal', '', () => registry.liftRefusal(...given)),
      employerWithNoss: (noss) => call('registry.employerWithNoss', '', () => registry.employerWithNoss(noss)),
      employersOf: (inss) => call('registry.employersOf', '', () => registry.employersOf(inss)),
    },
    ledger: {
      entries: (account) => call('ledger.entries', '', () => ledger.entries(account)),
      append: (entry) => call('ledger.append', '', () => ledger.append(entry)),
      quartersOf: (employer) => call('ledger.quartersOf', '', () => ledger.quartersOf(employer)),
      employersIn: (quarter) => call('ledger.employersIn', '', () => ledger.employersIn(quarter)),
    },
    runs: {
      receive: (run) => call('runs.receive', '', () => runs.receive(run)),
      get: (runId) => call('runs.get', '', () => runs.get(runId)),
      advance: (runId, from, to, patch) => call('runs.advance', '', () => runs.advance(runId, from, to, patch)),
      keepFigures: (...given) => call('runs.keepFigures', '', () => runs.keepFigures(...given)),
      leaveOut: (...given) => call('runs.leaveOut', '', () => runs.leaveOut(...given)),
      completeChunk: (runId, chunk) => call('runs.completeChunk', '', () => runs.completeChunk(runId, chunk)),
      claimContent: (sha256, runId) => call('runs.claimContent', '', () => runs.claimContent(sha256, runId)),
      holderOf: (sha256) => call('runs.holderOf', '', () => runs.holderOf(sha256)),
      freeContent: (sha256, runId) => call('runs.freeContent', '', () => runs.freeContent(sha256, runId)),
      runsOf: (year) => listed('runs.runsOf', '', () => runs.runsOf(year)),
      openRuns: () => listed('runs.openRuns', '', () => runs.openRuns()),
      attempt: (...given) => call('runs.attempt', '', () => runs.attempt(...given)),
      openHold: (...given) => call('runs.openHold', '', () => runs.openHold(...given)),
      closeHolds: (...given) => call('runs.closeHolds', '', () => runs.closeHolds(...given)),
      openHolds: () => listed('runs.openHolds', '', () => runs.openHolds()),
      pauses: () => call('runs.pauses', '', () => runs.pauses()),
      setPause: (...given) => call('runs.setPause', '', () => runs.setPause(...given)),
      addToQuarter: (quarter, instructed) => call('runs.addToQuarter', '', () => runs.addToQuarter(quarter, instructed)),
    },
  }
}

/** A technical trouble that a test made. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault'

  constructor(when: FaultTime, { number, name, key }: PortCall) {
    super(`fault ${when} call ${number}: ${name} ${key}`)
  }
}

/** `before` = the call did nothing; `after` = it did everything and its answer was lost. */
export const FAULT_TIMES = ['before', 'after'] as const
export type FaultTime = (typeof FAULT_TIMES)[number]

async function failing<T>(when: FaultTime, call: PortCall, effect: () => Promise<T>): Promise<T> {
  if (when === 'after') await effect()
  throw new InjectedFault(when, call)
}

/** The n-th call fails, every other one works. */
export const failingAt = (dependencies: Dependencies, number: number, when: FaultTime): Dependencies =>
  aroundPorts(dependencies, (call, effect) => (call.number === number ? failing(when, call, effect) : effect()))

/** From the n-th call on nothing works any more: the process was killed there. */
export const killedAt = (dependencies: Dependencies, number: number, when: FaultTime): Dependencies =>
  aroundPorts(dependencies, (call, effect) =>
    call.number < number ? effect() : failing(call.number === number ? when : 'before', call, effect),
  )

/**
 * Killed before a call leaves the same as killed after the call before it: nothing follows in either. So stories are killed after every call,
 * and before each only that call fails: then the stage itself may still do something, in parallel or in a catch.
 */
export const STOPS: Readonly<Record<FaultTime, readonly (typeof failingAt)[]>> = { before: [failingAt], after: [failingAt, killedAt] }

/** Numbers from 0 to 1 that follow from the seed alone (mulberry32): a failure is repeated by its printed seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** This share of the calls fails, half of them after their effect. */
export function failingRandomly(dependencies: Dependencies, seed: number, share: number): Dependencies {
  const random = seededRandom(seed)
  return aroundPorts(dependencies, (call, effect) => {
    const drawn = random()
    if (drawn >= share) return effect()
    return failing(drawn < share / 2 ? 'before' : 'after', call, effect)
  })
}

/** The ports, and the calls that went through them. */
export function recorded(dependencies: Dependencies): { readonly dependencies: Dependencies; readonly calls: readonly PortCall[] } {
  const calls: PortCall[] = []
  const watching = aroundPorts(dependencies, (call, effect) => {
    calls.push(call)
    return effect()
  })
  return { dependencies: watching, calls }
}

/** Does something once, right after the first call of this name took effect: what others do in between. */
export function afterFirst(dependencies: Dependencies, name: string, interrupt: () => Promise<void>): Dependencies {
  let done = false
  return aroundPorts(dependencies, async (call, effect) => {
    const result = await effect()
    if (call.name !== name || done) return result
    done = true
    await interrupt()
    return result
  })
}

/** Does something once, right before the n-th call: what others do while this one stands there. */
export const standingAt = (dependencies: Dependencies, number: number, interrupt: () => Promise<void>): Dependencies =>
  aroundPorts(dependencies, async (call, effect) => {
    if (call.number === number) await interrupt()
    return effect()
  })
