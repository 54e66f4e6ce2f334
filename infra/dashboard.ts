// Understands the dashboard: the flow from left to right, then what the business looks at.
import { Duration } from 'aws-cdk-lib'
import { AlarmStatusWidget, Dashboard, GraphWidget, type Alarm, type Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { type Construct } from 'constructs'
import { businessMetric } from './alarms.ts'
import { SWEEP_EVERY } from './schedule.ts'
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
    businessGraph('Runs and faults', [
      businessMetric('RunsStarted', 'Sum', PERIOD),
      businessMetric('RunsEnded', 'Sum', PERIOD),
      businessMetric('Faults', 'Sum', PERIOD),
    ]),
    businessGraph('Waiting and standing still', [
      businessMetric('RunsHeld', 'Sum', PERIOD),
      businessMetric('OpenHolds', 'Maximum', SWEEP_EVERY),
      businessMetric('StandingStill', 'Maximum', SWEEP_EVERY),
    ]),
    businessGraph('Refused workers, total against last year (%)', [
      businessMetric('RefusedShare', 'Maximum', PERIOD),
      businessMetric('QuarterTotalShareOfLastYear', 'Maximum', PERIOD),
    ]),
  )
  return dashboard
}

const businessGraph = (title: string, left: Metric[]): GraphWidget => new GraphWidget({ title, width: WIDTH / 3, height: 6, left })
