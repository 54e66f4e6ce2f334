// Understands the local page of `npm start` as it stands after a day of work: the sample files handed in, a run that waits, accounts that are held, one file refused.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { startLocalPage } from '../../infra/local/start/local-page.ts'
import type { UploadKind } from '../../infra/local/start/upload-kinds.ts'
import { isEnded, type UploadView } from '../../infra/local/start/views.ts'
import { eventually } from '../infra/local/start/browser.ts'

const SAMPLES = join(import.meta.dirname, '..', 'samples')
const RETURNED = 'payment_id;amount;returned_on;reason;text\n0110200215IMW2025Q1V0001;10792.37;2025-08-01;AC04;rekening opgeheven\n'

export interface SampleDesk {
  readonly address: string
  readonly end: () => Promise<void>
}

export async function startSampleDesk(): Promise<SampleDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-desk-'))
  const local = await startLocalPage({
    data: join(folder, 'data'),
    port: 0,
    now: () => new Date('2025-08-01T09:00:00Z'),
    person: 'anna',
    dropIntervalMs: 1_000,
    onTrouble: (sentence) => process.stderr.write(`${sentence}\n`),
  })
  const { address, desk } = local
  const rests = (view: UploadView | undefined): boolean => view !== undefined && (isEnded(view) || view.state === 'held')
  const take = async (kind: UploadKind, name: string, body: Readable): Promise<void> => {
    const id = await desk.handIn(body, kind, name, 'anna')
    await eventually(name, async () => rests(await desk.overview.find(id)) || undefined)
  }
  const takeSample = (kind: UploadKind, file: string): Promise<void> =>
    take(kind, file.split('/').at(-1) ?? file, createReadStream(join(SAMPLES, file)))
  for (const kind of ['entitlements', 'payees', 'establishments'] as const) await takeSample(kind, `${kind}.csv`)
  await takeSample('declaration', 'original.csv')
  await takeSample('dry-run', 'correction.csv')
  await takeSample('declaration', 'rejected/wrong-total.csv')
  await take('returned-money', 'teruggestort.csv', Readable.from([Buffer.from(RETURNED)]))
  await desk.sweep()
  return {
    address,
    end: async () => {
      await local.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
