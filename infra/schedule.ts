// Understands the schedule of the sweep: an event every hour into its queue, where it is a message like every other.
import { Aws, Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import type { Stage } from './stage.ts'

/** Half of what the alarm RunStandingStill waits for before it takes silence for a fault. */
export const SWEEP_EVERY = Duration.hours(1)

/** What could not be delivered in an hour is of no use: the next event does the same. It lies with the dead letters, so that somebody hears of it. */
export function sweepOnSchedule(scope: Construct, { queue, deadLetters }: Stage): Rule {
  const rule = new Rule(scope, 'schedule', { description: 'Starts the sweep of Kwartaalpremie', schedule: Schedule.rate(SWEEP_EVERY) })
  // Described here and not by CDK's target for queues, which would allow more than to send.
  rule.addTarget({
    bind: () => ({
      arn: queue.queueArn,
      deadLetterConfig: { arn: deadLetters.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: SWEEP_EVERY.toSeconds(), maximumRetryAttempts: 10 },
    }),
  })
  for (const each of [queue, deadLetters])
    each.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [each.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn }, StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
  return rule
}
