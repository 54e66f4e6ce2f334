// Understands SQS events that carry S3 notifications: one stage call per created object, and a partial batch failure for what threw.
import type { Logger } from '@aws-lambda-powertools/logger'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { z } from 'zod'
import { Fault, type CreatedObject } from '../../shared/pipeline/dependencies.ts'

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse>

const NOTIFICATION = z.object({
  Records: z.array(
    z.object({
      eventTime: z.iso.datetime(),
      userIdentity: z.object({ principalId: z.string() }).default({ principalId: '' }),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({ key: z.string(), size: z.number().default(0), versionId: z.string().optional(), sequencer: z.string() }),
      }),
    }),
  ),
})
const TEST_EVENT = z.object({ Event: z.literal('s3:TestEvent') })

/** Keys in S3 events are URL-encoded, with `+` for a space. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    throw new Fault('the key of a message is not URL-encoded')
  }
}

/** The created objects of one message; S3 sends a test event when notifications are set up, which has none. */
export function createdObjects(body: string): CreatedObject[] {
  let message: unknown
  try {
    message = JSON.parse(body)
  } catch {
    throw new Fault('a message is not JSON')
  }
  if (TEST_EVENT.safeParse(message).success) return []
  const read = NOTIFICATION.safeParse(message)
  if (!read.success) throw new Fault('a message is not an S3 notification')
  return read.data.Records.map(({ eventTime, userIdentity, s3: { bucket, object } }) => ({
    bucket: bucket.name,
    key: decodeKey(object.key),
    versionId: object.versionId,
    size: object.size,
    eventTime,
    sequencer: object.sequencer,
    principal: userIdentity.principalId,
  }))
}

const SCHEDULED = z.object({ 'detail-type': z.literal('Scheduled Event'), time: z.iso.datetime() })

/** The instant of a message that a schedule made. */
export function scheduledInstants(body: string): string[] {
  let message: unknown
  try {
    message = JSON.parse(body)
  } catch {
    throw new Fault('a message is not JSON')
  }
  const read = SCHEDULED.safeParse(message)
  if (!read.success) throw new Fault('a message is not one of a schedule')
  return [read.data.time]
}

/** A handler that calls the stage for every created object. A message whose stage throws goes back to the queue; the others are done. */
export const queueHandler = (
  stage: (created: CreatedObject) => Promise<void>,
  logger: Logger,
  afterBatch?: (errors: readonly unknown[]) => void,
): QueueHandler => messageHandler(createdObjects, stage, logger, afterBatch)

/** The same for messages of another kind. */
export function messageHandler<T>(
  read: (body: string) => readonly T[],
  stage: (task: T) => Promise<unknown>,
  logger: Logger,
  afterBatch: (errors: readonly unknown[]) => void = () => undefined,
): QueueHandler {
  return async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = []
    const errors: unknown[] = []
    for (const { messageId, body } of Records) {
      try {
        for (const task of read(body)) await stage(task)
      } catch (error) {
        logger.error('message failed', { messageId, error: faultText(error) })
        batchItemFailures.push({ itemIdentifier: messageId })
        errors.push(error)
      }
    }
    afterBatch(errors)
    return { batchItemFailures }
  }
}

/** Our own errors say what they mean without personal data; of others only the name and the place are logged, as their text may quote input. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'Fault' || error.name === 'AssertionFailure') return `${error.name}: ${error.message}`
  return `${error.name} ${placeOf(error)}`.trim()
}

/** The first frame of the stack that comes after the message, whatever the message looks like. */
function placeOf({ message, stack = '' }: Error): string {
  const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : ''
  return (
    frames
      .split('\n')
      .find((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line))
      ?.trim() ?? ''
  )
}
