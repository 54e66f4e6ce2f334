// Understands how runs, open holds, attempts, pauses and contents lie in DynamoDB items, and how the open ones are found.
import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Quarter } from '../../shared/kernel/calendar.ts'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import type { AccountId } from '../../shared/ledger/entry.ts'
import type { Decision, LeftOut, ListedRun, Rejection, Run, RunPatch, RunSource, RunState } from '../../shared/pipeline/run.ts'
import type { RunFigures } from '../../shared/pipeline/run-figures.ts'

export type Item = Record<string, AttributeValue>

export const quarterKey = (quarter: Quarter): string => `QUARTER#${quarter}`
/** Sparse: only runs that have not ended and accounts with open holds have the attribute. It is spread, because one partition takes 1,000 writes a second. */
export const OPEN_INDEX = 'open'
export const OPEN_ATTRIBUTE = 'openShard'
export const OPEN_SHARDS = 8
/** All runs by the year (UTC) of their receipt, newest first; with what a list of them shows. One year takes 1,000 new runs or states a second. */
export const RECEIVED_INDEX = 'received'
export const RECEIVED_YEAR = 'receivedYear'
export const LISTED_ATTRIBUTES: readonly string[] = ['state', 'source', 'rejection', 'figures']
export type OpenKind = 'RUN' | 'HOLD'
export const openShard = (kind: OpenKind, id: string): string =>
  `${kind}#${createHash('sha256').update(id).digest().readUInt8(0) % OPEN_SHARDS}`
export const holdKey = ({ employerNumber, quarter }: AccountId): string => `HOLD#${employerNumber}#${quarter}`
export const attemptKey = (id: string): string => `ATTEMPT#${id}`
export const PAUSES_KEY = 'PAUSES'

export const contentKey = (sha256: string): string => `CONTENT#${sha256}`

export function runOf(item: Item): Run {
  return {
    runId: item.id?.S ?? '',
    state: (item.state?.S ?? '') as RunState,
    receivedAt: item.receivedAt?.S ?? '',
    source: JSON.parse(item.source?.S ?? '{}') as RunSource,
    ...(item.sha256?.S === undefined ? {} : { sha256: item.sha256.S }),
    ...(item.chunks?.N === undefined ? {} : { chunks: Number(item.chunks.N) }),
    ...(item.completed?.NS === undefined ? {} : { completed: numbersOf(item.completed) }),
    ...(item.rejection?.S === undefined ? {} : { rejection: JSON.parse(item.rejection.S) as Rejection }),
    ...(item.verdict?.S === undefined ? {} : { verdict: JSON.parse(item.verdict.S) as BusinessException }),
    ...(item.figures?.S === undefined ? {} : { figures: JSON.parse(item.figures.S) as RunFigures }),
    ...(item.leftOut?.S === undefined ? {} : { leftOut: JSON.parse(item.leftOut.S) as LeftOut }),
    ...(item.orderedAt?.S === undefined ? {} : { orderedAt: item.orderedAt.S }),
    ...(item.decision?.S === undefined ? {} : { decision: JSON.parse(item.decision.S) as Decision }),
  }
}

/** A run as the index of all runs has it. */
export function listedRunOf(item: Item): ListedRun {
  const { runId, source, receivedAt, state, rejection, figures } = runOf(item)
  return { runId, source, receivedAt, state, ...(rejection ? { rejection } : {}), ...(figures ? { figures } : {}) }
}

export const numbersOf = (set: AttributeValue | undefined): number[] => (set?.NS ?? []).map(Number).toSorted((a, b) => a - b)

/** What a step of the run stores beside its state. */
export const patchItem = (patch: RunPatch): Item => ({
  ...(patch.sha256 === undefined ? {} : { sha256: { S: patch.sha256 } }),
  ...(patch.chunks === undefined ? {} : { chunks: { N: String(patch.chunks) } }),
  ...(patch.rejection === undefined ? {} : { rejection: { S: JSON.stringify(patch.rejection) } }),
  ...(patch.verdict === undefined ? {} : { verdict: { S: JSON.stringify(patch.verdict) } }),
  ...(patch.orderedAt === undefined ? {} : { orderedAt: { S: patch.orderedAt } }),
  ...(patch.decision === undefined ? {} : { decision: { S: JSON.stringify(patch.decision) } }),
})
