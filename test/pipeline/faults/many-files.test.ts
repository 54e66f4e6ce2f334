// Understands a closing day on the embedded system: many files dropped at once, each settled once, and together exactly what was declared. FILES=n for more, SEED=n for another day.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { createDependencies } from '../../../functions/runtime/container.ts'
import { BUCKET_NAMES, startSystem, type LocalSystem } from '../../../infra/local/system.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { outputKey, PAYMENT_FILES, REPORT_FILES, type Bucket } from '../../../shared/pipeline/layout.ts'
import { collect } from '../../../shared/pipeline/records.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { SILENT } from '../../support/memory-ports.ts'
import type { Paid } from '../../support/pipeline-builders.ts'
import { closingDay, nameOf, type ClosingDay } from './many-files-world.ts'

const FILES = Number(process.env.FILES ?? 300)
const SEED = Number(process.env.SEED ?? 1)
const MILLISECONDS_EACH = 400

const cents = (text: string): bigint => BigInt(text.replace('.', ''))

/** Puts objects all at once: none waits for another, except for a connection. Gives their versions. */
async function dropped(files: readonly { readonly key: string; readonly text: string }[], { s3 }: LocalSystem): Promise<readonly string[]> {
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // With so many waiting for a connection the SDK would warn.
    requestHandler: { socketAcquisitionWarningTimeout: 3_600_000 },
  })
  try {
    return await Promise.all(
      files.map(async ({ key, text }) => {
        const { VersionId } = await client.send(new PutObjectCommand({ Bucket: BUCKET_NAMES.inbox, Key: key, Body: text }))
        return VersionId ?? 'none'
      }),
    )
  } finally {
    client.destroy()
  }
}

async function linesOf({ objects }: Dependencies, bucket: Bucket, key: string): Promise<Paid[]> {
  const body = await objects.read(bucket, key)
  const text = body ? (await collect(body)).toString('utf8') : ''
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Paid]))
}

interface Moved {
  readonly payments: number
  /** Cents by account, claims taken off. */
  readonly sums: ReadonlyMap<string, bigint>
  readonly twice: readonly string[]
}

/** What all runs instructed together; a run without a manifest pays nothing. */
async function movedBy(runs: readonly string[], dependencies: Dependencies): Promise<Moved> {
  const sums = new Map<string, bigint>()
  const ids = new Set<string>()
  const twice: string[] = []
  let payments = 0
  for (const runId of runs) {
    const isOrder = await dependencies.objects.exists('payments', outputKey(runId, PAYMENT_FILES.manifest))
    const orders = isOrder ? await linesOf(dependencies, 'payments', outputKey(runId, PAYMENT_FILES.instructions)) : []
    const claims = await linesOf(dependencies, 'reports', outputKey(runId, REPORT_FILES.claims))
    payments += orders.length
    for (const { paymentId, employerNumber, quarter, amount } of [...orders, ...claims]) {
      if (ids.has(paymentId)) twice.push(paymentId)
      ids.add(paymentId)
      const account = `${employerNumber} ${quarter}`
      sums.set(account, (sums.get(account) ?? 0n) + cents(amount))
    }
  }
  return { payments, sums, twice }
}

/** Accounts that have not exactly one entry of every file that names them. */
async function wrongAccounts({ files, filesOf }: ClosingDay, { ledger }: Dependencies): Promise<string[]> {
  const wrong: string[] = []
  for (const account of new Map(files.map((each) => [nameOf(each.account), each.account])).values()) {
    const entries = await ledger.entries(account)
    const runs = new Set(entries.map(({ runId }) => runId))
    if (runs.size !== filesOf.get(nameOf(account)) || entries.length !== runs.size)
      wrong.push(`${nameOf(account)}: ${entries.length} entries of ${runs.size} runs`)
  }
  return wrong
}

test.skipIf(FILES === 0)(
  `${FILES} files at once: each settled once, and together exactly what was declared`,
  { timeout: 60_000 + FILES * MILLISECONDS_EACH },
  async () => {
    const day = closingDay(FILES, SEED)
    let now = new Date('2024-10-14T09:00:00Z')
    const system = await startSystem({ data: undefined, now: () => now })
    try {
      const dependencies = createDependencies(system.environment, SILENT)
      await dropped(
        [
          { key: 'registry/entitlements/all.csv', text: day.entitlements },
          { key: 'registry/payees/all.csv', text: day.payees },
        ],
        system,
      )
      await system.dispatcher.idle()
      now = new Date('2024-10-15T09:00:00Z')
      const began = performance.now()
      const versions = await dropped(day.files, system)
      await system.dispatcher.idle()
      const seconds = (performance.now() - began) / 1000

      expect(system.dispatcher.deadLetters).toEqual([])
      const bucket = BUCKET_NAMES.inbox
      const runs = day.files.map(({ key }, index) => runIdOf({ bucket, key, versionId: versions[index]! }))
      const states = await Promise.all(runs.map(async (runId) => (await dependencies.runs.get(runId))?.state))
      expect(new Set(states)).toEqual(new Set(['settled']))
      const reported = (await dependencies.objects.list('reports', 'run-')).filter((key) => key.endsWith(`/${REPORT_FILES.summary}`))
      expect(reported).toEqual(runs.map((runId) => outputKey(runId, REPORT_FILES.summary)).toSorted())
      expect(await wrongAccounts(day, dependencies)).toEqual([])
      const { payments, sums, twice } = await movedBy(runs, dependencies)
      process.stdout.write(
        `${FILES} files at once (SEED=${SEED}, ${day.filesOf.size} accounts): settled in ${seconds.toFixed(1)} s, ${payments} payments\n`,
      )
      expect(twice).toEqual([])
      expect(sums).toEqual(day.due)
    } finally {
      await system.close()
    }
  },
)
