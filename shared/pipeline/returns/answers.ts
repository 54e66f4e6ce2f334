// Understands what the bank answered about the payments of a run: every answer kept as it came, and the history of each payment read from all of them.
import { gunzipSync, gzipSync } from 'node:zlib'
import { currentStatus, follow, type BankStatus, type StatusEvent } from '../../payment/payment-status.ts'
import { required, type Dependencies } from '../dependencies.ts'
import { answerKey, answersFolder } from '../layout.ts'
import { collect } from '../records.ts'
import type { Run } from '../run.ts'

type Objects = Pick<Dependencies, 'objects'>

/** Money that came back after it was settled, as a person registered it. */
export interface ReturnEvent extends Omit<StatusEvent, 'status' | 'level'> {
  readonly status: 'RETURNED'
}
export type PaymentEvent = StatusEvent | ReturnEvent

type Said = Omit<StatusEvent, 'report'> | Omit<ReturnEvent, 'report'>

/** What one answer says of each payment that it speaks of, listed or not. */
export type Statuses = readonly (readonly [paymentId: string, said: Said])[]

/** Keeps an answer beside those that came before, in the order of receipt. Put once: a repeat finds the same. */
export async function keepAnswer(aboutRun: string, run: Run, statuses: Statuses, { objects }: Objects): Promise<void> {
  const key = answerKey(aboutRun, new Date(run.receivedAt).toISOString(), `${run.source.sequencer.padStart(32, '0')}-${run.runId}`)
  await objects.putOnce('ledger', key, gzipSync(JSON.stringify({ report: run.runId, statuses }), { level: 1 }))
}

/** What is known of each payment, in the order of receipt; contradictions stand in it too. */
export interface Answers {
  readonly count: number
  readonly histories: ReadonlyMap<string, readonly PaymentEvent[]>
}

export async function readAnswers(aboutRun: string, { objects }: Objects): Promise<Answers> {
  const keys = await objects.list('ledger', answersFolder(aboutRun))
  const histories = new Map<string, PaymentEvent[]>()
  for (const key of keys) {
    const bytes = gunzipSync(await collect(required(await objects.read('ledger', key), 'an answer of the bank')))
    const { report, statuses } = JSON.parse(bytes.toString('utf8')) as { readonly report: string; readonly statuses: Statuses }
    for (const [paymentId, said] of statuses) {
      const known = histories.get(paymentId) ?? []
      known.push({ ...said, report })
      histories.set(paymentId, known)
    }
  }
  return { count: keys.length, histories }
}

/** Where a payment stands: OPEN = the bank has said nothing; RETURNED = the money came back after it was settled. */
export type PaymentState = BankStatus | 'OPEN' | 'RETURNED'

export interface Standing {
  readonly state: PaymentState
  /** An event that contradicts what came before it changes nothing. */
  readonly contradictions: readonly StatusEvent[]
  /** What the bank said, all of it: what contradicts counts for what comes after it. */
  readonly said: readonly StatusEvent[]
}

export function standingOf(events: readonly PaymentEvent[]): Standing {
  const said: StatusEvent[] = []
  const contradictions: StatusEvent[] = []
  let isReturned = false
  for (const event of events)
    if (event.status === 'RETURNED') isReturned = true
    else {
      if (follow(said, event) === 'contradicts') contradictions.push(event)
      said.push(event)
    }
  return { state: isReturned ? 'RETURNED' : currentStatus(said), contradictions, said }
}
