// Understands a story of what comes back about payments, told after the one of release and sweep: an answer of the bank, a refusal lifted, returned money, an answer lost.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { BUCKET_NAMES } from '../../infra/local/system.ts'
import { messageIdOf } from '../../shared/payment/payment-file-ids.ts'
import { PREFIXES } from '../../shared/pipeline/layout.ts'
import { RETURNED_COLUMNS } from '../../shared/pipeline/returns/returned-money.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import type { Losses, Running, StoryRuns } from '../support/aws/controls-story.ts'
import { answerAbout } from '../support/return-builders.ts'
import { statusReportXml } from '../support/status-reports.ts'

const HOURS_LATER = 60

/** Three of the payments that the run `corrected` of the other story orders. */
const REFUSED = { employer: '0110500519', quarter: '2025Q1', paymentId: '0110500519IMW2025Q1V0003' } as const
const RETURNED = { paymentId: '0111001058IMW2024Q3V0003', amount: '7200.00' } as const
const SETTLED = '0110900989IMW2024Q3V0002'

type Person = 'bank' | 'accountant' | 'chief'

/** Gives the ids of its runs, by what they are in it. */
export async function tellReturns(
  { s3, dispatcher, sweep }: Running,
  losses: Losses,
  now: Date,
  { corrected = '' }: StoryRuns,
): Promise<StoryRuns> {
  const runs: Record<string, string> = {}
  const put = async (person: Person, name: string, key: string, body: string): Promise<string> => {
    const credentials = { accessKeyId: `AWS:AROAROLE:${person}`, secretAccessKey: 'local' }
    const client = new S3Client({ endpoint: s3.endpoint, region: 'eu-west-1', credentials })
    const { VersionId: versionId = '' } = await client.send(new PutObjectCommand({ Bucket: BUCKET_NAMES.inbox, Key: key, Body: body }))
    client.destroy()
    await dispatcher.idle()
    return (runs[name] = runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }))
  }
  const answer = (name: string, xml: string): Promise<string> => put('bank', name, `${PREFIXES.returns}${name}.xml`, xml)
  const ask = (person: Person, name: string, line: string): Promise<string> =>
    put(person, name, `${PREFIXES.release}${name}.csv`, `${line}\n`)

  // PAY-006 for a reason that is not about the payee: held until a person lifts it, then paid again.
  const listed = [{ paymentId: REFUSED.paymentId, status: 'RJCT', reason: 'AM04' }]
  await answer('refused', answerAbout(corrected, { groupStatus: 'PART', listed }))
  await ask('chief', 'lifted', `release;${REFUSED.employer};${REFUSED.quarter};there is money again`)
  // RET-008: nothing is booked of what one person alone says.
  const line = [RETURNED.paymentId, RETURNED.amount, now.toISOString().slice(0, 10), 'AC04', 'account closed'].join(';')
  const list = await put('accountant', 'list', `${PREFIXES.manualReturns}list.csv`, `${RETURNED_COLUMNS.join(';')}\n${line}\n`)
  await ask('chief', 'returned', `release;${list};;on the account statement`)
  // What the employer reads of all that, on demand.
  await ask('chief', 'statement', `statement;${REFUSED.employer}`)
  // RET-001: about a run that never was.
  await answer('stranger', statusReportXml({ originalMessageId: messageIdOf(`run-${'0'.repeat(24)}`, 1) }))
  // A notification that gets lost: the sweep starts the answer again.
  losses.next(/^returns\/late\.xml$/)
  await answer('late', answerAbout(corrected, { listed: [{ paymentId: SETTLED, status: 'ACSC' }] }))
  await sweep(new Date(now.getTime() + HOURS_LATER * 3_600_000))
  await dispatcher.idle()
  return runs
}
