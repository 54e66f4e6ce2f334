// Understands files that are refused as a whole: their code, their reports, and that nothing of them reaches the ledger; then the embedded services as a guest uses them.
import { once } from 'node:events'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { basename, join } from 'node:path'
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDatabase } from '../../../infra/local/database.ts'
import {
  cli,
  filesOf,
  Folders,
  NOW,
  processSamples,
  readExceptions,
  readJson,
  readLines,
  readSummary,
  REGISTRY,
  sample,
  startCli,
  workerOf,
  type CliResult,
} from '../../support/cli.ts'
import { withWrongCheck } from '../../support/numbers.ts'

const REPORTS = [
  'acknowledgement.json',
  'calculations.jsonl',
  'claims.jsonl',
  'exceptions.csv',
  'exceptions.html',
  'exceptions.json',
  'held.jsonl',
  'summary.json',
]
/** Only of a run that pays. */
const PAYMENTS = [
  'annotated.csv',
  'manifest.json',
  'payment-instructions.jsonl',
  'payments-001.pain.001.xml',
  'reconciliation.csv',
  'reconciliation.json',
  'statement.csv',
  'statements',
]

/** Two workers of KOR in 2024Q4: 2880.00 + 1200.00 + 584.00 for KOR-01, 1800.00 for KOR-04. */
const GOOD_LINES = readFileSync(sample('rejected/three-fields.csv'), 'utf8').split('\n').slice(0, 3)
const GOOD = `${GOOD_LINES.join('\n')}\n`

/** File, code, and what the message says. */
const BAD: readonly (readonly [file: string, code: string, says: RegExp])[] = [
  ['empty.csv', 'FIL-001', /empty/],
  ['header-only.csv', 'FIL-001', /no declaration lines/],
  ['missing-column.csv', 'FIL-003', /columns are missing: hours_paid/],
  ['wrong-total.csv', 'FIL-006', /states a sum of gross wages of 13,000\.00 euros\. In the file the sum is 13,500\.00 euros/],
  ['latin-1.csv', 'FIL-004', /not stored as UTF-8/],
  ['truncated.csv.gz', 'FIL-005', /damaged or cut off/],
  ['open-quote.csv', 'FIL-005', /opened on line 3 is never closed/],
  ['three-fields.csv', 'FIL-005', /Line 4 has 3 fields. Expected: 17/],
  ['big-cell.csv', 'FIL-007', /larger than 64 KiB/],
  ['picture.csv', 'FIL-004', /not stored as UTF-8/],
  ['after-total.csv', 'FIL-005', /Line 3 comes after the TOTAL row/],
  ['declaration.txt', 'FIL-003', /does not end in/],
]
const GENERATED: Readonly<Record<string, string | Buffer>> = {
  'big-cell.csv': GOOD.replace('7500,00', 'x'.repeat(2 ** 20)),
  'picture.csv': Buffer.from([
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    ...Array.from({ length: 4096 }, (_, index) => (index * 151) % 256),
  ]),
  'after-total.csv': `${GOOD_LINES[0] ?? ''}\nTOTAL;rows=0;gross_wage=0,00\n${GOOD_LINES[1] ?? ''}\n`,
  'declaration.txt': GOOD,
}
const nameOf = (file: string): string => file.replace(/(\.csv)?\.[a-z]+$/, '')

const folders = new Folders()
afterAll(() => {
  folders.remove()
})

describe('a refused file', () => {
  let out: string
  let data: string
  let result: CliResult

  beforeAll(async () => {
    out = folders.create()
    data = folders.create()
    const sent = folders.create()
    for (const file of readdirSync(sample('rejected'))) copyFileSync(sample(join('rejected', file)), join(sent, file))
    for (const [file, content] of Object.entries(GENERATED)) writeFileSync(join(sent, file), content)
    const files = BAD.map(([file]) => join(sent, file))
    result = await processSamples([...files, ...files], out, '--data', data)
  })

  test('makes the call end with exit code 2 and a line that names the code', () => {
    expect(result).toMatchObject({ code: 2, stderr: '' })
    for (const [file, code] of BAD) expect(result.stdout.split('\n').filter((line) => line === `${file}  REJECTED ${code}`)).toHaveLength(2)
  })

  test.each(BAD)('%s: %s, all reports, no payment files; sent again unchanged, the same', (file, code, says) => {
    for (const run of [nameOf(file), `${nameOf(file)}-2`]) {
      expect(readdirSync(join(out, run)).toSorted()).toEqual(REPORTS)
      expect(readSummary(out, run)).toMatchObject({
        state: 'rejected',
        exceptions: { [code]: 1 },
        payments: { count: 0, sum: '0.00' },
        counts: { workers: 0, paid: 0 },
      })
      expect(readExceptions(out, run)).toMatchObject([
        { code, disposition: 'reject-file', message_en: expect.stringMatching(says) as string },
      ])
      expect(readJson(out, run, 'acknowledgement.json')).toMatchObject({
        file,
        runId: readSummary(out, run).runId,
        receivedAt: '2025-08-01T09:00:00.000Z',
      })
      for (const lines of ['calculations.jsonl', 'claims.jsonl', 'held.jsonl']) expect(readFileSync(join(out, run, lines), 'utf8')).toBe('')
      expect(readFileSync(join(out, run, 'exceptions.csv'), 'utf8').split('\r\n')).toHaveLength(3)
    }
  })

  describe('seen through `services`', () => {
    let services: ReturnType<typeof startCli>
    let ended: Promise<unknown>
    let endpoints: readonly string[]
    let s3: S3Client
    let dynamodb: DynamoDBClient

    beforeAll(async () => {
      services = startCli('services', '--data', data)
      ended = once(services, 'close')
      let stdout = ''
      for await (const piece of services.stdout) {
        stdout += String(piece)
        if (stdout.split('\n').length > 2) break
      }
      expect(stdout).toMatch(/^S3 http:\/\/127\.0\.0\.1:\d+\nDynamoDB http:\/\/127\.0\.0\.1:\d+\n$/)
      endpoints = stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1] ?? '')
      const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
      s3 = new S3Client({ ...settings, endpoint: endpoints[0] ?? '', forcePathStyle: true })
      dynamodb = new DynamoDBClient({ ...settings, endpoint: endpoints[1] ?? '' })
    })

    afterAll(() => {
      s3.destroy()
      dynamodb.destroy()
      services.kill('SIGKILL')
    })

    test('it left nothing in the ledger and nothing to pay', async () => {
      const { TableNames } = await dynamodb.send(new ListTablesCommand({}))
      expect(TableNames).toEqual(['kwartaalpremie-ledger', 'kwartaalpremie-registry', 'kwartaalpremie-runs'])
      expect(await dynamodb.send(new ScanCommand({ TableName: 'kwartaalpremie-ledger' }))).toMatchObject({ Count: 0 })
      for (const bucket of ['ledger', 'payments'])
        expect(await s3.send(new ListObjectsV2Command({ Bucket: `kwartaalpremie-${bucket}` }))).toMatchObject({ KeyCount: 0 })
    })

    test('its upload is kept as it came', async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'kwartaalpremie-inbox', Key: 'declarations/latin-1.csv' }))
      expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(readFileSync(sample('rejected/latin-1.csv')))).toBe(true)
    })

    test('a guest makes a bucket, puts, lists, gets and deletes, as `aws s3` does', async () => {
      await s3.send(new CreateBucketCommand({ Bucket: 'guest' }))
      await s3.send(new PutObjectCommand({ Bucket: 'guest', Key: 'notes/één.txt', Body: 'hallo' }))
      expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([
        'guest',
        ...['inbox', 'ledger', 'payments', 'reports', 'work'].map((name) => `kwartaalpremie-${name}`),
      ])
      expect(
        (await s3.send(new ListObjectsV2Command({ Bucket: 'guest', Prefix: 'notes/' }))).Contents?.map(({ Key, Size }) => [Key, Size]),
      ).toEqual([['notes/één.txt', 5]])
      expect(await (await s3.send(new GetObjectCommand({ Bucket: 'guest', Key: 'notes/één.txt' }))).Body?.transformToString()).toBe('hallo')
      await s3.send(new DeleteObjectCommand({ Bucket: 'guest', Key: 'notes/één.txt' }))
      expect(await s3.send(new ListObjectsV2Command({ Bucket: 'guest' }))).toMatchObject({ KeyCount: 0 })
    })

    test('it answers on 127.0.0.1 and on no other address of the machine', async () => {
      const addresses = Object.values(networkInterfaces())
        .flatMap((each) => each ?? [])
        .filter(({ scopeid }) => !scopeid)
        .map(({ address }) => address)
      // All of 127.0.0.0/8 is this machine on Linux: a server that listens everywhere would answer there.
      const others = [...new Set([...addresses, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])])].filter(
        (address) => address !== '127.0.0.1',
      )
      for (const endpoint of endpoints) {
        const port = Number(new URL(endpoint).port)
        expect(await answers('127.0.0.1', port)).toBe(true)
        for (const address of others) expect(await answers(address, port), address).toBe(false)
      }
    })

    test('a second process on the same data is told so, without a stack trace', async () => {
      const { code, stderr } = await processSamples([sample('correction.csv')], folders.create(), '--data', data)
      expect({ code, stderr }).toEqual({ code: 1, stderr: 'technical fault: the data folder is in use by another process\n' })
    })

    test('SIGTERM stops it: exit code 0, and nothing answers any more', async () => {
      services.kill('SIGTERM')
      expect(await ended).toEqual([0, null])
      for (const endpoint of endpoints) expect(await answers('127.0.0.1', Number(new URL(endpoint).port))).toBe(false)
    })
  })

  test('a data folder of an earlier version, whose runs lack an index, is told so before anything is done', async () => {
    const folder = folders.create()
    const earlier = await startDatabase(folder, { registry: 'registry', ledger: 'runs', runs: 'unused' })
    await earlier.close()
    await expect(startDatabase(folder, { registry: 'registry', ledger: 'ledger', runs: 'runs' })).rejects.toThrow(
      'the data folder is of an earlier version of this program, which goes on with it; this one needs another folder',
    )
  })

  test('mended it goes through, and the samples after it give what they give on fresh data', async () => {
    const [sent, good] = [folders.create(), folders.create()]
    const wrong = readFileSync(sample('rejected/wrong-total.csv'), 'utf8')
    writeFileSync(join(sent, 'wrong-total.csv'), wrong.replace('gross_wage=13000,00', 'gross_wage=13500,00'))
    const mended = await processSamples([join(sent, 'wrong-total.csv'), sample('original.csv')], good, '--data', data)
    expect(mended.code).toBe(0)
    expect(readdirSync(join(good, 'wrong-total')).toSorted()).toEqual([...REPORTS, ...PAYMENTS].toSorted())
    expect(readSummary(good, 'wrong-total')).toMatchObject({
      state: 'settled',
      payments: { count: 1, sum: '6464.00' },
      exceptions: { 'ENT-009': 2 },
    })
    expect(readSummary(good, 'original')).toMatchObject({
      state: 'settled',
      payments: { count: 13, sum: '117963.84' },
      held: { count: 6, sum: '18600.00' },
    })
  })
})

describe('files of one name in one call', () => {
  let out: string
  let runs: readonly { readonly folder: string; readonly runId: string }[]

  beforeAll(async () => {
    const [one, other] = [folders.create(), folders.create()]
    out = folders.create()
    const declarations = [join(one, 'q.csv'), join(one, 'q-2.csv'), join(other, 'q.csv')]
    for (const [index, file] of declarations.entries())
      writeFileSync(file, GOOD.replace('6000,00', `${6000 + index},00`).replaceAll(';1;FULL;', `;${index + 1};FULL;`))
    copyFileSync(sample('entitlements.csv'), join(one, 'registry.csv'))
    copyFileSync(sample('payees.csv'), join(other, 'registry.csv'))
    const { stdout } = await cli(
      'process',
      ...declarations,
      '--entitlements',
      join(one, 'registry.csv'),
      '--payees',
      join(other, 'registry.csv'),
      '--now',
      NOW,
      '--out',
      out,
      '--json',
    )
    runs = (JSON.parse(stdout) as { runs: typeof runs }).runs
  })

  test('a declaration q.csv, one q-2.csv and another q.csv have three folders', () => {
    expect(new Set(runs.map(({ folder }) => folder)).size).toBe(3)
    for (const { folder, runId } of runs) expect(readJson(folder, 'summary.json')).toMatchObject({ runId })
  })

  test('grants and payees that are both called registry.csv have two reports', () => {
    expect([...filesOf(out).keys()].filter((file) => basename(file) === 'registry-report.csv')).toHaveLength(2)
  })
})

/** Whether something accepts a connection there. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket
      .once('connect', () => {
        end(true)
      })
      .once('error', () => {
        end(false)
      })
  })
}

describe('a registry file', () => {
  const [, , , payees = '', , establishments = ''] = REGISTRY
  const grants = readFileSync(sample('entitlements.csv'), 'utf8').split('\n')
  const header = grants[0] ?? ''
  const grantOf = (id: string): string => grants.find((line) => line.startsWith(id)) ?? ''

  test('that is malformed: exit code 2, its report says where, and no declaration is processed', async () => {
    const [sent, out] = [folders.create(), folders.create()]
    const file = join(sent, 'grants.csv')
    writeFileSync(file, `${header}\n${grantOf('KOR-01').replace('MEDIUM', '"MEDIUM')}\n`)
    const { code, stdout, stderr } = await cli(
      'process',
      sample('original.csv'),
      '--entitlements',
      file,
      '--payees',
      payees,
      '--now',
      NOW,
      '--out',
      out,
    )
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'a registry file was rejected: no declaration is processed until it is mended\n' })
    expect(stdout).toContain(`entitlements: grants.csv  REJECTED, see ${join(out, 'entitlements', 'registry-report.csv')}`)
    expect(readFileSync(join(out, 'entitlements', 'registry-report.csv'), 'utf8').split('\r\n')[1]).toMatch(/^REG-004;/)
    expect([...filesOf(out).keys()].filter((name) => basename(name) !== 'registry-report.csv')).toEqual(['index.html'])
    expect(existsSync(join(out, 'original'))).toBe(false)
  })

  test('with bad rows: they are reported, the good ones are stored and pay', async () => {
    const [sent, out] = [folders.create(), folders.create()]
    const rows = [
      grantOf('KOR-01'),
      grantOf('KOR-02').replace(workerOf('KOR-02'), withWrongCheck(workerOf('KOR-02'))),
      grantOf('KOR-04').replace('IMW_2Y', ''),
      grantOf('KOR-05').replace('2023Q3', '2023Q2'),
    ]
    writeFileSync(join(sent, 'grants.csv'), [header, ...rows, ''].join('\n'))
    writeFileSync(join(sent, 'good.csv'), GOOD)
    const { code, stdout } = await cli(
      'process',
      join(sent, 'good.csv'),
      '--entitlements',
      join(sent, 'grants.csv'),
      '--payees',
      payees,
      '--establishments',
      establishments,
      '--now',
      NOW,
      '--out',
      out,
    )
    expect(code).toBe(0)
    expect(stdout).toContain(`entitlements: grants.csv  stored; 3 row(s) to look at in ${join(out, 'entitlements', 'registry-report.csv')}`)
    const report = readFileSync(join(out, 'entitlements', 'registry-report.csv'), 'utf8')
      .split('\r\n')
      .slice(1, -1)
    expect(report.map((line) => line.split(';')).map(([reported, , , line]) => [reported, line])).toEqual([
      ['REG-002', '3'],
      ['REG-001', '4'],
      ['REG-003', '5'],
    ])
    expect(readFileSync(join(out, 'entitlements', 'registry-report.csv'), 'utf8')).not.toContain(withWrongCheck(workerOf('KOR-02')))
    expect(readSummary(out, 'good')).toMatchObject({
      payments: { count: 1, sum: '4664.00' },
      counts: { paid: 1, withoutGrant: 1 },
      exceptions: { 'ENT-001': 1 },
    })
    expect(readLines<{ amount: string }>(out, 'good', 'payment-instructions.jsonl')).toMatchObject([{ amount: '4664.00' }])
  })
})
