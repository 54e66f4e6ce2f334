// Understands a story of release and sweep in which every function is needed: runs and payments that wait, uploads and triggers that get lost.
import { readFileSync } from 'node:fs'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { BUCKET_NAMES, type LocalSystem } from '../../../infra/local/system.ts'
import { PREFIXES } from '../../../shared/pipeline/layout.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'

/** Settings of the environment that make the samples wait: a run with anybody refused, and every account number that one person alone knows. */
export const CONTROLS = { RUN_REFUSED_PERCENT_MAX: '0', CONFIRM_ACCOUNT_NUMBERS: 'yes' } as const

/** A system that runs, on this machine or made of the deployed bundles. */
export type Running = Pick<LocalSystem, 's3' | 'dispatcher' | 'sweep'>

/** Which notifications get lost: each pattern once. */
export class Losses {
  readonly #patterns: RegExp[] = []

  readonly isLost = (key: string): boolean => {
    const index = this.#patterns.findIndex((pattern) => pattern.test(key))
    if (index < 0) return false
    this.#patterns.splice(index, 1)
    return true
  }

  next(...patterns: readonly RegExp[]): void {
    this.#patterns.push(...patterns)
  }

  get isUsedUp(): boolean {
    return this.#patterns.length === 0
  }
}

const sample = (file: string): string => readFileSync(new URL(`../../samples/${file}`, import.meta.url), 'utf8')
const hoursAfter = (now: Date, hours: number): Date => new Date(now.getTime() + hours * 3_600_000)
const KORENAAR = '0110100146'
const VLIER = '0110400450'

/** The payees of the samples with one of them held, or not. */
const payeesWith = (employer: string, hold: 'YES' | 'NO'): string =>
  sample('payees.csv')
    .split(/\r?\n/)
    .filter((line) => line.startsWith('employer_number') || line.startsWith(employer))
    .map((line) => (line.startsWith(employer) ? line.replace(/;(?:YES|NO);/, `;${hold};`) : line))
    .join('\n')

type Person = 'clerk' | 'registrar' | 'chief'

/** Ids of the runs of the story, by what they are in it. */
export type StoryRuns = Readonly<Record<string, string>>

export async function tellControls({ s3, dispatcher, sweep }: Running, losses: Losses, now: Date): Promise<StoryRuns> {
  const runs: Record<string, string> = {}
  const put = async (person: Person, name: string, key: string, body: string): Promise<string> => {
    // The session name stands behind the role, as S3 tells it.
    const client = new S3Client({
      endpoint: s3.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: `AWS:AROAROLE:${person}`, secretAccessKey: 'local' },
    })
    const { VersionId: versionId = '' } = await client.send(new PutObjectCommand({ Bucket: BUCKET_NAMES.inbox, Key: key, Body: body }))
    client.destroy()
    await dispatcher.idle()
    return (runs[name] = runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }))
  }
  const ask = (person: Person, name: string, ...lines: readonly string[]): Promise<string> =>
    put(person, name, `${PREFIXES.release}${name}.csv`, `${lines.join('\n')}\n`)
  const sweepAfter = async (hours: number): Promise<void> => {
    await sweep(hoursAfter(now, hours))
    await dispatcher.idle()
  }

  for (const kind of ['entitlements', 'payees', 'establishments'])
    await put('registrar', kind, `${PREFIXES.registry}${kind}/${kind}.csv`, sample(`${kind}.csv`))
  // RUN-001, and nobody releases what is their own.
  const original = await put('clerk', 'original', `${PREFIXES.declarations}original.csv`, sample('original.csv'))
  await ask('clerk', 'own', `release;${original}`)
  await ask('chief', 'released', `release;${original};;looked at`)
  // PAY-008: the number is confirmed with one quarter; what the other quarter held has no reason any more, and only the sweep sees that.
  await ask('registrar', 'registered', `release;${KORENAAR}`)
  await ask('chief', 'confirmed', `release;${KORENAAR};2025Q1`)
  await sweepAfter(3)
  // PAY-007.
  await ask('chief', 'paused', 'pause;IMW;;looking into it')
  await ask('chief', 'still', `release;${VLIER}`)
  await ask('chief', 'resumed', 'resume;IMW')
  // An import of payees asks for what the payee held.
  await put('registrar', 'held', `${PREFIXES.registry}payees/held.csv`, payeesWith(KORENAAR, 'YES'))
  const correction = await put('clerk', 'correction', `${PREFIXES.declarations}correction.csv`, sample('correction.csv'))
  await ask('chief', 'corrected', `release;${correction}`)
  await put('registrar', 'unheld', `${PREFIXES.registry}payees/unheld.csv`, payeesWith(KORENAAR, 'NO'))
  // Chunks that are never computed.
  losses.next(/\.compute$/)
  const late = await put('clerk', 'late', `${PREFIXES.declarations}late.csv`, sample('late.csv'))
  await ask('chief', 'without', `settle-without;${late};;cannot be computed`)
  losses.next(/\.compute$/)
  const stopped = await put('clerk', 'stopped', `${PREFIXES.declarations}dmfa.xml`, sample('dmfa.xml'))
  await ask('clerk', 'abandoned', `abandon;${stopped};;wrong file`)
  // The numbers confirmed with the run `correction` free other quarters too.
  await sweepAfter(10)
  // Notifications that get lost, one after the other: what a sweep starts again must not meet what it starts beside it, or the bytes would depend on chance.
  const lost: readonly (readonly [Person, string, string])[] = [
    ['clerk', `${PREFIXES.declarations}attests.xml`, sample('attests.xml')],
    ['registrar', `${PREFIXES.registry}entitlements/again.csv`, sample('entitlements.csv')],
    ['clerk', `${PREFIXES.recompute}lost.csv`, `${KORENAAR};2025Q1\n`],
    ['chief', `${PREFIXES.release}lost.csv`, `release;${VLIER}\n`],
  ]
  for (const [index, [person, key, body]] of lost.entries()) {
    losses.next(new RegExp(`^${key}$`))
    await put(person, `lost ${index}`, key, body)
    await sweepAfter(12 + index)
  }
  losses.next(/\.compute$/, /\.settle$/)
  await put('clerk', 'triggers', `${PREFIXES.dryRun}original.csv`, sample('original.csv'))
  await sweepAfter(24)
  await sweepAfter(36)
  // Nothing is left to do: its report says what waits.
  await sweepAfter(48)
  return runs
}
