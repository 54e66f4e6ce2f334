// Understands the dashboard: the flow from left to right, then what the business looks at.
import { Duration } from 'aws-cdk-lib'
import { AlarmStatusWidget, Dashboard, GraphWidget, type Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { type Construct } from 'constructs'
import { businessMetric } from './alarms.ts'
import type { Stage } from './stage.ts'

const WIDTH = 24
/** Shares of the row that fill it, whole columns each. */
const shareOf = (index: number, count: number): number => Math.floor(((index + 1) * WIDTH) / count) - Math.floor((index * WIDTH) / count)
const PERIOD = Duration.minutes(5)

export function describeDashboard(scope: Construct, stages: readonly Stage[], alarms: readonly Alarm[]): Dashboard {
  const dashboard = new Dashboard(scope, 'dashboard')
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', width: WIDTH, height: 4, alarms: [...alarms] }))
  dashboard.addWidgets(
    ...stages.map(
      ({ node, queue, deadLetters, lambda }, index) =>
        new GraphWidget({
          title: node.id,
          width: shareOf(index, stages.length),
          height: 6,
          left: [
            queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, label: 'waiting' }),
            lambda.metricInvocations({ period: PERIOD, label: 'invocations' }),
            deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, label: 'dead letters' }),
          ],
          right: [lambda.metricDuration({ period: PERIOD, label: 'duration', statistic: 'p95' })],
        }),
    ),
  )
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Runs and faults',
      width: WIDTH / 2,
      height: 6,
      left: [
        businessMetric('RunsStarted', 'Sum', PERIOD),
        businessMetric('RunsEnded', 'Sum', PERIOD),
        businessMetric('Faults', 'Sum', PERIOD),
      ],
    }),
    new GraphWidget({
      title: 'Refused workers, total against last year (%)',
      width: WIDTH / 2,
      height: 6,
      left: [businessMetric('RefusedShare', 'Maximum', PERIOD), businessMetric('QuarterTotalShareOfLastYear', 'Maximum', PERIOD)],
    }),
  )
  return dashboard
}
