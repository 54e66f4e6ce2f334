// Understands what stands in the end: the results that people were given, and the orders that lie in the payments bucket on disk. Counted from the files alone.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import { S3ObjectStore } from '../../../functions/adapters/s3.ts'
import { startS3Server } from '../../../infra/local/s3-server.ts'
import { BUCKET_NAMES } from '../../../infra/local/system.ts'
import { OVERVIEW_KEY, PAYMENT_FILES, REGISTRY_REPORT_FILE, REPORT_FILES, STATEMENTS_FOLDER } from '../../../shared/pipeline/layout.ts'
import { required } from '../../../shared/pipeline/dependencies.ts'
import { collect } from '../../../shared/pipeline/records.ts'

export interface Books {
  /** Cents by paymentId, and by employer, measure and quarter. */
  readonly sums: ReadonlyMap<string, bigint>
  readonly payments: number
  /** A payment that stands twice, bytes that are not those of the manifest, uploads that still wait. */
  readonly troubles: readonly string[]
}

interface Manifest {
  readonly runId: string
  readonly files: readonly { readonly name: string; readonly sha256: string }[]
}
interface Order {
  readonly paymentId: string
  readonly employerNumber: string
  readonly measure: string
  readonly quarter: string
  readonly amount: string
}

const cents = (text: string): bigint => BigInt(text.replace('.', ''))

/** `files`: each order with its manifest, and where they stand. */
function booksOf(files: readonly { readonly place: string; readonly manifest: string; readonly orders: Buffer }[]): Books {
  const sums = new Map<string, bigint>()
  const ids = new Set<string>()
  const troubles: string[] = []
  for (const { place, manifest, orders } of files) {
    const [ordered] = (JSON.parse(manifest) as Manifest).files
    if (createHash('sha256').update(orders).digest('hex') !== ordered?.sha256) troubles.push(`${place}: the manifest names other bytes`)
    for (const line of orders.toString('utf8').split('\n').filter(Boolean)) {
      const { paymentId, employerNumber, measure, quarter, amount } = JSON.parse(line) as Order
      if (ids.has(paymentId)) troubles.push(`${paymentId} stands twice, once more in ${place}`)
      ids.add(paymentId)
      for (const key of [paymentId, `${employerNumber} ${measure} ${quarter}`]) sums.set(key, (sums.get(key) ?? 0n) + cents(amount))
    }
  }
  return { sums, payments: ids.size, troubles }
}

/** The orders that the payment system would find. */
export async function booksOnDisk(data: string): Promise<Books> {
  const s3 = await startS3Server({ folder: join(data, 's3'), now: () => new Date(0), buckets: [], notifies: () => false })
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  try {
    const store = new S3ObjectStore(client, BUCKET_NAMES)
    const read = async (key: string): Promise<Buffer> => collect(required(await store.read('payments', key), key))
    const files = []
    for (const key of (await store.list('payments', '')).filter((each) => each.endsWith(`/${PAYMENT_FILES.manifest}`))) {
      const orders = await read(key.replace(PAYMENT_FILES.manifest, PAYMENT_FILES.instructions))
      files.push({ place: key, manifest: (await read(key)).toString('utf8'), orders })
    }
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: BUCKET_NAMES.payments }))
    const changed = Versions.filter(({ VersionId }) => VersionId !== '1').map(({ Key }) => `${Key ?? ''} was written again`)
    const waiting = s3.pending().map(({ key }) => `${key} still waits`)
    const books = booksOf(files)
    return { ...books, troubles: [...books.troubles, ...changed, ...waiting] }
  } finally {
    client.destroy()
    await s3.close()
  }
}

const foldersWith = (file: string, out: string): string[] =>
  (existsSync(out) ? readdirSync(out, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile() && entry.name === file)
    .map(({ parentPath }) => parentPath)
    .toSorted()

/** The orders that stand in the folders of the results, those that were moved aside too. */
export const booksIn = (out: string): Books =>
  booksOf(
    foldersWith(PAYMENT_FILES.manifest, out).map((folder) => ({
      place: relative(out, folder),
      manifest: readFileSync(join(folder, PAYMENT_FILES.manifest), 'utf8'),
      orders: readFileSync(join(folder, PAYMENT_FILES.instructions)),
    })),
  )

export interface Result {
  readonly state: string
  readonly files: ReadonlyMap<string, Buffer>
}

/** What was given to people, by run; a run given twice is a trouble. Registry reports go by the name of their folder. */
export function resultsIn(out: string): { readonly byRun: ReadonlyMap<string, Result>; readonly troubles: readonly string[] } {
  const byRun = new Map<string, Result>()
  const troubles: string[] = []
  const folders = [REPORT_FILES.acknowledgement, REGISTRY_REPORT_FILE, PAYMENT_FILES.manifest].flatMap((file) => foldersWith(file, out))
  for (const folder of new Set(folders)) {
    const pages = existsSync(join(folder, STATEMENTS_FOLDER)) ? readdirSync(join(folder, STATEMENTS_FOLDER)) : []
    const own = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    const names = [...own.map(({ name }) => name), ...pages.map((page) => STATEMENTS_FOLDER + page)]
    const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
    const { runId, state } = readSummary(files.get(REPORT_FILES.summary))
    const name = runId ?? relative(out, folder)
    if (byRun.has(name)) troubles.push(`the results of ${name} stand twice, once more in ${relative(out, folder)}`)
    byRun.set(name, { state: state ?? 'no run', files })
  }
  return { byRun, troubles: [...troubles, ...strayIn(out, new Set(folders)), ...notInOverview(out, [...byRun.keys()])] }
}

/** A summary of which a kill left half a line has no run: its folder is then a trouble by itself. */
function readSummary(bytes = Buffer.from('{}')): { readonly runId?: string; readonly state?: string } {
  try {
    return JSON.parse(bytes.toString('utf8')) as { runId?: string; state?: string }
  } catch {
    return {}
  }
}

/** Runs that the overview beside the results forgets. */
function notInOverview(out: string, names: readonly string[]): string[] {
  const page = existsSync(join(out, OVERVIEW_KEY)) ? readFileSync(join(out, OVERVIEW_KEY), 'utf8') : ''
  return names.filter((name) => name.includes('run-') && !page.includes(name)).map((name) => `${name} is not in the overview`)
}

/** Files of a run without the rest of them. */
const strayIn = (out: string, known: ReadonlySet<string>): string[] =>
  (existsSync(out) ? readdirSync(out, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile() && !(entry.parentPath === out && entry.name.startsWith(OVERVIEW_KEY)))
    .filter((entry) => !known.has(dirname(join(entry.parentPath, entry.name).replace(`/${STATEMENTS_FOLDER}`, '/'))))
    .map((entry) => `${relative(out, join(entry.parentPath, entry.name))} stands alone`)
