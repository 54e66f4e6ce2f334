// Understands the embedded answer to how many messages of a stage wait: asked by the deployed client, on the loopback, and nothing else is answered or breaks it.
import { request as httpRequest } from 'node:http'
import { SQSClient, ListQueuesCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SqsQueues } from '../../../functions/adapters/sqs.ts'
import { readQueueUrls } from '../../../functions/runtime/config.ts'
import { startQueuesServer, type QueuesServer } from '../../../infra/local/queues-server.ts'
import type { StageName } from '../../../shared/pipeline/layout.ts'

const STAGES = ['intake', 'compute', 'settle', 'registry', 'recompute', 'release'] as const
let backlogs: Partial<Record<StageName, number>> = {}
let died: Partial<Record<StageName, number>> = {}
let server: QueuesServer
let client: SQSClient

beforeEach(async () => {
  backlogs = {}
  died = {}
  server = await startQueuesServer(
    (stage) => backlogs[stage] ?? 0,
    (stage) => died[stage] ?? 0,
  )
  client = new SQSClient({
    endpoint: server.environment.AWS_ENDPOINT_URL_SQS ?? '',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
})
afterEach(async () => {
  client.destroy()
  await server.close()
})

interface Answer {
  readonly status: number
  readonly text: string
}
/** A call as anything on this machine could make it. */
const called = (body: string, headers: Readonly<Record<string, string>> = {}, method = 'POST'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = httpRequest(server.endpoint, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text })
      })
    })
    call.on('error', reject)
    call.end(body)
  })
const TARGET = { 'x-amz-target': 'AmazonSQS.GetQueueAttributes' }

test('listens on the loopback only, on a port of its own', () => {
  expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  for (const stage of STAGES) expect(server.environment[`${stage.toUpperCase()}_QUEUE_URL`]).toContain(server.endpoint)
})

test('the backlog of each stage, as the sweep asks for it, at the moment of asking', async () => {
  const queues = new SqsQueues(client, readQueueUrls(server.environment))
  for (const stage of STAGES) expect(await queues.backlog(stage), stage).toBe(0)
  backlogs = { compute: 3, recompute: 1 }
  expect(await Promise.all(STAGES.map((stage) => queues.backlog(stage)))).toEqual([0, 3, 0, 0, 1, 0])
  backlogs = {}
  expect(await queues.backlog('compute')).toBe(0)
})

test('the dead letters of each stage, apart from its backlog', async () => {
  const queues = new SqsQueues(client, readQueueUrls(server.environment))
  backlogs = { compute: 3 }
  died = { compute: 1, settle: 2 }
  expect(await Promise.all(STAGES.map((stage) => queues.deadLetters(stage)))).toEqual([0, 1, 2, 0, 0, 0])
  expect(await queues.backlog('settle')).toBe(0)
})

test('waiting, hidden and delayed messages all count', async () => {
  const asked: unknown[] = []
  const counting = {
    send: ({ input }: GetQueueAttributesCommand) => {
      asked.push(input)
      return Promise.resolve({
        Attributes: {
          ApproximateNumberOfMessages: '1',
          ApproximateNumberOfMessagesNotVisible: '20',
          ApproximateNumberOfMessagesDelayed: '300',
        },
      })
    },
  } as unknown as SQSClient
  const urls = { queue: 'https://sqs/settle', deadLetters: 'https://sqs/settle-dead' }
  expect(await new SqsQueues(counting, { settle: urls }).backlog('settle')).toBe(321)
  expect(asked).toMatchObject([{ QueueUrl: 'https://sqs/settle' }])
})

test('a stage whose queue nobody named is an error, not an idle stage', async () => {
  await expect(new SqsQueues(client, {}).backlog('intake')).rejects.toThrow('the queue of the stage intake is not known')
})

describe('whatever else is asked is refused, and the server goes on', () => {
  test('another action of SQS', async () => {
    await expect(client.send(new ListQueuesCommand({}))).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } })
  })

  test('a queue that is none of a stage', async () => {
    const url = `${server.endpoint}/000000000000/sweep`
    await expect(client.send(new GetQueueAttributesCommand({ QueueUrl: url }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    })
  })

  test.each([
    ['a page that a browser opens', '', {}, 'GET'],
    ['no body', '', TARGET, 'POST'],
    ['no JSON', 'QueueUrl=a', TARGET, 'POST'],
    ['null', 'null', TARGET, 'POST'],
    ['a number as queue', '{"QueueUrl":1}', TARGET, 'POST'],
  ])('%s', { timeout: 5_000 }, async (_, body, headers, method) => {
    expect((await called(body, headers, method)).status).toBe(400)
    expect(await new SqsQueues(client, readQueueUrls(server.environment)).backlog('settle')).toBe(0)
  })
})
