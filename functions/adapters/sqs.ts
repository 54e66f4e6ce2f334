// Understands how many messages of a stage wait or are under way, as its queue says.
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { FunctionName } from '../../shared/pipeline/layout.ts'
import type { Queues } from '../../shared/pipeline/ports.ts'

const COUNTED = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const

export class SqsQueues implements Queues {
  readonly #client: SQSClient
  readonly #urls: Readonly<Partial<Record<FunctionName, string>>>

  constructor(client: SQSClient, urls: Readonly<Partial<Record<FunctionName, string>>>) {
    this.#client = client
    this.#urls = urls
  }

  async backlog(stage: FunctionName): Promise<number> {
    const url = this.#urls[stage]
    if (url === undefined) throw new Error(`the queue of the stage ${stage} is not known`)
    const { Attributes = {} } = await this.#client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTED] }))
    return COUNTED.reduce((total, name) => total + Number(Attributes[name] ?? 0), 0)
  }
}
