/** Checks the messages of a schedule: the instant of each, one sweep per message, and which ones go back. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { messageHandler, scheduledInstants } from '../../functions/runtime/queue.ts'
import { readQueueUrls } from '../../functions/runtime/config.ts'
import { scheduledEvent } from '../../infra/local/dispatcher.ts'
import { Fault } from '../../shared/pipeline/dependencies.ts'

const TIME = '2024-10-15T08:00:00Z'
/** As EventBridge writes it. */
const scheduled = (other: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: TIME,
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:123456789012:rule/sweep'],
    detail: {},
    ...other,
  })

describe('the instant of a scheduled event', () => {
  it('is its time, never the clock', () => {
    expect(scheduledInstants(scheduled())).toEqual([TIME])
    expect(scheduledInstants(scheduled({ time: '2024-10-15T08:00:00.123Z' }))).toEqual(['2024-10-15T08:00:00.123Z'])
  })

  it('what the local system makes is read in the same way', () => {
    expect(scheduledEvent(new Date(TIME)).Records.flatMap(({ body }) => scheduledInstants(body))).toEqual(['2024-10-15T08:00:00.000Z'])
  })

  it.each([
    ['no text', ''],
    ['no JSON', 'Scheduled Event'],
    ['half a JSON', scheduled().slice(0, -3)],
  ])('%s: a fault', (_, body) => {
    expect(() => scheduledInstants(body)).toThrow(new Fault('a message is not JSON'))
  })

  it.each([
    ['null', 'null'],
    ['a list', `[${scheduled()}]`],
    ['a text', JSON.stringify(scheduled())],
    ['without time', scheduled({ time: undefined })],
    ['a time that is none', scheduled({ time: 'noon' })],
    ['a day that is none', scheduled({ time: '2024-02-30T08:00:00Z' })],
    ['a day without time', scheduled({ time: '2024-10-15' })],
    ['a time without zone', scheduled({ time: '2024-10-15T08:00:00' })],
    ['a number as time', scheduled({ time: 1_728_979_200 })],
    ['an event of another kind', scheduled({ 'detail-type': 'Object Created' })],
    ['a notification of S3', '{"Records":[]}'],
    ['the test event of S3', '{"Event":"s3:TestEvent"}'],
  ])('%s: a fault', (_, body) => {
    expect(() => scheduledInstants(body)).toThrow(new Fault('a message is not one of a schedule'))
  })
})

describe('the handler of a schedule', () => {
  const silent = new Logger({ logLevel: 'SILENT' })
  const event = (...bodies: readonly string[]): SQSEvent =>
    ({ Records: bodies.map((body, index) => ({ messageId: `m${index + 1}`, body })) }) as SQSEvent

  it('sweeps once per message, and what fails or cannot be read goes back', async () => {
    const swept: string[] = []
    const errors: unknown[] = []
    const task = (at: string): Promise<void> => {
      swept.push(at)
      return at === TIME ? Promise.resolve() : Promise.reject(new Fault('the queues do not answer'))
    }
    const handler = messageHandler(scheduledInstants, task, silent, (thrown) => errors.push(...thrown))
    expect(await handler(event(scheduled(), 'x', scheduled({ time: '2024-10-15T09:00:00Z' }), scheduled()))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }],
    })
    expect(swept).toEqual([TIME, '2024-10-15T09:00:00Z', TIME])
    expect(errors.map(String)).toEqual(['Fault: a message is not JSON', 'Fault: the queues do not answer'])
  })
})

describe('the addresses of the queues', () => {
  const complete = Object.fromEntries(
    ['INTAKE', 'COMPUTE', 'SETTLE', 'REGISTRY', 'RECOMPUTE', 'RELEASE', 'RETURNS'].flatMap((stage) => [
      [`${stage}_QUEUE_URL`, `https://sqs/${stage}`],
      [`${stage}_DEAD_LETTERS_URL`, `https://sqs/${stage}/dead`],
    ]),
  )

  it('two for each stage', () => {
    const of = (stage: string): unknown => ({ queue: `https://sqs/${stage}`, deadLetters: `https://sqs/${stage}/dead` })
    expect(readQueueUrls(complete)).toEqual({
      intake: of('INTAKE'),
      compute: of('COMPUTE'),
      settle: of('SETTLE'),
      registry: of('REGISTRY'),
      recompute: of('RECOMPUTE'),
      release: of('RELEASE'),
      returns: of('RETURNS'),
    })
  })

  it('every one that is missing is named in one error', () => {
    expect(() => readQueueUrls({ ...complete, SETTLE_QUEUE_URL: undefined, RELEASE_DEAD_LETTERS_URL: undefined })).toThrow(
      'configuration: SETTLE_QUEUE_URL, RELEASE_DEAD_LETTERS_URL: missing',
    )
  })

  it('an empty one is missing too: no sweep begins that could not ask', () => {
    expect(() => readQueueUrls({ ...complete, INTAKE_QUEUE_URL: '' })).toThrow('configuration: INTAKE_QUEUE_URL: missing')
  })
})
