// Understands what every stage gets: the object that started it, and the ports and settings it works with.
import type { ParameterSet } from '../law/parameters.ts'
import type { DecimalSign } from '../exceptions/report.ts'
import type { TextLimits } from '../text/limits.ts'
import type { PaymentFileSettings } from '../payment/transfer.ts'
import type { LedgerStore, ObjectStore, RegistryStore, RunStore, Telemetry } from './ports.ts'
import type { StopRule } from './run-limits.ts'

/** An object that was created, as the S3 notification says. */
export interface CreatedObject {
  readonly bucket: string
  readonly key: string
  /** Absent in the unversioned work bucket; in the inbox its absence is a fault. */
  readonly versionId: string | undefined
  readonly size: number
  /** Instant of the event, ISO. */
  readonly eventTime: string
  readonly sequencer: string
  readonly principal: string
}

export interface PipelineSettings {
  readonly testNumbersAllowed: boolean
  readonly limits: TextLimits
  readonly parameters: ParameterSet
  /** Declarations that are looked up and booked at the same time. */
  readonly concurrency: number
  /** Smallest chunk, in characters of JSON; larger files get larger chunks. */
  readonly chunkCharactersMin: number
  readonly stopRule: StopRule
  /** A new or changed account number waits until a second person confirms it (PAY-008). */
  readonly confirmsAccountNumbers: boolean
  readonly paymentFiles: PaymentFileSettings
  /** Of numbers in the CSV reports. */
  readonly decimalSign: DecimalSign
}

export interface Dependencies {
  readonly objects: ObjectStore
  readonly registry: RegistryStore
  readonly ledger: LedgerStore
  readonly runs: RunStore
  readonly telemetry: Telemetry
  readonly settings: PipelineSettings
}

/** A technical trouble: thrown, goes back to the queue, then to the dead-letter queue and an alarm. Never a finding of somebody's input. */
export class Fault extends Error {
  override readonly name = 'Fault'
}

/** Our own bug: what must never be, is. Nothing is paid on doubt. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure'
  readonly kind: 'control-totals' | 'payment-exists' | 'other'

  constructor(message: string, kind: AssertionFailure['kind'] = 'other') {
    super(message)
    this.kind = kind
  }
}

/** The bytes of an object that must exist. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Fault(`${what} does not exist`)
  return value
}

/** The first result, which leaves the list when it is there. */
async function next<R>(underWay: Promise<R>[]): Promise<R> {
  const [first] = underWay
  if (!first) throw new Error('nothing is under way')
  const result = await first
  void underWay.shift() // only now: `finally` waits for what is still in the list
  return result
}

/** Maps with at most `concurrency` under way and yields in the order of the input. An error stops it. */
export async function* mapOrdered<T, R>(items: Iterable<T>, concurrency: number, map: (item: T) => Promise<R>): AsyncGenerator<R, void> {
  const underWay: Promise<R>[] = []
  try {
    for (const item of items) {
      const started = map(item)
      started.catch(() => undefined) // awaited in its turn; until then its failure is nobody's unhandled rejection
      underWay.push(started)
      if (underWay.length >= concurrency) yield await next(underWay)
    }
    while (underWay.length > 0) yield await next(underWay)
  } finally {
    // After an error the others still run: wait for them, so that nothing goes on behind the caller's back.
    await Promise.allSettled(underWay)
  }
}
