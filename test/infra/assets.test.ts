// What is deployed is what was tested: the bundles of the synthesized template process the samples on the embedded services, with only their environment and permissions.
import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { QueueHandler } from '../../functions/runtime/queue.ts'
import { Dispatcher, scheduledEvent } from '../../infra/local/dispatcher.ts'
import { startQueuesServer, type QueuesServer } from '../../infra/local/queues-server.ts'
import { copyRun } from '../../infra/local/results.ts'
import { BUCKET_NAMES, startServices, startSystem, TABLE_NAMES, type LocalSystem, type Services } from '../../infra/local/system.ts'
import {
  BUCKETS,
  PAYMENT_FILES,
  PREFIXES,
  REPORT_FILES,
  stageOf,
  SWEEP_REPORT_KEY,
  TABLES,
  type FunctionName,
  type StageName,
} from '../../shared/pipeline/layout.ts'
import { collect } from '../../shared/pipeline/records.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { CONTROLS, Losses, tellControls, type StoryRuns } from '../support/aws/controls-story.ts'
import {
  dynamodbPermissions,
  s3Permissions,
  sqsPermissions,
  startRecordingProxy,
  type RecordingProxy,
} from '../support/aws/recording-proxy.ts'
import { allowedBy, matches, resourcesOf, textOf, type Template } from '../support/aws/template.ts'
import { SILENT } from '../support/memory-ports.ts'
import { testInss } from '../support/numbers.ts'
import { assemblyOf } from '../support/template.ts'
import { tellReturns } from './returns-story.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STAGES: readonly StageName[] = ['registry', 'intake', 'recompute', 'release', 'returns', 'compute', 'settle']
const FUNCTIONS: readonly FunctionName[] = [...STAGES, 'sweep']
const NOW = new Date('2025-08-01T09:00:00Z')
const BUNDLE_BYTES_MAX = 1.5 * 1024 * 1024

const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-assets-'))
const ends: (() => Promise<unknown> | undefined)[] = []

interface DeployedFunction {
  readonly bundle: string
  readonly roleId: string
  /** Exactly the variables of the template; references are logical ids. */
  readonly variables: Readonly<Record<string, string>>
}

/** What `cdk synth` has left. */
let assembly: string
let template: Template
let functions: Readonly<Record<FunctionName, DeployedFunction>>
const imported: Partial<Record<FunctionName, number>> = {}
/** Of every process that ran a function, in whatever scenario. */
const proxies: Partial<Record<FunctionName, RecordingProxy[]>> = {}

beforeAll(async () => {
  assembly = await assemblyOf('test')
  template = JSON.parse(readFileSync(join(assembly, 'Kwartaalpremie-test.template.json'), 'utf8')) as Template
  functions = Object.fromEntries(FUNCTIONS.map((name) => [name, deployed(name)])) as unknown as typeof functions
})

afterAll(async () => {
  for (const end of ends.toReversed()) await end()
  rmSync(folder, { recursive: true, force: true })
})

function deployed(name: FunctionName): DeployedFunction {
  const [, found] = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith(`${name}function`))!
  const { Code, Role, Environment } = found.Properties as {
    Code: { S3Key: string }
    Role: { 'Fn::GetAtt': [string, string] }
    Environment: { Variables: Record<string, unknown> }
  }
  const variables = Object.fromEntries(Object.entries(Environment.Variables).map(([variable, value]) => [variable, textOf(value)]))
  return { bundle: join(assembly, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs'), roleId: Role['Fn::GetAtt'][0], variables }
}

/** Logical ids of the template stand for the names of the embedded buckets and tables, found through the variable that names both. */
function names(): {
  readonly local: Map<string, string>
  readonly bucketId: (name: string) => string
  readonly tableId: (name: string) => string
} {
  const { variables } = functions.settle
  const buckets = BUCKETS.map((bucket) => [variables[`${bucket.toUpperCase()}_BUCKET`] ?? '', BUCKET_NAMES[bucket]] as const)
  const tables = TABLES.map((table) => [variables[`${table.toUpperCase()}_TABLE`] ?? '', TABLE_NAMES[table]] as const)
  const idIn =
    (pairs: readonly (readonly [string, string])[]) =>
    (name: string): string =>
      pairs.find(([, local]) => local === name)?.[0] ?? `unknown:${name}`
  return { local: new Map([...buckets, ...tables]), bucketId: idIn(buckets), tableId: idIn(tables) }
}

/** The KMS key that the template names for a bucket or table. */
function keyOf(logicalId: string): string {
  const { Type, Properties } = template.Resources[logicalId]!
  if (Type === 'AWS::S3::Bucket') {
    const {
      ServerSideEncryptionConfiguration: [rule],
    } = Properties.BucketEncryption as {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: unknown } }]
    }
    return textOf(rule.ServerSideEncryptionByDefault.KMSMasterKeyID)
  }
  return textOf((Properties.SSESpecification as { KMSMasterKeyId: unknown }).KMSMasterKeyId)
}

/** What a scenario runs on: the embedded services, and limits that its deployment turns on. */
interface Ground {
  readonly services: Services
  readonly queues: QueuesServer
  readonly controls: Readonly<Record<string, string>>
}

/** Starts a function of the template in its own process and gives a handler that asks it. */
async function startFunction(name: FunctionName, { services, queues, controls }: Ground): Promise<QueueHandler> {
  const { local, bucketId, tableId } = names()
  const { bundle, variables } = functions[name]
  const queueIds = new Map(
    STAGES.flatMap((stage) => [
      [`/000000000000/${stage}`, variables[`${stage.toUpperCase()}_QUEUE_URL`] ?? ''],
      [`/000000000000/${stage}-dead-letters`, variables[`${stage.toUpperCase()}_DEAD_LETTERS_URL`] ?? ''],
    ]),
  )
  const s3 = await startRecordingProxy(services.s3.endpoint, s3Permissions(bucketId, keyOf))
  const dynamodb = await startRecordingProxy(services.dynamodbEndpoint, dynamodbPermissions(tableId, keyOf))
  const sqs = await startRecordingProxy(
    queues.endpoint,
    sqsPermissions((address) => queueIds.get(new URL(address).pathname) ?? `unknown:${address}`),
  )
  proxies[name] = [...(proxies[name] ?? []), s3, dynamodb, sqs]
  for (const [path, id] of queueIds) if (id !== '') local.set(id, `${sqs.endpoint}${path}`)
  const environment = {
    ...Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, local.get(value) ?? value])),
    ...controls,
    // What Lambda itself gives, and the endpoints.
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
  }
  const child = fork(fileURLToPath(new URL('../support/aws/lambda-process.ts', import.meta.url)), [bundle], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  ends.push(
    () => s3.close(),
    () => dynamodb.close(),
    () => sqs.close(),
    () => ended(child),
  )
  const answers = new Map<number, (message: { answer?: Awaited<ReturnType<QueueHandler>>; error?: string }) => void>()
  const started = new Promise<number>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error(`${name} ended`))
    })
    child.on('message', (message: { importedMs?: number; id?: number; answer?: Awaited<ReturnType<QueueHandler>>; error?: string }) => {
      if (message.importedMs !== undefined) resolve(message.importedMs)
      else answers.get(message.id ?? -1)?.(message)
    })
  })
  imported[name] = await started
  let count = 0
  return (event) =>
    new Promise((resolve, reject) => {
      const id = (count += 1)
      answers.set(id, ({ answer, error }) => {
        if (answer) resolve(answer)
        else reject(new Error(error))
      })
      child.send({ id, event })
    })
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve()
      return
    }
    child.once('exit', () => {
      resolve()
    })
    child.disconnect()
  })

const sample = (file: string): Buffer => readFileSync(join(ROOT, 'test/samples', file))

const grantRows = (): string[][] =>
  sample('entitlements.csv')
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.split(';'))

/** One of the sample grants, revoked. */
function withRevoked(entitlementId: string, from: string): string {
  const [header = [], ...rows] = grantRows()
  const cells = rows.find(([id]) => id === entitlementId) ?? []
  return `${header.join(';')}\n${cells.with(header.indexOf('revoked_from'), from).join(';')}\n`
}
const inssOf = (entitlementId: string): string => grantRows().find(([id]) => id === entitlementId)?.[2] ?? ''

/** What is dropped, in this order: registry, a dry run, declarations, and then what has declared accounts computed again. */
const FILES: readonly (readonly [key: string, body: Buffer | string])[] = [
  ...['entitlements', 'payees', 'establishments'].map(
    (kind) => [`${PREFIXES.registry}${kind}/${kind}.csv`, sample(`${kind}.csv`)] as const,
  ),
  [`${PREFIXES.dryRun}original.csv`, sample('original.csv')],
  ...['original.csv', 'correction.csv', 'late.csv', 'dmfa.xml', 'attests.xml', 'attests-changed.xml', 'rejected/wrong-total.csv'].map(
    (file) => [`${PREFIXES.declarations}${basename(file)}`, sample(file)] as const,
  ),
  [`${PREFIXES.registry}entitlements/revoked.csv`, withRevoked('KOR-01', '2025Q1')],
  [`${PREFIXES.registry}aliases/aliases.csv`, `old_inss;new_inss\n${inssOf('KOR-02')};${testInss('1985-07-02', 36)}\n`],
  [`${PREFIXES.recomputeDryRun}all.csv`, 'employer_number;quarter\nall;2025Q1\n'],
  [`${PREFIXES.recompute}one.csv`, '0110100146;\n0110100146;2019Q1\n'],
  [`${PREFIXES.recompute}unreadable.csv`, '0110100146;"2025Q1'],
]

/** The whole system made of the template's functions, with these limits turned on. */
async function startDeployed(controls: Ground['controls'], isWithheld?: (key: string) => boolean): Promise<LocalSystem> {
  const listening: { dispatcher?: Dispatcher } = {}
  const services = await startServices({ data: undefined, now: () => NOW, ...(isWithheld ? { isWithheld } : {}) }, (event) => {
    listening.dispatcher?.accept(event)
  })
  ends.push(() => services.close())
  const queues = await startQueuesServer(
    (stage) => listening.dispatcher?.backlog(stage) ?? 0,
    (stage) => listening.dispatcher?.deadLettersOf(stage) ?? 0,
  )
  ends.push(() => queues.close())
  // One after the other, so that each has the machine for its import.
  const started: [FunctionName, QueueHandler][] = []
  for (const name of FUNCTIONS) started.push([name, await startFunction(name, { services, queues, controls })])
  const handlers = Object.fromEntries(started) as Record<FunctionName, QueueHandler>
  const bucketOf = new Map(BUCKETS.map((bucket) => [BUCKET_NAMES[bucket], bucket]))
  const dispatcher = new Dispatcher({
    handlers,
    complete: (id) => services.s3.complete(id),
    stageOf: ({ bucket, key }) => stageOf(bucketOf.get(bucket) ?? 'work', key)!,
  })
  listening.dispatcher = dispatcher
  ends.push(() => dispatcher.stop())
  return {
    ...services,
    dispatcher,
    sweep: async (at) => {
      expect(await handlers.sweep(scheduledEvent(at))).toEqual({ batchItemFailures: [] })
    },
  }
}

/** The system that was tested, with these limits, and paid by whom the template says: its own debtor is nobody's. */
async function startTested(controls: Ground['controls'], isWithheld?: (key: string) => boolean): Promise<LocalSystem> {
  const payer = Object.entries(functions.settle.variables).filter(([name]) => /^(DEBTOR|PAYMENT)_/.test(name))
  for (const [name, value] of [...payer, ...Object.entries(controls)]) vi.stubEnv(name, value)
  try {
    const system = await startSystem({ data: undefined, now: () => NOW, ...(isWithheld ? { isWithheld } : {}) })
    ends.push(() => system.close())
    return system
  } finally {
    vi.unstubAllEnvs()
  }
}

/** Drops the files one after the other and copies the results of all runs: those of the files, and those that imports have asked for. */
async function processSamples({ dispatcher, ...of }: LocalSystem, out: string): Promise<void> {
  const client = new S3Client({
    endpoint: of.s3.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  for (const [key, body] of FILES) {
    await new Upload({ client, params: { Bucket: BUCKET_NAMES.inbox, Key: key, Body: body } }).done()
    await dispatcher.idle()
    expect(dispatcher.deadLetters).toEqual([])
  }
  client.destroy()
  await copyRuns(of, out)
}

/** The results of every run that an upload has begun. */
async function copyRuns(of: Services, out: string): Promise<void> {
  const client = new S3Client({
    endpoint: of.s3.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: BUCKET_NAMES.inbox }))
  client.destroy()
  const { objects } = createDependencies(of.environment, SILENT)
  for (const { Key: key = '', VersionId: versionId = '' } of Versions)
    if (stageOf('inbox', key) !== 'registry')
      await copyRun(objects, runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }), join(out, folderOf(key)))
}

const folderOf = (key: string): string => key.replaceAll('/', '-')

/** Every file below a folder with the hash of its bytes. */
function bytesBelow(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(root, file)).isFile())
  return Object.fromEntries(
    files.toSorted().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
    ]),
  )
}

/** Permissions of a stage that the samples do not need, each with the situation that does. */
const RARELY_USED: Readonly<Record<string, string>> = {
  'registry: s3:AbortMultipartUpload of reports/*': 'a report larger than one part that fails',
  'intake: s3:PutObject of work/*/*.segment': 'more than 20,000 attests of a file are sorted in parts',
  'intake: s3:GetObject of work/*/*.segment': 'more than 20,000 attests of a file are sorted in parts',
  'intake: s3:AbortMultipartUpload of reports/*': 'a report larger than one part that fails',
  'release: s3:AbortMultipartUpload of reports/*': 'a report larger than one part that fails',
  'sweep: s3:ListBucket of reports': 'a file was rejected, or a run waits, and it was not told',
  'recompute: dynamodb:GetItem of runs': 'a request is delivered again',
  'recompute: s3:AbortMultipartUpload of reports/*': 'a report larger than one part that fails',
  'returns: dynamodb:GetItem of runs': 'an answer is delivered again',
  'returns: s3:AbortMultipartUpload of reports/*': 'a report larger than one part that fails',
  'settle: s3:PutObject of inbox/recompute/*': 'the registry changes while settle books',
  'settle: s3:AbortMultipartUpload of payments/*': 'an order larger than one part that fails',
  'settle: s3:AbortMultipartUpload of reports/*': 'a report larger than one part that fails',
}

/** Codes that answer the requests and answers of the stories, by their place in the inbox. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'release/own.csv': ['REL-004'],
  'release/released.csv': ['REL-002'],
  'release/registered.csv': ['REL-004'],
  'release/confirmed.csv': ['REL-002'],
  'release/paused.csv': ['REL-002'],
  'release/still.csv': ['REL-002'],
  'release/resumed.csv': ['REL-002'],
  'release/corrected.csv': ['REL-002', 'REL-003'],
  'release/without.csv': ['REL-002'],
  'release/abandoned.csv': ['REL-002'],
  'release/lost.csv': ['REL-003'],
  'returns/refused.xml': ['PAY-006'],
  'release/lifted.csv': ['REL-002'],
  'release/returned.csv': ['REL-002'],
  'returns/manual/list.csv': ['PAY-006'],
  'returns/stranger.xml': ['RET-001'],
  'returns/late.xml': [],
}

/** A permission of the template in words: `s3:GetObject of ledger/records/*`, `dynamodb:Query of registry`. */
function inWords({ action, pattern }: { readonly action: string; readonly pattern: string }): string {
  const [resource = '', ...keys] = pattern.split('/')
  return `${action} of ${[/storage([a-z]+?)(?:table)?[0-9A-F]{8}/.exec(resource)?.[1] ?? resource, ...keys].join('/')}`
}

describe('the deployed bundles', () => {
  it.each(FUNCTIONS)('%s is smaller than 1.5 MB with the SDK inside', (stage) => {
    expect(statSync(functions[stage].bundle).size).toBeLessThan(BUNDLE_BYTES_MAX)
  })

  it('process the samples to the same bytes as the system that was tested', async () => {
    await processSamples(await startDeployed({}), join(folder, 'deployed'))
    await processSamples(await startTested({}), join(folder, 'tested'))
    expect(bytesBelow(join(folder, 'deployed'))).toEqual(bytesBelow(join(folder, 'tested')))
    const said = (key: string, file: string): string => readFileSync(join(folder, 'deployed', folderOf(key), file), 'utf8')
    expect(said(`${PREFIXES.declarations}original.csv`, PAYMENT_FILES.instructions).length).toBeGreaterThan(1000)
    // The import of the revoked grant has asked for the worker's quarter.
    const requests = readdirSync(join(folder, 'deployed')).filter((name) => name.startsWith(folderOf(`${PREFIXES.recompute}import-`)))
    expect(requests.map((name) => said(name, REPORT_FILES.differences)).join('')).toContain('grant-revoked')
  })

  it('release what waits, take back what the bank refuses and help on what is lost to the same bytes as the system that was tested', async () => {
    /** One telling of both stories, with losses of its own. */
    const told = async (start: (isLost: (key: string) => boolean) => Promise<LocalSystem>, out: string): Promise<StoryRuns> => {
      const losses = new Losses()
      const system = await start(losses.isLost)
      const controls = await tellControls(system, losses, NOW)
      const runs = { ...controls, ...(await tellReturns(system, losses, NOW, controls)) }
      expect([system.dispatcher.deadLetters, losses.isUsedUp]).toEqual([[], true])
      await copyRuns(system, out)
      const report = await createDependencies(system.environment, SILENT).objects.read('reports', SWEEP_REPORT_KEY)
      writeFileSync(join(out, 'waiting.json'), await collect(report!))
      return runs
    }
    const [deployedTo, testedTo] = [join(folder, 'deployed-controls'), join(folder, 'tested-controls')]
    const runs = await told((isLost) => startDeployed(CONTROLS, isLost), deployedTo)
    expect(await told((isLost) => startTested(CONTROLS, isLost), testedTo)).toEqual(runs)
    expect(bytesBelow(deployedTo)).toEqual(bytesBelow(testedTo))
    // What was told of each request and answer of the stories.
    const answers = Object.entries(ANSWERS).map(([key]) => {
      const rows = JSON.parse(readFileSync(join(deployedTo, folderOf(key), REPORT_FILES.exceptionsJson), 'utf8')) as { code: string }[]
      return [key, [...new Set(rows.map(({ code }) => code).filter((code) => /^(REL|RET|PAY-006)/.test(code)))].toSorted()]
    })
    expect(Object.fromEntries(answers)).toEqual(ANSWERS)
    const report = JSON.parse(readFileSync(join(deployedTo, 'waiting.json'), 'utf8')) as Record<string, unknown[]>
    expect([report.standingStill, report.heldRuns, report.holds?.length]).toEqual([[], [], 8])
  })

  it.each(FUNCTIONS)('%s did its work with only the permissions of its role', (stage) => {
    const allowed = allowedBy(template, functions[stage].roleId)
    const used = (proxies[stage] ?? []).flatMap((proxy) => [...proxy.used.values()])
    expect(used.length).toBeGreaterThan(3)
    const missing = used.filter(
      ({ action, resource }) => !allowed.some((permission) => permission.action === action && matches(permission.pattern, resource)),
    )
    expect(missing).toEqual([])
  })

  const unusedBy = (stage: FunctionName): string[] => {
    const used = (proxies[stage] ?? []).flatMap((proxy) => [...proxy.used.values()])
    return (
      allowedBy(template, functions[stage].roleId)
        .filter(({ action }) => /^(s3:|dynamodb:|sqs:GetQueueAttributes$)/.test(action))
        // Lambda itself asks about the queue that it feeds the function from.
        .filter(({ action, pattern }) => !(action.startsWith('sqs:') && pattern.startsWith(`arn:${stage}queue`)))
        .filter(({ action, pattern }) => !used.some((permission) => permission.action === action && matches(pattern, permission.resource)))
        .map((permission) => `${stage}: ${inWords(permission)}`)
    )
  }

  it.each(FUNCTIONS)('%s has no permission that it does not use, but for the rare situations told here', (stage) => {
    expect(unusedBy(stage).filter((name) => !(name in RARELY_USED))).toEqual([])
  })

  it('the rare situations are those of permissions that nothing here used', () => {
    const unused = new Set(FUNCTIONS.flatMap(unusedBy))
    expect(Object.keys(RARELY_USED).filter((name) => !unused.has(name))).toEqual([])
  })

  it('were imported in the times told here', () => {
    // Told, not judged: machines are shared. See README for the figure.
    process.stdout.write(`import of the bundles: ${FUNCTIONS.map((name) => `${name} ${Math.round(imported[name] ?? 0)} ms`).join(', ')}\n`)
    expect(Object.keys(imported)).toHaveLength(FUNCTIONS.length)
  })
})
