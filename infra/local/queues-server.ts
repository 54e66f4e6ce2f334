// Understands the one question that is asked to SQS: how many messages a queue has. Answered on 127.0.0.1 from the dispatcher, of dead letters too.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { queueVariables } from '../../functions/runtime/config.ts'
import { STAGE_NAMES, type StageName } from '../../shared/pipeline/layout.ts'

export interface QueuesServer {
  readonly endpoint: string
  /** What the sweep finds in its environment. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

function queueUrlOf(body: string): string {
  try {
    const { QueueUrl } = (JSON.parse(body) ?? {}) as { QueueUrl?: unknown }
    return typeof QueueUrl === 'string' ? QueueUrl : ''
  } catch {
    return '' // no queue: the answer says what is understood
  }
}

/** Speaks the JSON protocol of SQS, GetQueueAttributes only. */
export async function startQueuesServer(
  backlogOf: (stage: StageName) => number,
  deadLettersOf: (stage: StageName) => number,
): Promise<QueuesServer> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const url = queueUrlOf(Buffer.concat(pieces).toString('utf8'))
      const [, name, ending] = /\/([a-z]+)(-dead-letters)?$/.exec(url) ?? []
      const stage = STAGE_NAMES.find((each) => each === name)
      const isAsked = request.headers['x-amz-target'] === 'AmazonSQS.GetQueueAttributes' && stage !== undefined
      response.writeHead(isAsked ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(
        isAsked
          ? JSON.stringify({
              Attributes: { ApproximateNumberOfMessages: String(ending === undefined ? backlogOf(stage) : deadLettersOf(stage)) },
            })
          : JSON.stringify({ __type: 'com.amazonaws.sqs#UnsupportedOperation', message: 'only GetQueueAttributes of a stage is answered' }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL_SQS: endpoint,
      ...Object.fromEntries(
        STAGE_NAMES.flatMap((stage) => {
          const { queue, deadLetters } = queueVariables(stage)
          const url = `${endpoint}/000000000000/${stage}`
          return [
            [queue, url],
            [deadLetters, `${url}-dead-letters`],
          ]
        }),
      ),
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
}
