// Understands what both implementations of the ports promise about open runs and holds, attempts and pauses.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DynamoRunStore } from '../../functions/adapters/dynamodb-runs.ts'
import type { AccountId } from '../../shared/ledger/entry.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { OpenHold, RunStore } from '../../shared/pipeline/ports.ts'
import { isFinal, TRANSITIONS, type Decision, type Run, type RunState } from '../../shared/pipeline/run.ts'
import { employerOf, Q3 } from '../support/pipeline-builders.ts'
import { embeddedPorts, PORTS, type Ports } from './embedded-ports.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
let used = 0
const fresh = (name: string): string => `${name}-${(used += 1)}`
const freshAccount = (): AccountId => ({ employerNumber: employerOf(50_000 + (used += 1)), quarter: Q3 })
const holdsOf = async (runs: RunStore, { employerNumber, quarter }: AccountId): Promise<readonly number[][]> =>
  (await all<OpenHold>(runs.openHolds()))
    .filter(({ account }) => account.employerNumber === employerNumber && account.quarter === quarter)
    .map(({ versions }) => [...versions])

/** A run that went to a state by allowed arcs. */
const WAYS: Readonly<Record<RunState, readonly RunState[]>> = {
  received: [],
  computing: ['computing'],
  rejected: ['rejected'],
  settling: ['computing', 'settling'],
  held: ['computing', 'held'],
  abandoned: ['abandoned'],
  released: ['computing', 'held', 'released'],
  settled: ['computing', 'settling', 'settled'],
}

describe.each(PORTS)('%s', (_, open) => {
  let ports: Ports
  let of: Dependencies
  beforeAll(async () => {
    ports = await open()
    of = ports.dependencies
  })
  afterAll(() => ports.close())

  async function runIn(state: RunState): Promise<string> {
    const runId = fresh('run')
    const source = { bucket: 'inbox', key: 'declarations/x.csv', versionId: '1', size: 1, sequencer: '01', uploadedBy: 'AWS:x' }
    await of.runs.receive({ runId, receivedAt: '2024-10-15T08:00:00.000Z', state: 'received', source })
    let from: RunState = 'received'
    for (const to of WAYS[state]) {
      expect(await of.runs.advance(runId, [from], to)).toBe(true)
      from = to
    }
    return runId
  }

  describe('runs', () => {
    test('the open ones are those that can still go on, each once', async () => {
      const made: [RunState, string][] = []
      for (const state of Object.keys(TRANSITIONS) as RunState[]) for (let n = 0; n < 5; n++) made.push([state, await runIn(state)])
      const found = await all(of.runs.openRuns())
      expect(new Set(found).size).toBe(found.length)
      const expected = made.filter(([state]) => !isFinal(state)).map(([, runId]) => runId)
      expect(found.filter((runId) => made.some(([, each]) => each === runId)).toSorted()).toEqual(expected.toSorted())
    })

    test('a run that is received again when it has ended does not open again', async () => {
      const runId = await runIn('settled')
      await of.runs.receive({ ...(await of.runs.get(runId))!, state: 'received' })
      expect(await all(of.runs.openRuns())).not.toContain(runId)
    })

    test('verdict, decision and the instant of the order come back as they were', async () => {
      const runId = await runIn('computing')
      const verdict: NonNullable<Run['verdict']> = { code: 'RUN-001', details: ['every-run'], parameters: {} }
      const decision: Decision = { request: 'run-x', by: 'AWS:AROA:tom', reason: 'é; "x"' }
      await of.runs.advance(runId, ['computing'], 'held', { verdict })
      await of.runs.advance(runId, ['held'], 'released', { decision, orderedAt: '2025-08-01T09:00:00.000Z' })
      expect(await of.runs.get(runId)).toMatchObject({ state: 'released', verdict, decision, orderedAt: '2025-08-01T09:00:00.000Z' })
    })

    test('what is left out is stored once, and only of a run that is computed', async () => {
      const leftOut = { request: 'run-x', by: 'AWS:tom', reason: 'x', chunks: [2, 3] }
      const runId = await runIn('computing')
      const stored = [await of.runs.leaveOut(runId, leftOut), await of.runs.leaveOut(runId, { ...leftOut, chunks: [1] })]
      expect([stored, (await of.runs.get(runId))?.leftOut]).toEqual([[true, false], leftOut])
      expect(await of.runs.leaveOut(await runIn('settling'), leftOut)).toBe(false)
    })

    test('of a release and an abandonment at once one decision is stored', async () => {
      const runId = await runIn('held')
      const decide = (to: RunState, request: string): Promise<boolean> =>
        of.runs.advance(runId, ['held'], to, { decision: { request, by: 'x', reason: '' } })
      const moved = await Promise.all([
        decide('released', 'a'),
        decide('abandoned', 'b'),
        decide('released', 'c'),
        decide('abandoned', 'd'),
      ])
      expect(moved.filter(Boolean)).toHaveLength(1)
      expect((await of.runs.get(runId))?.decision?.request).toBe('abcd'[moved.indexOf(true)])
    })
  })

  describe('attempts', () => {
    const at = (hour: string): string => `2024-10-15T${hour}:00:00.000Z`
    test('counted while there is no progress, once in a while; from one when there is', async () => {
      const id = fresh('attempt')
      const attempt = (progress: string, hour: string, notSince: string): Promise<{ isNew: boolean; count: number }> =>
        of.runs.attempt(id, { progress, at: at(hour), notSince: at(notSince) })
      expect(await attempt('a', '08', '02')).toEqual({ isNew: true, count: 1 })
      expect(await attempt('a', '09', '03')).toEqual({ isNew: false, count: 1 })
      expect(await attempt('a', '14', '08')).toEqual({ isNew: true, count: 2 })
      expect(await attempt('a', '15', '09')).toEqual({ isNew: false, count: 2 })
      expect(await attempt('b', '16', '10')).toEqual({ isNew: false, count: 0 })
      expect(await attempt('b', '20', '14')).toEqual({ isNew: true, count: 1 })
      expect(await attempt('a', '23', '20')).toEqual({ isNew: true, count: 1 })
    })

    test('of ten at once one is made', async () => {
      for (const known of [false, true]) {
        const id = fresh('attempt')
        if (known) await of.runs.attempt(id, { progress: 'a', at: at('01'), notSince: at('00') })
        const made = await Promise.all(
          Array.from({ length: 10 }, () => of.runs.attempt(id, { progress: 'a', at: at('08'), notSince: at('02') })),
        )
        expect(made.filter(({ isNew }) => isNew).map(({ count }) => count)).toEqual([known ? 2 : 1])
      }
    })
  })

  describe('open holds', () => {
    test('an account stands with the versions that hold something, each once', async () => {
      const account = freshAccount()
      expect(await holdsOf(of.runs, account)).toEqual([])
      for (const version of [12, 2, 7, 2]) await of.runs.openHold(account, version)
      expect(await holdsOf(of.runs, account)).toEqual([[2, 7, 12]])
    })

    test('closing takes away lower versions only, and the account when none is left', async () => {
      const account = freshAccount()
      for (const version of [1, 2, 9, 10]) await of.runs.openHold(account, version)
      await of.runs.closeHolds(account, 9)
      expect(await holdsOf(of.runs, account)).toEqual([[9, 10]])
      await of.runs.closeHolds(account, 9)
      await of.runs.closeHolds(account, 1)
      expect(await holdsOf(of.runs, account)).toEqual([[9, 10]])
      await of.runs.closeHolds(account, 11)
      expect(await holdsOf(of.runs, account)).toEqual([])
    })

    test('closed, an account can be opened again; one that was never open can be closed', async () => {
      const account = freshAccount()
      await of.runs.closeHolds(account, 5)
      await of.runs.openHold(account, 1)
      await of.runs.closeHolds(account, 2)
      await of.runs.openHold(account, 3)
      expect(await holdsOf(of.runs, account)).toEqual([[3]])
    })

    test('employers and quarters are told apart', async () => {
      const [a, b] = [freshAccount(), freshAccount()]
      await of.runs.openHold(a, 1)
      await of.runs.openHold(b, 1)
      await of.runs.openHold({ ...a, quarter: '2024Q2' as AccountId['quarter'] }, 1)
      await of.runs.closeHolds(a, 2)
      expect([await holdsOf(of.runs, a), await holdsOf(of.runs, b)]).toEqual([[], [[1]]])
      expect(await holdsOf(of.runs, { ...a, quarter: '2024Q2' as AccountId['quarter'] })).toEqual([[1]])
    })

    test('opened and closed by many at once: what is opened above the limit is never lost', async () => {
      for (let round = 0; round < 5; round++) {
        const account = freshAccount()
        await of.runs.openHold(account, 1)
        await Promise.all([
          of.runs.closeHolds(account, 2),
          of.runs.openHold(account, 2),
          of.runs.closeHolds(account, 2),
          of.runs.openHold(account, 3),
        ])
        expect(await holdsOf(of.runs, account)).toEqual([[2, 3]])
      }
    })

    test('accounts of many employers come back, over all parts of the index', async () => {
      const accounts = Array.from({ length: 40 }, freshAccount)
      await Promise.all(accounts.map((account) => of.runs.openHold(account, 1)))
      const found = new Set((await all(of.runs.openHolds())).map(({ account }) => account.employerNumber))
      expect(accounts.filter(({ employerNumber }) => !found.has(employerNumber))).toEqual([])
    })

    test('holds are no runs, and runs no holds', async () => {
      const runId = await runIn('computing')
      const account = freshAccount()
      await of.runs.openHold(account, 1)
      expect((await all(of.runs.openRuns())).filter((each) => each.includes(account.employerNumber))).toEqual([])
      expect(JSON.stringify(await all(of.runs.openHolds()))).not.toContain(runId)
    })
  })

  test('pauses: per measure, the later stamp wins, a repeat changes nothing', async () => {
    const set = (reason: string | null, stamp: string): Promise<void> => of.runs.setPause('IMW', reason, { person: 'AWS:x', stamp })
    expect(await of.runs.pauses()).toEqual({})
    await set(null, '1')
    expect(await of.runs.pauses()).toEqual({})
    await set('first', '3')
    await set('late', '2')
    await set('repeat', '3')
    expect(await of.runs.pauses()).toEqual({ IMW: { reason: 'first' } })
    await of.runs.setPause('VOP', 'other', { person: 'AWS:x', stamp: '1' })
    expect(await of.runs.pauses()).toEqual({ VOP: { reason: 'other' }, IMW: { reason: 'first' } })
    await set(null, '4')
    await set('late', '3')
    expect(await of.runs.pauses()).toEqual({ VOP: { reason: 'other' } })
    await Promise.all(['8', '6', '9', '7'].map((stamp) => set(`at ${stamp}`, stamp)))
    expect((await of.runs.pauses()).IMW).toEqual({ reason: 'at 9' })
    await set(null, '10')
    expect((await of.runs.pauses()).IMW).toEqual({ reason: 'at 9' }) // texts: stamps are of one length
  })
})

test('on DynamoDB an account is not taken from the index when a hold is opened between the two steps of closing', async () => {
  const ports = await embeddedPorts()
  try {
    const { runs } = ports.dependencies
    const account = freshAccount()
    for (const before of [1, 2, 3]) {
      await runs.openHold(account, before * 10)
      const client = ports.client()
      let requests = 0
      client.middlewareStack.add(
        (next) => async (command) => {
          requests += 1
          if (requests === before) await runs.openHold(account, before * 10 + 1)
          return next(command)
        },
        { step: 'initialize' },
      )
      await new DynamoRunStore(client, 'contract-runs').closeHolds(account, before * 10 + 1)
      expect(requests).toBe(3)
      expect(await holdsOf(runs, account), `before request ${before}`).toEqual([[before * 10 + 1]])
      await runs.closeHolds(account, 100)
    }
  } finally {
    await ports.close()
  }
})
