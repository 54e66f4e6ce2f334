// Understands how created objects reach queues: notification rules by prefix and suffix, described on the bucket itself (no helper function).
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { CfnQueuePolicy, Queue } from 'aws-cdk-lib/aws-sqs'
import { Stack } from 'aws-cdk-lib'
import type { StageTrigger } from '../shared/pipeline/layout.ts'

export interface Notification {
  readonly trigger: StageTrigger
  readonly queue: Queue
}

/** Lets the bucket put messages into the queues and tells it which objects go where. */
export function notify(bucket: Bucket, notifications: readonly Notification[]): void {
  const description = bucket.node.defaultChild as CfnBucket
  description.notificationConfiguration = {
    queueConfigurations: notifications.map(({ trigger: { prefix, suffix }, queue }) => ({
      event: 's3:ObjectCreated:*',
      queue: queue.queueArn,
      filter: {
        s3Key: {
          rules: [
            ...(prefix === '' ? [] : [{ name: 'prefix', value: prefix }]),
            ...(suffix === '' ? [] : [{ name: 'suffix', value: suffix }]),
          ],
        },
      },
    })),
  }
  // A stage can have several triggers: one queue, one policy.
  for (const queue of new Set(notifications.map((each) => each.queue))) {
    // The bucket's ARN would make a circle (bucket → queue policy → bucket): the account is named instead.
    queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account } },
      }),
    )
    // S3 checks at creation that it may send: the policies come first.
    for (const child of queue.node.findAll()) if (isQueuePolicy(child)) description.addResourceDependency(child)
  }
}

const isQueuePolicy = (child: unknown): child is CfnQueuePolicy =>
  (child as { cfnResourceType?: string }).cfnResourceType === 'AWS::SQS::QueuePolicy'
