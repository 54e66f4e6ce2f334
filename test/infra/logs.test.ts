/** Checks what the system says while it works: never a person, an account or a wage, whatever comes in or goes wrong; and metrics with the right values, zeros too. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent } from 'aws-lambda'
import { create as createCompute } from '../../functions/compute.ts'
import { create as createIntake } from '../../functions/intake.ts'
import { create as createRecompute } from '../../functions/recompute.ts'
import { create as createRelease } from '../../functions/release.ts'
import { create as createReturns } from '../../functions/returns.ts'
import { create as createRegistry } from '../../functions/registry.ts'
import { queueHandler, type QueueHandler } from '../../functions/runtime/queue.ts'
import { create as createSettle } from '../../functions/settle.ts'
import { create as createSweep } from '../../functions/sweep.ts'
import { Dispatcher, scheduledEvent } from '../../infra/local/dispatcher.ts'
import { startQueuesServer, type QueuesServer } from '../../infra/local/queues-server.ts'
import type { PendingEvent } from '../../infra/local/s3-server.ts'
import { BUCKET_NAMES, startServices, type Services } from '../../infra/local/system.ts'
import {
  BUCKETS,
  outputKey,
  parseTrigger,
  PAYMENT_FILES,
  REPORT_FILES,
  stageOf,
  work,
  type Bucket,
  type StageName,
} from '../../shared/pipeline/layout.ts'
import { METRIC_NAMESPACE, METRIC_SERVICE, METRICS, type MetricName } from '../../shared/pipeline/metrics.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { Folders, readSummary } from '../support/cli.ts'
import { ibanOf, withWrongCheck } from '../support/numbers.ts'
import {
  declarationCsv,
  declared,
  employerOf,
  entitlementsCsv,
  grant,
  inssOf,
  payee,
  payeesCsv,
  row,
  type Row,
} from '../support/pipeline-builders.ts'
import { answerAbout } from '../support/return-builders.ts'
import { literally } from '../support/template.ts'

const NOW = '2025-11-03T09:00:00Z'
const [PAID, HELD] = [employerOf(901), employerOf(902)]

/** A worker with money that nothing else could be: every number is searched for. */
interface Person {
  readonly inss: string
  readonly wage: string
  readonly contributions: string
}
const person = (n: number, wage: string, contributions: string): Person => ({ inss: inssOf(31_000 + n), wage, contributions })
const PEOPLE = [
  person(1, '6131.47', '1513.29'),
  person(2, '7242.58', '1627.31'),
  person(3, '8353.69', '1731.37'),
  person(4, '5464.71', '1843.41'),
  person(5, '4575.83', '1957.43'),
  person(6, '3686.97', '1259.47'),
  person(7, '2797.19', '1361.53'),
  person(8, '9818.21', '1467.59'),
] as const
const [ANNA, BRAM, CEM, DORA, WITHOUT_GRANT, UNREADABLE, NEGATIVE, ELSEWHERE] = PEOPLE
/** Check digits that are wrong make it no less the number of a person. */
const MISTYPED: Person = { inss: withWrongCheck(inssOf(31_009)), wage: '6929.33', contributions: '1571.61' }
const UNREADABLE_WAGE = '3x86,97'
/** More reductions than wage: the law refuses the worker, and its finding names the sum. */
const [REDUCTIONS, REFERENCE_WAGE] = ['9877.65', '5718.93']

const ACCOUNTS = [ibanOf('7350613891'), withWrongCheck(ibanOf('7350724902'))] as const
/** A name that holds what an error's stack holds: ` at `. */
const NAMES = ['Begrafenissen Zwaluwnest BV', 'Koffie at the Quay VZW', 'rekening van Zwaluwnest betwist'] as const
/** Who uploads and who releases are persons too. */
const [CLERK, CHIEF] = ['els.nachtegaal', 'ward.boomklever']
/** What the bank writes can name anybody. */
const BANK_WRITES = 'Rekening van weduwe Roodborst geblokkeerd'

const declaredRow = ({ inss, wage, contributions }: Person, other: Row = {}): Row =>
  row(inss, wage, { employer_contributions: contributions, ...other })
const ENTITLEMENTS = entitlementsCsv(
  ...[ANNA, BRAM, CEM, DORA, UNREADABLE, NEGATIVE].map(({ inss }, index) => grant(PAID, inss, { entitlement_id: `G-${index}` })),
  grant(HELD, ELSEWHERE.inss, { entitlement_id: 'G-8' }),
  grant(PAID, MISTYPED.inss, { entitlement_id: 'G-9' }),
  grant(PAID, ANNA.inss, { entitlement_id: 'G-10', package: 'NONE' }),
)
const PAYEES = payeesCsv(
  payee(PAID, { name: NAMES[0], iban: ACCOUNTS[0] }),
  payee(HELD, { name: NAMES[1], iban: ACCOUNTS[1], hold_reason: NAMES[2] }),
  payee('0123', { name: NAMES[0], iban: ACCOUNTS[0] }),
)
const ROWS = [
  ...[ANNA, BRAM, CEM, DORA, WITHOUT_GRANT].map((each) => declaredRow(each)),
  declaredRow(UNREADABLE, { gross_wage: UNREADABLE_WAGE }),
  declaredRow(NEGATIVE, { contribution_reductions: REDUCTIONS }),
  declaredRow(MISTYPED),
]
const valid = (quarter: string): string =>
  declarationCsv(
    declared(
      PAID,
      'FULL',
      1,
      ROWS.map((each) => ({ ...each, quarter })),
    ),
    declared(HELD, 'FULL', 1, [declaredRow(ELSEWHERE, { quarter })]),
  )
const REJECTED = {
  'wrong-total.csv': `${declarationCsv(declared(PAID, 'FULL', 2, [declaredRow(ANNA)]))}TOTAL;rows=1;gross_wage=${BRAM.wage}\n`,
  'cut.csv': declarationCsv(declared(PAID, 'FULL', 2, [declaredRow(ANNA), declaredRow(BRAM)])).slice(0, -30),
  'open-quote.csv': declarationCsv(declared(PAID, 'FULL', 2, [declaredRow(ANNA)])).replace(ANNA.inss, `"${ANNA.inss}`),
  'unknown-column.csv': declarationCsv(declared(PAID, 'FULL', 2, [declaredRow(ANNA)])).replace('other_measure', ANNA.inss),
} as const

/** Every form in which a person, an account or a wage could be read off a line. */
const SECRETS: readonly (readonly [what: string, form: RegExp])[] = [
  ...[...PEOPLE, MISTYPED].flatMap(({ inss }) => {
    const [, birth = '', serial = '', check = ''] = /^(\d{6})(\d{3})(\d{2})$/.exec(inss) ?? []
    return [
      inss,
      birth + serial,
      `${birth.slice(0, 2)}.${birth.slice(2, 4)}.${birth.slice(4)}-${serial}`,
      `${birth}-${serial}`,
      `${serial}${check}`,
    ].map((form, index): [string, RegExp] => [`INSS ${inss}`, index === 4 ? alone(form) : text(form)])
  }),
  ...ACCOUNTS.flatMap((iban) =>
    [iban, iban.slice(4), iban.slice(4, 14), iban.replaceAll(/(.{4})(?=.)/g, '$1 ')].map((form): [string, RegExp] => [
      `IBAN ${iban}`,
      text(form),
    ]),
  ),
  ...[CLERK, CHIEF].map((name): [string, RegExp] => [`name ${name}`, text(name)]),
  ...[...NAMES, BANK_WRITES].flatMap((name) =>
    [name, ...name.split(' ').filter((word) => word.length > 5)].map((form): [string, RegExp] => [`name ${name}`, text(form)]),
  ),
  ...[...[...PEOPLE, MISTYPED].flatMap(({ wage, contributions }) => [wage, contributions]), REDUCTIONS, REFERENCE_WAGE].flatMap((amount) =>
    [amount, amount.replace('.', ','), amount.replace('.', '')].map((form): [string, RegExp] => [`amount ${amount}`, alone(form)]),
  ),
  [`amount ${UNREADABLE_WAGE}`, text(UNREADABLE_WAGE)],
]
function text(form: string): RegExp {
  return new RegExp(literally(form), 'i')
}
/** Few digits can stand inside a hash or an instant by chance: only the number by itself is meant. */
function alone(form: string): RegExp {
  return new RegExp(`(?<![0-9a-f])${literally(form)}(?![0-9a-f])`)
}

/** What is told about people in these lines. */
const told = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => SECRETS.filter(([, form]) => form.test(line)).map(([what]) => `${what} in: ${line}`))

it('the search finds what it looks for', () => {
  for (const line of [
    `{"inss":"${ANNA.inss}"}`,
    `worker ${ANNA.inss.slice(0, 9)}`,
    ACCOUNTS[0].replaceAll(/(.{4})(?=.)/g, '$1 '),
    `payee ${NAMES[0].toUpperCase()}`,
    `{"cents":${BRAM.wage.replace('.', '')}}`,
    `${CEM.wage.replace('.', ',')} euro`,
  ])
    expect(told([line])).not.toEqual([])
  expect(told(['{"run":"c0ffee6131478353691513290b","count":12}'])).toEqual([])
})

describe('the command line at LOG_LEVEL=DEBUG', () => {
  const folders = new Folders()
  const files = { 'good.csv': valid('2024Q3'), ...REJECTED }
  let [out, stdout, stderr] = ['', '', '']
  let code: number | null

  beforeAll(async () => {
    const sent = folders.create()
    out = folders.create()
    for (const [name, content] of Object.entries({ ...files, 'entitlements.csv': ENTITLEMENTS, 'payees.csv': PAYEES }))
      writeFileSync(join(sent, name), content)
    const args = [
      'process',
      ...Object.keys(files).map((name) => join(sent, name)),
      '--entitlements',
      join(sent, 'entitlements.csv'),
      '--payees',
      join(sent, 'payees.csv'),
      '--now',
      NOW,
      '--out',
      out,
    ]
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../infra/local/cli.ts', import.meta.url)), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOG_LEVEL: 'DEBUG' },
    })
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      stdout += piece
    })
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      stderr += piece
    })
    code = await new Promise((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    })
  })
  afterAll(() => {
    folders.remove()
  })

  it('processes the valid file, and rejects the others', () => {
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(readSummary(out, 'good')).toMatchObject({ state: 'settled', payments: { count: 1 }, held: { count: 1 } })
    expect(Object.keys(readSummary(out, 'good').exceptions).toSorted()).toEqual(['CAL-001', 'ENT-001', 'PAY-002', 'WRK-001', 'WRK-003'])
    for (const name of Object.keys(REJECTED)) expect(readSummary(out, name.replace('.csv', '')).state).toBe('rejected')
  })

  it('logs every run from beginning to end', () => {
    const logged = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { message: string; run?: string; code?: string })
    expect(logged.filter(({ run }) => run === readSummary(out, 'good').runId).map(({ message }) => message)).toEqual([
      'file read',
      'chunk computed',
      'run settled',
    ])
    for (const name of Object.keys(REJECTED))
      expect(logged.filter(({ run }) => run === readSummary(out, name.replace('.csv', '')).runId).map(({ message }) => message)).toEqual([
        'file rejected',
      ])
    expect(logged.filter(({ message }) => message === 'registry imported')).toHaveLength(2)
  })

  it('tells nothing about a person, an account or a wage, on either stream', () => {
    expect(told([...stdout.split('\n'), ...stderr.split('\n')])).toEqual([])
  })
})

/** Settings of the environment that a test turns on. */
type Controls = Readonly<Record<string, string>>

/** The deployed handlers with logs and metrics on, against the embedded services; a test may put something between a message and its handler. */
class WatchedSystem {
  readonly #client: S3Client
  readonly #services: Services
  readonly #queues: QueuesServer
  /** Keys whose notification gets lost, each once. */
  readonly withheld: Set<string>
  readonly #sweep: QueueHandler
  readonly #dispatcher: Dispatcher
  readonly #lines: string[]
  /** Runs before the handler of a stage gets a message. */
  before: Partial<Record<StageName, (key: string) => Promise<void>>> = {}

  static async start(lines: string[], controls: Controls = {}): Promise<WatchedSystem> {
    const listening: { accept?: (event: PendingEvent) => void } = {}
    const withheld = new Set<string>()
    const isWithheld = (key: string): boolean => withheld.delete(key)
    const services = await startServices({ data: undefined, now: () => new Date(NOW), isWithheld }, (event) => {
      listening.accept?.(event)
    })
    const queues = await startQueuesServer(
      (stage) => system.#dispatcher.backlog(stage),
      (stage) => system.#dispatcher.deadLettersOf(stage),
    )
    const system = new WatchedSystem(services, queues, withheld, lines, controls)
    listening.accept = (event) => {
      system.#dispatcher.accept(event)
    }
    return system
  }

  private constructor(services: Services, queues: QueuesServer, withheld: Set<string>, lines: string[], controls: Controls) {
    this.#services = services
    this.#queues = queues
    this.withheld = withheld
    this.#lines = lines
    this.#client = clientOf(services, 'local')
    const environment = { ...services.environment, ...queues.environment, LOG_LEVEL: 'DEBUG', EMIT_METRICS: 'yes', ...controls }
    this.#sweep = createSweep(environment)
    const prepared =
      (stage: StageName, handler: QueueHandler): QueueHandler =>
      async (event) => {
        const { s3 } = (JSON.parse(event.Records[0]?.body ?? '') as PendingEvent['event']).Records[0]!
        await this.before[stage]?.(s3.object.key)
        return handler(event)
      }
    this.#dispatcher = new Dispatcher({
      handlers: {
        intake: prepared('intake', createIntake(environment)),
        compute: prepared('compute', createCompute(environment)),
        settle: prepared('settle', createSettle(environment)),
        registry: prepared('registry', createRegistry(environment)),
        recompute: prepared('recompute', createRecompute(environment)),
        release: prepared('release', createRelease(environment)),
        returns: prepared('returns', createReturns(environment)),
      },
      stageOf: ({ bucket, key }) => stageOf(BUCKETS.find((each) => BUCKET_NAMES[each] === bucket) ?? 'ledger', key)!,
      complete: (id) => services.s3.complete(id),
    })
  }

  async put(bucket: Bucket, key: string, body: string | Uint8Array, client = this.#client): Promise<string> {
    return (await client.send(new PutObjectCommand({ Bucket: BUCKET_NAMES[bucket], Key: key, Body: body }))).VersionId ?? ''
  }

  async read(bucket: Bucket, key: string): Promise<Buffer> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: BUCKET_NAMES[bucket], Key: key }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  }

  /** Drops a file in the inbox, waits until all that follows from it has ended, and gives what was logged meanwhile. */
  drop(key: string, body: string, person = 'local'): Promise<Episode> {
    return this.#episode(async () => {
      const client = clientOf(this.#services, `AWS:AROAROLE:${person}`)
      const versionId = await this.put('inbox', key, body, client)
      client.destroy()
      return runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId })
    })
  }

  /** One sweep so many hours later, and what follows from it. */
  sweep(hours: number): Promise<Episode> {
    return this.#episode(async () => {
      await this.#sweep(scheduledEvent(new Date(Date.parse(NOW) + hours * 3_600_000)))
      return 'sweep'
    })
  }

  async #episode(begin: () => Promise<string>): Promise<Episode> {
    const from = this.#lines.length
    const dead = this.#dispatcher.deadLetters.length
    const runId = await begin()
    await this.#dispatcher.idle()
    return new Episode(
      runId,
      this.#lines.slice(from),
      this.#dispatcher.deadLetters.slice(dead).map(({ stage }) => stage),
    )
  }

  async close(): Promise<void> {
    this.#client.destroy()
    await this.#dispatcher.stop()
    await this.#queues.close()
    await this.#services.close()
  }
}

const clientOf = ({ s3 }: Services, principal: string): S3Client =>
  new S3Client({ endpoint: s3.endpoint, region: 'eu-west-1', credentials: { accessKeyId: principal, secretAccessKey: 'local' } })

/** Keeps whatever is said, on whatever way. */
function listenTo(lines: string[]): void {
  const keep = (piece: string | Uint8Array): boolean => {
    lines.push(String(piece))
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  vi.spyOn(process.stderr, 'write').mockImplementation(keep)
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...said: unknown[]) => {
      keep(said.map(String).join(' '))
    })
  process.on('warning', (warning) => {
    keep(String(warning))
  })
}

/** Overwrites a chunk so that the error of the JSON parser quotes the number of a worker; gives that error. */
async function damaged(system: WatchedSystem, key: string): Promise<string> {
  const { runId = '', chunk = 0 } = parseTrigger(key) ?? {}
  const text = gunzipSync(await system.read('work', work.chunk(runId, chunk)))
    .toString('utf8')
    .replace(`"${ANNA.inss}"`, `x${ANNA.inss}"`)
  await system.put('work', work.chunk(runId, chunk), gzipSync(text))
  try {
    JSON.parse(text.split('\n')[0] ?? '')
    return ''
  } catch (error) {
    return String(error)
  }
}

interface Embedded {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
    }[]
  }
  readonly [name: string]: unknown
}

/** What was written while one file went through. */
class Episode {
  readonly runId: string
  readonly lines: readonly string[]
  readonly deadLetters: readonly StageName[]
  readonly documents: readonly Embedded[]

  constructor(runId: string, lines: readonly string[], deadLetters: readonly StageName[]) {
    this.runId = runId
    this.lines = lines
    this.deadLetters = deadLetters
    this.documents = lines
      .flatMap((written) => written.split('\n'))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Embedded)
  }

  /** The same, seen from another run. */
  of(runId: string): Episode {
    return new Episode(runId, this.lines, this.deadLetters)
  }

  /** The values of a metric, in their order. */
  metric(name: MetricName): number[] {
    return this.documents
      .filter(({ _aws }) => _aws?.CloudWatchMetrics.some(({ Metrics }) => Metrics.some(({ Name }) => Name === name)))
      .flatMap((document) => document[name] as number | number[])
  }

  sum(name: MetricName): number {
    return this.metric(name).reduce((total, value) => total + value, 0)
  }

  /** Messages about the run, and about failed messages. */
  messages(): string[] {
    return this.documents
      .filter(({ run, message }) => run === this.runId || message === 'message failed')
      .map(({ message }) => String(message))
  }
}

describe('the handlers with logs and metrics on', () => {
  const lines: string[] = []
  let system: WatchedSystem
  let episodes: Record<
    | 'entitlements'
    | 'payees'
    | 'unknownKind'
    | 'yearBefore'
    | 'good'
    | 'again'
    | 'rejected'
    | 'damaged'
    | 'other'
    | 'dryRun'
    | 'revoked'
    | 'requested'
    | 'requestedAgain'
    | 'badRequest',
    Episode
  >
  let quoted = ''

  const damageChunk = async (key: string): Promise<void> => {
    quoted = await damaged(system, key)
  }

  beforeAll(async () => {
    listenTo(lines)
    system = await WatchedSystem.start(lines)
    const entitlements = await system.drop('registry/entitlements/all.csv', ENTITLEMENTS)
    const payees = await system.drop('registry/payees/all.csv', PAYEES)
    // Who sends a file names it: nothing keeps a number out of the name.
    const unknownKind = await system.drop(`registry/${ANNA.inss}/${ACCOUNTS[0]}.csv`, PAYEES)
    const yearBefore = await system.drop('declarations/before.csv', valid('2024Q1'))
    const good = await system.drop(`declarations/${BRAM.inss} ${NAMES[0]}.csv`, valid('2025Q1'))
    const again = await system.drop('declarations/again.csv', valid('2025Q1'))
    const rejected = await system.drop(`declarations/${CEM.inss}.csv`, REJECTED['wrong-total.csv'])
    system.before = { compute: damageChunk }
    const damaged = await system.drop('declarations/damaged.csv', valid('2024Q2'))
    system.before = {
      settle: async (key) => {
        await system.put('payments', outputKey(parseTrigger(key)?.runId ?? '', PAYMENT_FILES.instructions), `${ANNA.inss};${ACCOUNTS[0]}\n`)
      },
    }
    const other = await system.drop('declarations/other.csv', valid('2024Q4'))
    system.before = {}
    const dryRun = await system.drop(`dry-run/${ANNA.inss}.csv`, valid('2025Q1'))
    // The import asks for the quarters that the grant reaches: one run more in its episode.
    const revoked = await system.drop(
      'registry/entitlements/revoked.csv',
      entitlementsCsv(grant(PAID, ANNA.inss, { entitlement_id: 'G-0', revoked_from: '2025Q1' })),
    )
    const requested = await system.drop(`recompute/${ANNA.inss}.csv`, `${PAID};2025Q1\n${ANNA.inss};2025Q1\n${PAID};${BRAM.inss}\n`)
    const requestedAgain = await system.drop('recompute/dry-run/all.csv', 'employer_number;quarter\nall;2025Q1\n')
    const badRequest = await system.drop('recompute/bad.csv', `${PAID};"${ANNA.inss}`)
    episodes = {
      entitlements,
      payees,
      unknownKind,
      yearBefore,
      good,
      again,
      rejected,
      damaged,
      other,
      dryRun,
      revoked,
      requested,
      requestedAgain,
      badRequest,
    }
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await system.close()
  })

  it('log a run from beginning to end, under its id', () => {
    expect(episodes.good.messages()).toEqual(['file read', 'chunk computed', 'run settled'])
    expect(episodes.rejected.messages()).toEqual(['file rejected'])
    expect(episodes.again.messages()).toEqual(['file rejected'])
    for (const name of ['dryRun', 'requested', 'requestedAgain'] as const)
      expect([name, episodes[name].messages()]).toEqual([name, ['file read', 'chunk computed', 'run settled']])
    expect(episodes.badRequest.messages()).toEqual(['file rejected'])
  })

  it('log what an import has computed again as the run that it is', () => {
    const messages = episodes.revoked.documents.flatMap(({ _aws, message }) => (_aws ? [] : [String(message)]))
    expect([messages, episodes.revoked.deadLetters]).toEqual([['registry imported', 'file read', 'chunk computed', 'run settled'], []])
    expect(new Set(episodes.revoked.documents.flatMap(({ run }) => run ?? [])).size).toBe(1)
  })

  it('log a failed message at each of its five receives, and then it is a dead letter', () => {
    expect([episodes.unknownKind.messages(), episodes.unknownKind.deadLetters]).toEqual([
      Array.from({ length: 5 }, () => 'message failed'),
      ['registry'],
    ])
    expect([episodes.damaged.messages(), episodes.damaged.deadLetters]).toEqual([
      ['file read', ...Array.from({ length: 5 }, () => 'message failed')],
      ['compute'],
    ])
    expect([episodes.other.messages(), episodes.other.deadLetters]).toEqual([
      ['file read', 'chunk computed', ...Array.from({ length: 5 }, () => 'message failed')],
      ['settle'],
    ])
  })

  it.each([
    'entitlements',
    'payees',
    'unknownKind',
    'yearBefore',
    'good',
    'again',
    'rejected',
    'damaged',
    'other',
    'dryRun',
    'revoked',
    'requested',
    'requestedAgain',
    'badRequest',
  ] as const)('tell nothing about a person, an account or a wage: %s', (name) => {
    expect(episodes[name].lines.length).toBeGreaterThan(0)
    expect(told(episodes[name].lines)).toEqual([])
  })

  it('not even where the error itself does: the parser quotes what it cannot read, the log gives the place', () => {
    expect(told([quoted])).not.toEqual([])
    expect(episodes.damaged.documents.filter(({ message }) => message === 'message failed').map(({ error }) => String(error))).toEqual(
      Array.from({ length: 5 }, () => expect.stringMatching(/^SyntaxError at /) as string),
    )
  })

  it('nor outside these episodes', () => {
    expect(told(lines)).toEqual([])
  })

  it('metrics have the namespace, the one dimension and the units that the alarms expect', () => {
    const described = lines
      .flatMap((written) => written.split('\n'))
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line) as Embedded)
    expect(described.length).toBeGreaterThan(0)
    for (const { _aws, service } of described) {
      expect(_aws?.CloudWatchMetrics.map(({ Namespace, Dimensions }) => [Namespace, Dimensions, service])).toEqual([
        [METRIC_NAMESPACE, [['service']], METRIC_SERVICE],
      ])
      for (const { Name, Unit } of _aws?.CloudWatchMetrics[0]?.Metrics ?? []) expect(Unit).toBe(METRICS[Name as MetricName])
    }
  })

  it('every message counts its troubles, zeros too', () => {
    for (const name of ['Faults', 'AssertionsFailed', 'ControlTotalsDiffer', 'PaymentsExistWithOtherAmount'] as const) {
      expect([name, episodes.entitlements.metric(name), episodes.good.metric(name), episodes.rejected.metric(name)]).toEqual([
        name,
        [0],
        [0, 0, 0],
        [0],
      ])
    }
  })

  it('a run that is settled began once and ended once, a rejected or repeated file too, a dry run and a request too', () => {
    const { good, again, rejected, dryRun, revoked, requested, requestedAgain, badRequest } = episodes
    for (const episode of [good, again, rejected, dryRun, revoked, requested, requestedAgain, badRequest])
      expect([episode.metric('RunsStarted'), episode.metric('RunsEnded')]).toEqual([[1], [1]])
    expect([episodes.entitlements.metric('RunsStarted'), episodes.entitlements.metric('RunsEnded')]).toEqual([[], []])
  })

  it('a run that stands still began and did not end', () => {
    for (const episode of [episodes.damaged, episodes.other])
      expect([episode.metric('RunsStarted'), episode.metric('RunsEnded')]).toEqual([[1], []])
  })

  it('five receives of a damaged chunk are five faults, none of them an assertion of ours', () => {
    expect([episodes.damaged.sum('Faults'), episodes.damaged.sum('AssertionsFailed')]).toEqual([5, 0])
    expect([episodes.unknownKind.sum('Faults'), episodes.unknownKind.sum('AssertionsFailed')]).toEqual([5, 0])
  })

  it('a payment file that stands with other bytes is an assertion of ours, at each receive, and no fault', () => {
    const { other } = episodes
    expect(
      ['AssertionsFailed', 'PaymentsExistWithOtherAmount', 'ControlTotalsDiffer', 'Faults'].map((name) => other.sum(name as MetricName)),
    ).toEqual([5, 5, 0, 0])
  })

  it('the share of refused workers is that of the summary: of eight one without a grant, one unreadable, one refused by the law', async () => {
    const { counts } = JSON.parse(
      (await system.read('reports', outputKey(episodes.good.runId, REPORT_FILES.summary))).toString('utf8'),
    ) as { counts: Record<string, number> }
    expect(counts).toMatchObject({ workers: 8, withoutGrant: 1, refused: 2 })
    expect(episodes.good.metric('RefusedShare')).toEqual([37.5])
    expect(episodes.rejected.metric('RefusedShare')).toEqual([])
  })

  it('the total of a quarter is compared with that of the year before, 0 where there is none', async () => {
    const sum = async ({ runId }: Episode): Promise<number> =>
      Number(
        (
          JSON.parse((await system.read('reports', outputKey(runId, REPORT_FILES.summary))).toString('utf8')) as {
            payments: { sum: string }
          }
        ).payments.sum,
      )
    expect(episodes.yearBefore.metric('QuarterTotalShareOfLastYear')).toEqual([0])
    expect(episodes.good.metric('QuarterTotalShareOfLastYear')).toEqual([
      Math.floor(((await sum(episodes.good)) * 100) / (await sum(episodes.yearBefore))),
    ])
  })
})

/** What happens to runs and payments that wait, and to what is lost or stands still. */
const EPISODES = [
  'waits',
  'own',
  'released',
  'confirmed',
  'paused',
  'recovery',
  'recovered',
  'resumed',
  'malformed',
  'found',
  'nobody',
  'abandoned',
  'stands',
  'helped',
  'rings',
  'without',
] as const

describe('release and sweep with logs and metrics on', () => {
  const lines: string[] = []
  let system: WatchedSystem
  const episodes = {} as Record<(typeof EPISODES)[number], Episode>

  beforeAll(async () => {
    listenTo(lines)
    system = await WatchedSystem.start(lines, {
      RUN_REFUSED_PERCENT_MAX: '10',
      ACCOUNT_RECOVERY_MAX: '100.00',
      CONFIRM_ACCOUNT_NUMBERS: 'yes',
    })
    await system.drop('registry/entitlements/all.csv', ENTITLEMENTS, CLERK)
    await system.drop('registry/payees/all.csv', PAYEES, CLERK)
    const waits = (episodes.waits = await system.drop(`declarations/${ANNA.inss}.csv`, valid('2025Q1'), CLERK))
    const ask = (name: string, person: string, ...requests: readonly string[]): Promise<Episode> =>
      system.drop(`release/${name}.csv`, `${requests.join('\n')}\n`, person)
    // What people write is theirs: numbers and names stand in targets and reasons.
    episodes.own = await ask('own', CLERK, `release;${waits.runId};;${NAMES[2]}`)
    episodes.released = await ask('released', CHIEF, `release;${waits.runId};;${ANNA.inss} ${NAMES[0]}`)
    episodes.confirmed = await ask(BRAM.inss, CHIEF, `release;${PAID}`, `release;${ANNA.inss}`, `retry;${PAID};${ACCOUNTS[0]}`)
    episodes.paused = await ask('paused', CHIEF, `pause;IMW;;${ACCOUNTS[0]} ${NAMES[1]}`)
    const oneWorker = declarationCsv(declared(PAID, 'FULL', 2, [declaredRow(BRAM, { quarter: '2025Q1' })]))
    episodes.recovery = await system.drop('declarations/recovery.csv', oneWorker, CLERK)
    episodes.recovered = await ask('recovered', CHIEF, `release;${PAID};2025Q1;${CEM.wage}`)
    episodes.resumed = await ask('resumed', CHIEF, 'resume;IMW')
    episodes.malformed = await ask('malformed', CHIEF, `release;"${ANNA.inss}`)
    system.withheld.add(`declarations/${DORA.inss}.csv`)
    const lost = await system.drop(`declarations/${DORA.inss}.csv`, valid('2024Q4'), CLERK)
    episodes.found = (await system.sweep(3)).of(lost.runId)
    // Nobody is known to have uploaded what was found: nobody can be the second person.
    episodes.nobody = await ask('nobody', CHIEF, `release;${lost.runId}`)
    episodes.abandoned = await ask('abandoned', CHIEF, `abandon;${lost.runId};;${NAMES[2]}`)
    const whole = new Map<string, Buffer>()
    system.before = {
      compute: async (key) => {
        const { runId = '', chunk = 0 } = parseTrigger(key) ?? {}
        whole.set(work.chunk(runId, chunk), whole.get(work.chunk(runId, chunk)) ?? (await system.read('work', work.chunk(runId, chunk))))
        await damaged(system, key)
      },
    }
    const stands = (episodes.stands = await system.drop('declarations/stands.csv', valid('2024Q2'), CLERK))
    episodes.helped = (await system.sweep(3)).of(stands.runId)
    await system.sweep(10)
    await system.sweep(17)
    episodes.rings = await system.sweep(18)
    system.before = {}
    // What is left out is told declaration by declaration, so the chunk must be readable.
    for (const [key, bytes] of whole) await system.put('work', key, bytes)
    episodes.without = await ask('without', CHIEF, `settle-without;${stands.runId};;${ANNA.inss}`)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await system.close()
  })

  it('a run that waits is told as such, under its id, once', () => {
    expect(episodes.waits.messages()).toEqual(['file read', 'chunk computed', 'run held'])
    expect([episodes.waits.metric('RunsHeld'), episodes.waits.metric('RunsStarted'), episodes.waits.metric('RunsEnded')]).toEqual([
      [1],
      [1],
      [],
    ])
  })

  it('a request is a run as every other, and ends also when it changes nothing', () => {
    for (const name of ['own', 'paused', 'nobody', 'abandoned'] as const) {
      expect([name, episodes[name].messages()]).toEqual([name, ['file read', 'chunk computed', 'run settled']])
      expect([name, episodes[name].metric('RunsStarted'), episodes[name].metric('RunsEnded'), episodes[name].deadLetters]).toEqual([
        name,
        [1],
        [1],
        [],
      ])
    }
    expect(episodes.malformed.messages()).toEqual(['file rejected'])
  })

  it('a run that is released or settled without its chunks ends beside its request', () => {
    for (const [name, run] of [
      ['released', 'waits'],
      ['without', 'stands'],
    ] as const) {
      expect([name, episodes[name].of(episodes[run].runId).messages()]).toEqual([name, ['run settled']])
      expect([name, episodes[name].sum('RunsEnded')]).toEqual([name, 2])
    }
  })

  it('a sweep says how much it found, and counts what stands still and what waits, zeros too', () => {
    const swept = (episode: Episode): Embedded | undefined => episode.documents.find(({ message }) => message === 'swept')
    expect(swept(episodes.found)).toMatchObject({ helped: 1, standingStill: 0, heldRuns: 0 })
    expect(episodes.found.messages()).toEqual(['file read', 'chunk computed', 'run held'])
    expect(episodes.found.metric('StandingStill')).toEqual([0])
    expect(swept(episodes.rings)).toMatchObject({ helped: 0, standingStill: 1 })
    expect(episodes.rings.metric('StandingStill')).toEqual([1])
    // HELD has a wrong IBAN in 2025Q1: its account waits, as nobody mends it.
    expect([episodes.found.metric('OpenHolds'), episodes.rings.metric('OpenHolds')]).toEqual([[1], [1]])
  })

  it('what a sweep helps on and does not get further is five receives and a dead letter again', () => {
    expect([episodes.stands.deadLetters, episodes.helped.deadLetters]).toEqual([['compute'], ['compute']])
    expect(episodes.helped.messages()).toEqual(Array.from({ length: 5 }, () => 'message failed'))
  })

  it.each(EPISODES)('tell nothing about a person, an account or a wage: %s', (name) => {
    expect(episodes[name].lines.length).toBeGreaterThan(0)
    expect(told(episodes[name].lines)).toEqual([])
  })

  it('nor outside these episodes', () => {
    expect(told(lines)).toEqual([])
  })
})

/** What comes back about payments, and what can be wrong with it. */
const RETURNS = ['paid', 'refused', 'again', 'lifted', 'strange', 'garbled', 'doctype', 'list', 'released', 'changed', 'damaged'] as const

describe('answers of the bank and returned money with logs and metrics on', () => {
  const lines: string[] = []
  let system: WatchedSystem
  const episodes = {} as Record<(typeof RETURNS)[number], Episode>

  beforeAll(async () => {
    listenTo(lines)
    system = await WatchedSystem.start(lines)
    await system.drop('registry/entitlements/all.csv', ENTITLEMENTS, CLERK)
    await system.drop('registry/payees/all.csv', PAYEES, CLERK)
    const paid = (episodes.paid = await system.drop('declarations/paid.csv', valid('2025Q1'), CLERK))
    const payment = await firstPayment(system, paid.runId)
    const later = await firstPayment(system, (await system.drop('declarations/later.csv', valid('2024Q4'), CLERK)).runId)
    const listed = [{ paymentId: payment.paymentId, status: 'RJCT', reason: 'AM05', text: `${BANK_WRITES} ${ACCOUNTS[0]}` }]
    const refusal = answerAbout(paid.runId, { groupStatus: 'PART', listed })
    // Banks name their files after accounts and people name theirs after people.
    episodes.refused = await system.drop(`returns/${ACCOUNTS[0]}.xml`, refusal, CLERK)
    episodes.again = await system.drop('returns/again.xml', refusal, CLERK)
    const ask = (name: string, request: string): Promise<Episode> => system.drop(`release/${name}.csv`, `${request}\n`, CHIEF)
    episodes.lifted = await ask('lifted', `release;${PAID};2025Q1;${NAMES[2]}`)
    const strangers = [ANNA.inss, ACCOUNTS[0]].map((paymentId) => ({ paymentId, status: 'RJCT', text: NAMES[1] }))
    episodes.strange = await system.drop('returns/strange.xml', answerAbout(paid.runId, { listed: strangers }), CLERK)
    episodes.garbled = await system.drop('returns/garbled.xml', refusal.slice(0, refusal.indexOf(BANK_WRITES) + 20), CLERK)
    episodes.doctype = await system.drop('returns/doctype.xml', refusal.replace('<Document', `<!DOCTYPE x "${NAMES[0]}"><Document`), CLERK)
    episodes.list = await system.drop(
      `returns/manual/${CEM.inss}.csv`,
      [
        `${later.paymentId};${later.amount};2025-11-03;AC04;${BANK_WRITES}`,
        `${ANNA.inss};${ANNA.wage};2025-11-03;AC04;${NAMES[0]}`,
        `${later.paymentId};${BRAM.wage};${ACCOUNTS[0]};${NAMES[1]};${BANK_WRITES}`,
      ].join('\n'),
      CLERK,
    )
    episodes.released = await ask('released', `release;${episodes.list.runId};;${BANK_WRITES}`)
    episodes.changed = await system.drop(
      'registry/payees/changed.csv',
      payeesCsv(payee(PAID, { name: NAMES[1], iban: ibanOf('7350835913') })),
      CLERK,
    )
    system.before = {
      returns: async () => {
        await system.put('payments', outputKey(paid.runId, PAYMENT_FILES.instructions), `x${ANNA.inss};${ACCOUNTS[0]};${NAMES[0]}\n`)
      },
    }
    episodes.damaged = await system.drop('returns/damaged.xml', refusal, CLERK)
    system.before = {}
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await system.close()
  })

  it('log an answer as the run that it is, under its id, also when it changes nothing', () => {
    for (const name of ['refused', 'again', 'strange'] as const) {
      expect([name, episodes[name].messages()]).toEqual([name, ['file read', 'chunk computed', 'run settled']])
      expect([name, episodes[name].metric('RunsStarted'), episodes[name].metric('RunsEnded')]).toEqual([name, [1], [1]])
    }
    for (const name of ['garbled', 'doctype'] as const) expect([name, episodes[name].messages()]).toEqual([name, ['file rejected']])
  })

  it('tell what was refused, and what was paid again, by numbers alone', () => {
    const settled = ({ documents }: Episode): Embedded[] => documents.filter(({ message }) => message === 'run settled')
    expect(settled(episodes.refused)).toMatchObject([{ run: episodes.refused.runId, payments: 0, claims: 0, held: 1 }])
    expect(settled(episodes.lifted)).toMatchObject([{ run: episodes.lifted.runId, payments: 1, claims: 0, held: 0 }])
    // The import asks for what the new account number frees: one run more in its episode.
    expect(settled(episodes.changed)).toMatchObject([{ payments: 1, claims: 0, held: 0 }])
  })

  it('tell of a list of returned money that it waits, and that it ended once somebody else had released it', () => {
    expect([episodes.list.messages(), episodes.list.metric('RunsHeld')]).toEqual([['file read', 'chunk computed', 'run held'], [1]])
    expect(episodes.released.of(episodes.list.runId).messages()).toEqual(['run settled'])
  })

  it('tell nothing of the lines of a payment file that cannot be read, only the place in the code', () => {
    expect(episodes.damaged.deadLetters).toEqual(['returns'])
    expect(episodes.damaged.documents.filter(({ message }) => message === 'message failed').map(({ error }) => String(error))).toEqual(
      Array.from({ length: 5 }, () => expect.stringMatching(/^SyntaxError at /) as string),
    )
  })

  it.each(RETURNS)('tell nothing about a person, an account or a wage, and no word of the bank: %s', (name) => {
    expect(episodes[name].lines.length).toBeGreaterThan(0)
    expect(told(episodes[name].lines)).toEqual([])
  })

  it('while the reports do say what the bank writes', async () => {
    const report = await system.read('reports', outputKey(episodes.refused.runId, REPORT_FILES.exceptionsCsv))
    expect(report.toString('utf8')).toContain(BANK_WRITES)
  })

  it('nor outside these episodes', () => {
    expect(told(lines)).toEqual([])
  })
})

/** The first payment that a run ordered. */
async function firstPayment(system: WatchedSystem, runId: string): Promise<{ readonly paymentId: string; readonly amount: string }> {
  const lines = (await system.read('payments', outputKey(runId, PAYMENT_FILES.instructions))).toString('utf8')
  return JSON.parse(lines.split('\n')[0] ?? '') as { paymentId: string; amount: string }
}

describe('an error that is not ours', () => {
  const failing = async (error: Error): Promise<string> => {
    const lines: string[] = []
    const logger = new Logger({ logLevel: 'DEBUG' })
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((piece) => {
        lines.push(String(piece))
        return true
      }),
    )
    const body = JSON.stringify({
      Records: [{ eventTime: NOW, s3: { bucket: { name: 'work' }, object: { key: 'run/000001.compute', sequencer: '1' } } }],
    })
    try {
      await queueHandler(() => Promise.reject(error), logger)({ Records: [{ messageId: 'm1', body }] } as unknown as SQSEvent)
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
    expect(lines).toHaveLength(1)
    return lines[0] ?? ''
  }

  it.each([
    ['quotes a worker', `no place for ${ANNA.inss}`],
    ['quotes a name that reads like a place', `the payee ${NAMES[1]} has the account ${ACCOUNTS[0]}`],
    ['quotes a worker and a place', `Unexpected token in "${ANNA.inss}" at position 12`],
    ['quotes a worker on a second line that reads like a place', `cannot read\n    at ${ANNA.inss} (${ACCOUNTS[0]}:1:2)`],
  ])('%s: the log gives only its name and the place in the code', async (_, message) => {
    const line = await failing(new TypeError(message))
    expect(told([line])).toEqual([])
    expect(JSON.parse(line)).toMatchObject({
      message: 'message failed',
      messageId: 'm1',
      error: expect.stringMatching(/^TypeError at .*logs\.test\.ts:\d+:\d+\)?$/) as string,
    })
  })
})
