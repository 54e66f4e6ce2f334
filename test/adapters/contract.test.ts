// Understands what every implementation of the ports promises: the same suite for the in-memory ports and the real adapters, so that neither can lie.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quarter, type Quarter } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import { cents, euroText, NO_MONEY } from '../../shared/kernel/money.ts'
import type { EntitlementPeriod } from '../../shared/law/grant.ts'
import type { LedgerEntry } from '../../shared/ledger/entry.ts'
import { compute } from '../../shared/pipeline/compute.ts'
import type { CreatedObject, Dependencies } from '../../shared/pipeline/dependencies.ts'
import { intake } from '../../shared/pipeline/intake.ts'
import { outputKey, PAYMENT_FILES, REPORT_FILES, work, type Bucket } from '../../shared/pipeline/layout.ts'
import type { StampedContent } from '../../shared/pipeline/ports.ts'
import { collect } from '../../shared/pipeline/records.ts'
import { importRegistry } from '../../shared/pipeline/registry-import.ts'
import { runIdOf, TRANSITIONS, type ListedRun, type Run, type RunState } from '../../shared/pipeline/run.ts'
import type { RunFigures } from '../../shared/pipeline/run-figures.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import type { Reach } from '../../shared/registry/reach.ts'
import { arrive, full } from '../ledger/account-story.ts'
import {
  ANNA,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  employerOf,
  entitlementsCsv,
  establishmentOf,
  grant,
  inssOf,
  payee,
  payeesCsv,
  permutations,
  Q3,
  row,
} from '../support/pipeline-builders.ts'
import { PORTS, type Ports } from './embedded-ports.ts'

describe.each(PORTS)('%s', (_, open) => {
  let ports: Ports
  let of: Dependencies
  let used = 0
  /** A name that no other test uses. */
  const fresh = (name: string): string => `${name}-${(used += 1)}`
  const freshEmployer = (): EmployerNumber => employerOf(1000 + (used += 1))

  beforeAll(async () => {
    ports = await open()
    of = ports.dependencies
  })
  afterAll(() => ports.close())

  describe('objects', () => {
    const read = async (bucket: Bucket, key: string, versionId?: string): Promise<string | undefined> => {
      const body = await of.objects.read(bucket, key, versionId)
      return body && (await collect(body)).toString('utf8')
    }

    test('what was put is read back; what was not, is undefined', async () => {
      const key = fresh('folder/with a space+ü')
      await expect(read('reports', key)).resolves.toBeUndefined()
      await expect(of.objects.exists('reports', key)).resolves.toBe(false)
      await of.objects.put('reports', key, 'één')
      await expect(read('reports', key)).resolves.toBe('één')
      await expect(of.objects.exists('reports', key)).resolves.toBe(true)
      await expect(of.objects.exists('payments', key)).resolves.toBe(false)
    })

    test('an empty object exists', async () => {
      const key = fresh('empty')
      await of.objects.put('work', key, '')
      await expect(of.objects.exists('work', key)).resolves.toBe(true)
      await expect(read('work', key)).resolves.toBe('')
    })

    test('bytes come back as they were', async () => {
      const key = fresh('bytes')
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (__, n) => (n * 7) % 256))
      await of.objects.put('work', key, bytes)
      expect((await collect((await of.objects.read('work', key))!)).equals(bytes)).toBe(true)
    })

    test('a put replaces; versions are counted from 1 and stay readable, except in the work bucket', async () => {
      const key = fresh('versions')
      for (const bucket of ['inbox', 'work'] as const) for (const body of ['one', 'two', 'three']) await of.objects.put(bucket, key, body)
      await expect(read('inbox', key)).resolves.toBe('three')
      await expect(Promise.all(['1', '2', '3', '4'].map((version) => read('inbox', key, version)))).resolves.toEqual([
        'one',
        'two',
        'three',
        undefined,
      ])
      await expect(read('work', key)).resolves.toBe('three')
    })

    test('putOnce: the first stays', async () => {
      const key = fresh('once')
      await expect(of.objects.putOnce('payments', key, 'first')).resolves.toBe('created')
      await expect(of.objects.putOnce('payments', key, 'second')).resolves.toBe('exists')
      await expect(of.objects.putOnce('payments', key, 'first')).resolves.toBe('exists')
      await expect(read('payments', key)).resolves.toBe('first')
    })

    test('of twenty at once one is created, and its content stands', async () => {
      const key = fresh('race')
      const outcomes = await Promise.all(Array.from({ length: 20 }, (__, n) => of.objects.putOnce('payments', key, `writer ${n}`)))
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
      await expect(read('payments', key)).resolves.toBe(`writer ${outcomes.indexOf('created')}`)
    })

    const text = { contentType: 'text/plain' }

    test('a writer: nothing is visible before it is closed, then everything', async () => {
      const key = fresh('writer')
      const writer = of.objects.openWriter('reports', key, { once: false, ...text })
      await writer.write('a')
      await writer.write('é')
      await expect(of.objects.exists('reports', key)).resolves.toBe(false)
      await expect(writer.close()).resolves.toBe('created')
      await expect(read('reports', key)).resolves.toBe('aé')
    })

    test('a writer that nothing was written to leaves an empty object', async () => {
      const key = fresh('writer')
      await of.objects.openWriter('reports', key, { once: false, ...text }).close()
      await expect(read('reports', key)).resolves.toBe('')
    })

    test('a writer replaces; with once the first stays', async () => {
      const key = fresh('writer')
      const write = async (body: string, once: boolean): Promise<string> => {
        const writer = of.objects.openWriter('reports', key, { once, ...text })
        await writer.write(body)
        return writer.close()
      }
      await expect(write('one', true)).resolves.toBe('created')
      await expect(write('two', true)).resolves.toBe('exists')
      await expect(read('reports', key)).resolves.toBe('one')
      await expect(write('three', false)).resolves.toBe('created')
      await expect(read('reports', key)).resolves.toBe('three')
    })

    test.each([
      ['small', 10],
      ['larger than one part of an upload', 700_000],
    ])('a %s writer that is given up leaves nothing, and the same name can be written after it', async (__, lines) => {
      const key = fresh('writer')
      const writer = of.objects.openWriter('payments', key, { once: true, ...text })
      for (let n = 0; n < lines; n += 10_000) await writer.write('0123456789'.repeat(Math.min(lines, 10_000)))
      await writer.abort()
      await expect(of.objects.exists('payments', key)).resolves.toBe(false)
      const again = of.objects.openWriter('payments', key, { once: true, ...text })
      await again.write('whole')
      await expect(again.close()).resolves.toBe('created')
      await expect(read('payments', key)).resolves.toBe('whole')
    })

    test('a large writer comes back whole, in order, and with once the first stays', async () => {
      const key = fresh('large')
      const write = async (mark: string): Promise<{ created: string; sha256: string }> => {
        const hash = createHash('sha256')
        const writer = of.objects.openWriter('payments', key, { once: true, ...text })
        for (let n = 0; n < 120; n++) {
          const piece = `${mark} ${n} ${'x'.repeat(60_000)}\n`
          hash.update(piece)
          await writer.write(piece)
        }
        return { created: await writer.close(), sha256: hash.digest('hex') }
      }
      const first = await write('first')
      const second = await write('second')
      expect([first.created, second.created]).toEqual(['created', 'exists'])
      expect(
        createHash('sha256')
          .update((await read('payments', key)) ?? '')
          .digest('hex'),
      ).toBe(first.sha256)
    })
  })

  describe('ledger', () => {
    const entryOf = (employerNumber: EmployerNumber, version: number, runId: string, other: Partial<LedgerEntry> = {}): LedgerEntry => ({
      ...arrive(full(1, { ANNA: '3600.00' }))[0]!,
      account: { employerNumber, quarter: Q3 },
      version,
      runId,
      ...other,
    })

    test('an account begins empty; entries come back as they were, by version, per account', async () => {
      const employer = freshEmployer()
      const account = { employerNumber: employer, quarter: Q3 }
      await expect(of.ledger.entries(account)).resolves.toEqual([])
      const versions = Array.from({ length: 12 }, (__, n) => n + 1)
      for (const version of versions.toReversed())
        await expect(of.ledger.append(entryOf(employer, version, `run-${version}`))).resolves.toBe('created')
      await expect(of.ledger.entries(account)).resolves.toEqual(versions.map((version) => entryOf(employer, version, `run-${version}`)))
      await expect(of.ledger.entries({ employerNumber: employer, quarter: '2024Q2' as Quarter })).resolves.toEqual([])
      await expect(of.ledger.entries({ ...account, employerNumber: freshEmployer() })).resolves.toEqual([])
    })

    test('a version exists once, whoever puts it again', async () => {
      const employer = freshEmployer()
      await expect(of.ledger.append(entryOf(employer, 1, 'run-a'))).resolves.toBe('created')
      await expect(of.ledger.append(entryOf(employer, 1, 'run-b'))).resolves.toBe('exists')
      await expect(of.ledger.append(entryOf(employer, 1, 'run-a'))).resolves.toBe('exists')
      expect((await of.ledger.entries({ employerNumber: employer, quarter: Q3 })).map(({ runId }) => runId)).toEqual(['run-a'])
    })

    test('of twenty at once one is created', async () => {
      const employer = freshEmployer()
      const outcomes = await Promise.all(Array.from({ length: 20 }, (__, n) => of.ledger.append(entryOf(employer, 1, `run-${n}`))))
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
      expect((await of.ledger.entries({ employerNumber: employer, quarter: Q3 })).map(({ runId }) => runId)).toEqual([
        `run-${outcomes.indexOf('created')}`,
      ])
    })

    const incompressible = (bytes: number): string =>
      Array.from({ length: bytes / 32 }, (__, n) => createHash('sha256').update(String(n)).digest('base64')).join('')

    test('an account larger than one page of a query (1 MB) comes back whole', async () => {
      const employer = freshEmployer()
      const record = incompressible(256_000)
      for (let version = 1; version <= 6; version++) await of.ledger.append(entryOf(employer, version, 'run', { record }))
      const entries = await of.ledger.entries({ employerNumber: employer, quarter: Q3 })
      expect(entries.map((entry) => [entry.version, entry.record.length])).toEqual(
        [1, 2, 3, 4, 5, 6].map((version) => [version, record.length]),
      )
    })

    test('an entry larger than an item may be comes back whole; another run cannot take its version, nor mix its parts', async () => {
      const employer = freshEmployer()
      const large = entryOf(employer, 1, 'run-a', { record: incompressible(1_000_000) })
      const rival = entryOf(employer, 1, 'run-b', { record: incompressible(900_000) })
      await expect(of.ledger.append(large)).resolves.toBe('created')
      await expect(of.ledger.append(rival)).resolves.toBe('exists')
      await expect(of.ledger.entries({ employerNumber: employer, quarter: Q3 })).resolves.toEqual([large])
    })

    test('an entry larger than an item may be: another delivery of the same run, which saw another registry, cannot touch it', async () => {
      const employer = freshEmployer()
      const first = entryOf(employer, 1, 'run-a', { record: incompressible(1_000_000), registryDigest: 'before' })
      const second = entryOf(employer, 1, 'run-a', { record: incompressible(900_000), registryDigest: 'after' })
      await expect(of.ledger.append(first)).resolves.toBe('created')
      await expect(of.ledger.append(second)).resolves.toBe('exists')
      await expect(of.ledger.entries({ employerNumber: employer, quarter: Q3 })).resolves.toEqual([first])
    })
  })

  describe('runs', () => {
    const received = (runId: string, receivedAt = '2024-10-15T08:00:00.000Z'): Run => ({
      runId,
      receivedAt,
      state: 'received',
      source: { bucket: 'inbox', key: 'declarations/x.csv', versionId: '1', size: 1, sequencer: '01', uploadedBy: 'AWS:x' },
    })

    /** A run that went to a state by allowed arcs. */
    async function runIn(state: RunState): Promise<string> {
      const runId = fresh('run')
      await of.runs.receive(received(runId))
      const WAYS: Readonly<Record<RunState, readonly RunState[]>> = {
        received: [],
        computing: ['computing'],
        rejected: ['rejected'],
        settling: ['computing', 'settling'],
        held: ['computing', 'held'],
        abandoned: ['computing', 'abandoned'],
        released: ['computing', 'held', 'released'],
        settled: ['computing', 'settling', 'settled'],
      }
      let from: RunState = 'received'
      for (const to of WAYS[state]) {
        await expect(of.runs.advance(runId, [from], to)).resolves.toBe(true)
        from = to
      }
      return runId
    }

    test('a run is received once: later events find it as it is, with the first instant of receipt', async () => {
      const runId = fresh('run')
      await expect(of.runs.get(runId)).resolves.toBeUndefined()
      await expect(of.runs.receive(received(runId))).resolves.toEqual(received(runId))
      await of.runs.advance(runId, ['received'], 'computing', { sha256: 'abc', chunks: 7 })
      const known = { ...received(runId), state: 'computing', sha256: 'abc', chunks: 7 }
      await expect(of.runs.receive(received(runId, '2024-10-16T00:00:00.000Z'))).resolves.toEqual(known)
      await expect(of.runs.get(runId)).resolves.toEqual(known)
    })

    test('what was pinned stays when the run goes on', async () => {
      const runId = fresh('run')
      await of.runs.receive(received(runId))
      await of.runs.advance(runId, ['received'], 'computing', { sha256: 'abc', chunks: 7 })
      await of.runs.advance(runId, ['computing'], 'settling')
      await expect(of.runs.get(runId)).resolves.toEqual({ ...received(runId), state: 'settling', sha256: 'abc', chunks: 7 })
    })

    const states = Object.keys(TRANSITIONS) as RunState[]
    const arcs = states.flatMap((from) => (TRANSITIONS[from] as readonly RunState[]).map((to) => [from, to] as const))

    test('every arc of the states is gone only from its beginning', async () => {
      for (const [from, to] of arcs) {
        for (const state of states) {
          const runId = await runIn(state)
          await expect(of.runs.advance(runId, [from], to), `${state}: ${from} to ${to}`).resolves.toBe(state === from)
          await expect(of.runs.get(runId)).resolves.toMatchObject({ state: state === from ? to : state })
        }
      }
    })

    test('every other transition is an error, and the run stays where it is', async () => {
      const forbidden = states
        .flatMap((from) => states.map((to) => [from, to] as const))
        .filter(([from, to]) => !arcs.some(([a, b]) => a === from && b === to))
      expect(forbidden).toHaveLength(54)
      const runId = await runIn('settling')
      for (const [from, to] of forbidden)
        await expect(of.runs.advance(runId, [from], to)).rejects.toThrow(`no run goes from ${from} to ${to}`)
      await expect(of.runs.get(runId)).resolves.toMatchObject({ state: 'settling' })
    })

    test('from several states', async () => {
      const from: readonly RunState[] = ['settling', 'released']
      for (const state of from) await expect(of.runs.advance(await runIn(state), from, 'settled')).resolves.toBe(true)
      await expect(of.runs.advance(await runIn('held'), from, 'settled')).resolves.toBe(false)
    })

    test('figures are kept while the run is in one of the states that are named, the later ones over the earlier ones', async () => {
      const runId = await runIn('held')
      const none = { count: 0, sum: euroText(NO_MONEY) }
      const figures = (rows: number): RunFigures => ({
        ...{ rows, workers: 2, refused: 1, findings: 3, errors: 1 },
        ...{ payments: none, claims: none, held: none, returned: none },
        quarters: { [quarter('2024Q3')]: { VOP: { workers: 1, ...amounts } } },
      })
      const amounts = { due: euroText(cents(1n)), paid: euroText(NO_MONEY), held: euroText(cents(1n)), claims: euroText(NO_MONEY) }
      await of.runs.keepFigures(runId, ['settling', 'released'], figures(1))
      expect((await of.runs.get(runId))?.figures).toBeUndefined()
      await of.runs.keepFigures(runId, ['held'], figures(2))
      await of.runs.keepFigures(runId, ['settled', 'held'], figures(3))
      expect((await of.runs.get(runId))?.figures).toEqual(figures(3))
      await of.runs.keepFigures(fresh('run'), ['held'], figures(4))
      expect(await listed(2024)).toContainEqual({ ...received(runId), state: 'held', figures: figures(3) })
    })

    const listed = async (year: number): Promise<ListedRun[]> => {
      const found: ListedRun[] = []
      for await (const run of of.runs.runsOf(year)) found.push(run)
      return found
    }

    test('runs are listed by the year (UTC) of their receipt, newest first, without what they have completed', async () => {
      const instants = ['2031-01-01T00:00:00.000Z', '2031-12-31T23:59:59.999Z', '2031-07-01T08:00:00.000Z', '2032-01-01T00:00:00.000Z']
      const runs = instants.map((instant) => received(fresh('run'), instant))
      for (const run of runs) await of.runs.receive(run)
      const [first, last, middle, next] = runs
      await of.runs.advance(middle!.runId, ['received'], 'computing', { sha256: 'abc', chunks: 1 })
      await of.runs.completeChunk(middle!.runId, 1)
      const rejection = { exception: { code: 'FIL-001', parameters: {} }, rows: 0, sha256: null, duplicateOf: null } as const
      await of.runs.advance(first!.runId, ['received'], 'rejected', { rejection })
      expect(await listed(2031)).toEqual([last, { ...middle, state: 'computing' }, { ...first, state: 'rejected', rejection }])
      expect(await listed(2032)).toEqual([next])
      expect(await listed(2033)).toEqual([])
    })

    test('of twenty at once one moves the run', async () => {
      const runId = await runIn('computing')
      const moved = await Promise.all(Array.from({ length: 20 }, () => of.runs.advance(runId, ['computing'], 'settling')))
      expect(moved.filter(Boolean)).toHaveLength(1)
    })

    test('a run that does not exist does not move', async () => {
      await expect(of.runs.advance(fresh('run'), ['received'], 'computing')).resolves.toBe(false)
    })

    test('completed chunks are a set, also when they end at once', async () => {
      const runId = await runIn('computing')
      const sizes: number[] = []
      for (const chunk of [1, 1, 3, 1, 3, 2]) sizes.push(await of.runs.completeChunk(runId, chunk))
      expect(sizes).toEqual([1, 1, 2, 2, 2, 3])
      const together = await Promise.all([4, 5, 6, 7, 4, 5].map((chunk) => of.runs.completeChunk(runId, chunk)))
      expect(Math.max(...together)).toBe(7)
      await expect(of.runs.completeChunk(runId, 1)).resolves.toBe(7)
      await expect(of.runs.get(runId)).resolves.toMatchObject({ state: 'computing' })
    })

    test('a chunk of a run that does not exist is an error', async () => {
      const runId = fresh('run')
      await expect(of.runs.completeChunk(runId, 1)).rejects.toThrow()
      await expect(of.runs.get(runId)).resolves.toBeUndefined()
    })

    test('a content is claimed by one run, and again by the same; freed only by its holder', async () => {
      const sha256 = fresh('sha')
      await expect(of.runs.claimContent(sha256, 'run-a')).resolves.toBe('run-a')
      await expect(of.runs.claimContent(sha256, 'run-b')).resolves.toBe('run-a')
      await expect(of.runs.claimContent(sha256, 'run-a')).resolves.toBe('run-a')
      await of.runs.freeContent(sha256, 'run-b')
      await expect(of.runs.claimContent(sha256, 'run-b')).resolves.toBe('run-a')
      await of.runs.freeContent(sha256, 'run-a')
      await of.runs.freeContent(sha256, 'run-a')
      await expect(of.runs.claimContent(sha256, 'run-b')).resolves.toBe('run-b')
      await of.runs.freeContent(fresh('sha'), 'run-a')
    })

    test('of twenty claims at once all name the same run', async () => {
      const sha256 = fresh('sha')
      const holders = await Promise.all(Array.from({ length: 20 }, (__, n) => of.runs.claimContent(sha256, `run-${n}`)))
      expect(new Set(holders).size).toBe(1)
    })
  })

  describe('registry', () => {
    const period = (
      employerNumber: EmployerNumber,
      inss: Inss,
      entitlementId: string,
      other: Partial<EntitlementPeriod> = {},
    ): EntitlementPeriod => ({
      entitlementId,
      measure: 'IMW',
      inss,
      employerNumber,
      startQuarter: '2024Q1' as Quarter,
      endQuarter: '2028Q4' as Quarter,
      package: 'IMW_5Y_STANDARD',
      schedule: null,
      guidanceLevel: 'NONE',
      appliedOn: null,
      decidedOn: null,
      firstHiredOn: null,
      leftOn: null,
      rehiredOn: null,
      suspendedQuarters: [],
      revokedFrom: null,
      decisionReference: '',
      ...other,
    })
    const granted = (value: EntitlementPeriod, stamp: string): StampedContent => ({ content: { kind: 'GRANT', value }, stamp })
    const store = (rows: readonly StampedContent[], importId = 'import-a'): Promise<readonly Reach[]> =>
      of.registry.store(rows, { importId, recordedAt: '2024-10-01T06:00:00.000Z' })

    test('an employer that nobody registered has nothing, with the digest of nothing', async () => {
      const [a, b] = await Promise.all([of.registry.employer(freshEmployer()), of.registry.employer(freshEmployer())])
      expect(a).toEqual(b)
      expect([a.grants, a.payee, a.establishments.size, a.versions]).toEqual([[], undefined, 0, []])
    })

    test('everything of one employer: grants, payee, establishments; nothing of another', async () => {
      const employer = freshEmployer()
      const id = fresh('G')
      const establishmentNumber = establishmentOf((used += 1))
      await store([
        granted(period(employer, ANNA, id), '1'),
        {
          content: {
            kind: 'PAYEE',
            value: {
              employerNumber: employer,
              name: 'Ünïcode & Co',
              iban: 'BE68539007547034',
              bic: null,
              language: 'fr',
              hold: true,
              holdReason: 'x',
            },
          },
          stamp: '2',
        },
        { content: { kind: 'ESTABLISHMENT', value: { establishmentNumber, employerNumber: employer, region: 'BRUSSELS' } }, stamp: '3' },
        granted(period(freshEmployer(), BRAM, fresh('G')), '4'),
      ])
      const known = await of.registry.employer(employer)
      expect(known.grants).toEqual([period(employer, ANNA, id)])
      expect(known.payee).toMatchObject({ name: 'Ünïcode & Co', language: 'fr', hold: true })
      expect([...known.establishments]).toEqual([[establishmentNumber, 'BRUSSELS']])
      expect(known.versions).toEqual([
        `ESTABLISHMENT#${establishmentNumber}@2024-10-01T06:00:00.000Z by import-a`,
        `GRANT#${ANNA}#${id}@2024-10-01T06:00:00.000Z by import-a`,
        `PAYEE#${employer}@2024-10-01T06:00:00.000Z by import-a`,
      ])
    })

    test('digests change with the content of their kind and with nothing else', async () => {
      const employer = freshEmployer()
      const id = fresh('G')
      const paid = (iban: string): StampedContent['content'] => ({
        kind: 'PAYEE',
        value: { employerNumber: employer, name: 'x', iban, bic: null, language: 'nl', hold: false, holdReason: '' },
      })
      await store([granted(period(employer, ANNA, id), '1'), { content: paid('BE68539007547034'), stamp: '1' }])
      const first = await of.registry.employer(employer)
      await store([granted(period(employer, ANNA, id), '2'), { content: paid('BE68539007547034'), stamp: '2' }], 'import-b')
      await expect(of.registry.employer(employer)).resolves.toEqual(first)
      await store([{ content: paid('BE71096123456769'), stamp: '3' }])
      const second = await of.registry.employer(employer)
      expect([second.lawDigest === first.lawDigest, second.payeeDigest === first.payeeDigest]).toEqual([true, false])
      await store([granted(period(employer, ANNA, id, { guidanceLevel: 'LOW' }), '4')])
      const third = await of.registry.employer(employer)
      expect([third.lawDigest === first.lawDigest, third.payeeDigest === second.payeeDigest]).toEqual([false, true])
    })

    test('whatever order uploads are stored in, once or twice: the later stamp wins, and identical content advances it', async () => {
      const versions = (employer: EmployerNumber, id: string): StampedContent[] => [
        granted(period(employer, ANNA, id), '1'),
        granted(period(employer, ANNA, id, { guidanceLevel: 'LOW' }), '2'),
        granted(period(employer, ANNA, id), '3'),
      ]
      for (const order of permutations([0, 1, 2])) {
        const employer = freshEmployer()
        const rows = versions(employer, fresh('G'))
        for (const index of [...order, order[0]!]) await store([rows[index]!])
        expect(
          (await of.registry.employer(employer)).grants.map(({ guidanceLevel }) => guidanceLevel),
          order.join(),
        ).toEqual(['NONE'])
      }
    })

    test('whatever order uploads are stored in: a grant that moved is open at its last place only', async () => {
      for (const order of permutations([0, 1, 2, 3])) {
        const [a, b, id] = [freshEmployer(), freshEmployer(), fresh('G')]
        const rows = [
          granted(period(a, ANNA, id), '1'),
          granted(period(b, ANNA, id), '2'),
          granted(period(b, BRAM, id), '3'),
          granted(period(a, ANNA, id), '4'),
        ]
        for (const index of order) await store([rows[index]!], `import-${index}`)
        const open = [await of.registry.employer(a), await of.registry.employer(b)].map(({ grants }) => grants.map(({ inss }) => inss))
        expect(open, order.join()).toEqual([[ANNA], []])
      }
    })

    test('stored by several at once: the same', async () => {
      const [a, b, id] = [freshEmployer(), freshEmployer(), fresh('G')]
      const rows = [
        granted(period(a, ANNA, id), '1'),
        granted(period(b, ANNA, id), '2'),
        granted(period(b, BRAM, id), '3'),
        granted(period(a, CEM, id), '4'),
        granted(period(b, CEM, id), '5'),
      ]
      await Promise.all([...rows, ...rows].map((each) => store([each])))
      const open = [await of.registry.employer(a), await of.registry.employer(b)].map(({ grants }) => grants.map(({ inss }) => inss))
      expect(open).toEqual([[], [CEM]])
    })

    test('a repeated id in one upload: the row with the later stamp wins', async () => {
      const [a, b, id] = [freshEmployer(), freshEmployer(), fresh('G')]
      await store([granted(period(a, ANNA, id), '1#000000002'), granted(period(b, ANNA, id), '1#000000003')])
      expect((await of.registry.employer(a)).grants).toEqual([])
      expect((await of.registry.employer(b)).grants).toHaveLength(1)
    })

    test('employers of a worker, in order, also where the grant was', async () => {
      const inss = inssOf(100_000 + (used += 1))
      const [a, b, id] = [freshEmployer(), freshEmployer(), fresh('G')]
      await expect(of.registry.employersOf(inss)).resolves.toEqual([])
      await store([granted(period(b, inss, id), '1'), granted(period(a, inss, id), '2')])
      await expect(of.registry.employersOf(inss)).resolves.toEqual([a, b].toSorted())
    })

    test('the employer of an RSZ number: the one whose payee in force has it, and nobody when two have it', async () => {
      const [a, b] = [freshEmployer(), freshEmployer()]
      const nossNumber = String(100_000_000 + (used += 1))
      const payee = (employerNumber: EmployerNumber, noss: string | undefined, stamp: string): Promise<readonly Reach[]> =>
        store([
          {
            content: {
              kind: 'PAYEE',
              value: {
                employerNumber,
                name: 'x',
                iban: 'BE68539007547034',
                bic: null,
                language: 'nl',
                hold: false,
                holdReason: '',
                ...(noss === undefined ? {} : { nossNumber: noss }),
              },
            },
            stamp,
          },
        ])
      await expect(of.registry.employerWithNoss(nossNumber)).resolves.toBeUndefined()
      await payee(a, nossNumber, '1')
      await expect(of.registry.employerWithNoss(nossNumber)).resolves.toBe(a)
      await payee(b, nossNumber, '2')
      await expect(of.registry.employerWithNoss(nossNumber)).resolves.toBeUndefined()
      await payee(a, undefined, '3')
      await expect(of.registry.employerWithNoss(nossNumber)).resolves.toBe(b)
    })

    test('an upload of more rows than one read of DynamoDB takes, for one employer with more than one page', async () => {
      const employer = freshEmployer()
      const long = 'x'.repeat(4_500)
      const rows = Array.from({ length: 250 }, (__, n) =>
        granted(period(employer, inssOf(2_000 + n), fresh('G'), { decisionReference: long }), String(n)),
      )
      await store(rows)
      await store(rows)
      const { grants } = await of.registry.employer(employer)
      expect(new Set(grants.map(({ entitlementId }) => entitlementId)).size).toBe(250)
      expect(grants).toHaveLength(250)
    })
  })

  test('the pipeline gives the same bytes on these ports', async () => {
    const [first, second] = [employerOf(7), employerOf(8)]
    const uploaded = (key: string, body: string): CreatedObject => ({
      bucket: 'inbox',
      key,
      versionId: '1',
      size: Buffer.byteLength(body),
      eventTime: '2024-10-15T08:00:00.000Z',
      sequencer: '0000000000000001',
      principal: 'AWS:x',
    })
    const drop = async (key: string, body: string): Promise<CreatedObject> => {
      await of.objects.put('inbox', key, body)
      return uploaded(key, body)
    }
    const trigger = (key: string): CreatedObject => ({ ...uploaded(key, ''), bucket: 'work', versionId: undefined })
    await importRegistry(
      await drop(
        'registry/entitlements/a.csv',
        entitlementsCsv(grant(first, ANNA, { guidance_level: 'LOW' }), grant(first, BRAM), grant(second, CEM)),
      ),
      of,
    )
    await importRegistry(await drop('registry/payees/a.csv', payeesCsv(payee(first))), of)
    const created = await drop(
      'declarations/a.csv',
      declarationCsv(
        declared(first, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, 'much')]),
        declared(second, 'FULL', 1, [row(CEM, '3000.00')]),
      ),
    )
    const runId = runIdOf({ ...created, versionId: '1' })
    await intake(created, of)
    await compute(trigger(work.computeTrigger(runId, 1)), of)
    await settle(trigger(work.settleTrigger(runId)), of)
    const files = [
      ...Object.values(PAYMENT_FILES).map((file) => ['payments', file] as const),
      ...Object.values(REPORT_FILES).map((file) => ['reports', file] as const),
    ]
    const hashes = await Promise.all(
      files.map(async ([bucket, file]) => {
        const body = await of.objects.read(bucket, outputKey(runId, file))
        return [
          file,
          body
            && createHash('sha256')
              .update(await collect(body))
              .digest('hex'),
        ]
      }),
    )
    outputs.push(Object.fromEntries(hashes) as Record<string, string | undefined>)
    expect(outputs.at(-1)).toEqual(outputs[0])
    // Only a run that computes again, and a dry run, tell differences.
    const absent = Object.entries(outputs[0] ?? {}).flatMap(([file, hash]) => (hash === undefined ? [file] : []))
    expect(absent).toEqual([REPORT_FILES.differencesCsv, REPORT_FILES.differences])
  })
})

/** What the pipeline left on each kind of ports. */
const outputs: Record<string, string | undefined>[] = []
