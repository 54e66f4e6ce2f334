// Understands how many messages of a stage wait or are under way, and how many failed for good, as its queues say.
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs'
import type { FunctionName } from '../../shared/pipeline/layout.ts'
import type { Queues } from '../../shared/pipeline/ports.ts'

const WAITING: QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
]

/** Addresses of the queues of a stage. */
export interface QueueUrls {
  readonly queue: string
  readonly deadLetters: string
}

export class SqsQueues implements Queues {
  readonly #client: SQSClient
  readonly #urls: Readonly<Partial<Record<FunctionName, QueueUrls>>>

  constructor(client: SQSClient, urls: Readonly<Partial<Record<FunctionName, QueueUrls>>>) {
    this.#client = client
    this.#urls = urls
  }

  async backlog(stage: FunctionName): Promise<number> {
    return await this.#count(this.#urlsOf(stage).queue, WAITING)
  }

  async deadLetters(stage: FunctionName): Promise<number> {
    return await this.#count(this.#urlsOf(stage).deadLetters, ['ApproximateNumberOfMessages'])
  }

  #urlsOf(stage: FunctionName): QueueUrls {
    const urls = this.#urls[stage]
    if (!urls) throw new Error(`the queue of the stage ${stage} is not known`)
    return urls
  }

  async #count(QueueUrl: string, AttributeNames: QueueAttributeName[]): Promise<number> {
    const { Attributes = {} } = await this.#client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
    return AttributeNames.reduce((total, name) => total + Number(Attributes[name] ?? 0), 0)
  }
}
