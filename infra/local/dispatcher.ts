// Understands the way from created objects to handlers: SQS events with partial batch failure, redelivery after a fault, a dead-letter list, several at once.
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { RECEIVES_MAX } from '../../shared/kernel/limits.ts'
import type { QueueHandler } from '../../functions/runtime/queue.ts'
import { STAGE_NAMES, type StageName } from '../../shared/pipeline/layout.ts'
import type { PendingEvent } from './s3-server.ts'

const REDELIVERY_DELAY_MS = 20

/** Messages of a stage that are handled at the same time. Intake and settle work on whole files. */
const AT_ONCE: Readonly<Record<StageName, number>> = { intake: 2, compute: 2, settle: 2, registry: 1, recompute: 1, release: 1, returns: 1 }

export interface DeadLetter {
  readonly stage: StageName
  readonly bucket: string
  readonly key: string
}

export interface DispatcherOptions {
  readonly handlers: Readonly<Record<StageName, QueueHandler>>
  readonly stageOf: (event: PendingEvent) => StageName
  /** The event was handled: forget it durably. */
  readonly complete: (id: string) => Promise<void>
  /** A message was handled, for progress. */
  readonly onHandled?: (stage: StageName, event: PendingEvent) => void
}

interface Message {
  readonly event: PendingEvent
  readonly stage: StageName
  receives: number
}

export class Dispatcher {
  readonly deadLetters: DeadLetter[] = []
  readonly #options: DispatcherOptions
  readonly #waiting: Message[] = []
  readonly #active = new Map<StageName, number>()
  #idleListeners: (() => void)[] = []
  #delayed = 0
  readonly #delayedOf = new Map<StageName, number>()
  #stopped = false

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** Takes an event to its handler. */
  accept(event: PendingEvent): void {
    this.#waiting.push({ event, stage: this.#options.stageOf(event), receives: 0 })
    this.#pump()
  }

  /** Messages of a stage that wait or are under way. */
  backlog(stage: StageName): number {
    const waiting = this.#waiting.filter((message) => message.stage === stage).length
    return waiting + (this.#active.get(stage) ?? 0) + (this.#delayedOf.get(stage) ?? 0)
  }

  /** Messages of a stage that failed too often. */
  deadLettersOf(stage: StageName): number {
    return this.deadLetters.filter((letter) => letter.stage === stage).length
  }

  /** Of the stages that have any. */
  deadLettersByStage(): readonly { readonly stage: StageName; readonly count: number }[] {
    return STAGE_NAMES.map((stage) => ({ stage, count: this.deadLettersOf(stage) })).filter(({ count }) => count > 0)
  }

  /** Resolves when nothing waits and nothing is under way: whatever an object caused has then ended, as stages store their triggers before they end. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleListeners.push(resolve)
      this.#signalIdle()
    })
  }

  /** Starts nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.length = 0
    await this.idle()
  }

  #pump(): void {
    if (this.#stopped) return
    for (let index = 0; index < this.#waiting.length;) {
      const message = this.#waiting[index]
      const active = message ? (this.#active.get(message.stage) ?? 0) : 0
      if (!message || active >= AT_ONCE[message.stage]) {
        index += 1
        continue
      }
      this.#waiting.splice(index, 1)
      this.#active.set(message.stage, active + 1)
      void this.#deliver(message)
    }
  }

  async #deliver(message: Message): Promise<void> {
    message.receives += 1
    const { event, stage } = message
    const failed = await this.#isFailed(message)
    if (!failed) {
      await this.#options.complete(event.id)
      this.#options.onHandled?.(stage, event)
    } else if (message.receives < RECEIVES_MAX && !this.#stopped) {
      this.#delay(stage, 1)
      setTimeout(() => {
        this.#delay(stage, -1)
        if (!this.#stopped) this.#waiting.push(message)
        this.#pump()
        this.#signalIdle()
      }, REDELIVERY_DELAY_MS * message.receives)
    } else {
      this.deadLetters.push({ stage, bucket: event.bucket, key: event.key })
    }
    this.#active.set(stage, (this.#active.get(stage) ?? 1) - 1)
    this.#pump()
    this.#signalIdle()
  }

  #delay(stage: StageName, change: number): void {
    this.#delayed += change
    this.#delayedOf.set(stage, (this.#delayedOf.get(stage) ?? 0) + change)
  }

  /** One message, one batch: the answer of the handler says whether it goes back to the queue. A handler that throws fails its whole batch. */
  async #isFailed({ event, stage, receives }: Message): Promise<boolean> {
    try {
      const { batchItemFailures } = await this.#options.handlers[stage](sqsEvent(event, receives))
      return batchItemFailures.length > 0
    } catch (error) {
      process.stderr.write(`${stage}: ${error instanceof Error ? error.message : 'unknown fault'}\n`)
      return true
    }
  }

  #signalIdle(): void {
    const active = [...this.#active.values()].reduce((total, count) => total + count, 0)
    if (active > 0 || this.#waiting.length > 0 || this.#delayed > 0) return
    const listeners = this.#idleListeners
    this.#idleListeners = []
    for (const listener of listeners) listener()
  }
}

const sqsEvent = ({ id, event }: PendingEvent, receives: number): SQSEvent => messageOf(id, event, receives)

/** What the schedule puts into the queue of the sweep. */
export const scheduledEvent = (at: Date): SQSEvent => messageOf('schedule', { 'detail-type': 'Scheduled Event', time: at.toISOString() }, 1)

function messageOf(id: string, body: object, receives: number): SQSEvent {
  const record: SQSRecord = {
    messageId: id,
    receiptHandle: id,
    body: JSON.stringify(body),
    messageAttributes: {},
    md5OfBody: '',
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '0', SenderId: 'local', ApproximateFirstReceiveTimestamp: '0' },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:local',
    awsRegion: 'eu-west-1',
  }
  return { Records: [record] }
}
