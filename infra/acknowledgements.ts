// Understands which findings of the AWS Solutions rules we live with, each on the one construct it concerns and with the reason an auditor gets.
import { Stack, Validations, type CfnElement } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { IConstruct } from 'constructs'

const RULE = 'AwsSolutions-IAM5'

/** Objects are named by a prefix or suffix of the layout, because their keys (run, chunk, file name) do not exist at deployment. */
export function acknowledgeKeyPattern(holder: IConstruct, bucket: Bucket, pattern: string): void {
  const logicalId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement)
  Validations.of(holder).acknowledge({
    id: `${RULE}[Resource::<${logicalId}.Arn>/${pattern}]`,
    reason: `Keys hold the run, the chunk or the sender's file name and do not exist at deployment; the pattern «${pattern}» names the part of one bucket that this role may touch, and its actions are listed one by one.`,
  })
}

/** X-Ray has no resources that a policy could name. */
export function acknowledgeTracing(role: IConstruct): void {
  Validations.of(role).acknowledge({
    id: `${RULE}[Resource::*]`,
    reason:
      'Only xray:PutTraceSegments and xray:PutTelemetryRecords: AWS X-Ray has no resource-level permissions for them. Tracing shows where a run stands still.',
  })
}
