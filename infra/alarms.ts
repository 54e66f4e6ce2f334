// Understands the business alarms: each watches one metric of the pipeline and has an article of its name in runbook.md.
import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  TreatMissingData,
  type IAlarmAction,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { METRIC_NAMESPACE, METRIC_SERVICE, type MetricName } from '../shared/pipeline/metrics.ts'
import type { Settings } from './settings.ts'

export const businessMetric = (metricName: MetricName, statistic: 'Sum' | 'Maximum', period: Duration): Metric =>
  new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap: { service: METRIC_SERVICE }, statistic, period })

interface BusinessAlarm {
  readonly name: string
  readonly text: string
  readonly metric: IMetric
  /** The alarm rings above this. */
  readonly threshold: number
  readonly periods: number
}

const FIVE_MINUTES = Duration.minutes(5)
const SIX_HOURS = Duration.hours(6)

/** Runs that began in six hours less runs that ended in them: a single run that never ends shows in its own period only. */
const runsOpen = new MathExpression({
  label: 'runs begun and not ended',
  period: SIX_HOURS,
  expression: 'FILL(started, 0) - FILL(ended, 0)',
  usingMetrics: { started: businessMetric('RunsStarted', 'Sum', SIX_HOURS), ended: businessMetric('RunsEnded', 'Sum', SIX_HOURS) },
})

function alarmsOf(settings: Settings): BusinessAlarm[] {
  const atOnce = { threshold: 0, periods: 1 }
  return [
    { name: 'RunStandingStill', text: 'Runs began and did not end.', metric: runsOpen, ...atOnce },
    {
      name: 'ControlTotalsDiffer',
      text: 'The outputs of a run do not add up to its ledger entries; nothing of it is to be paid.',
      metric: businessMetric('ControlTotalsDiffer', 'Sum', FIVE_MINUTES),
      ...atOnce,
    },
    {
      name: 'PaymentExistsWithOtherAmount',
      text: 'A payment file was about to be written again with other bytes; the first stands.',
      metric: businessMetric('PaymentsExistWithOtherAmount', 'Sum', FIVE_MINUTES),
      ...atOnce,
    },
    {
      name: 'AssertionFailed',
      text: 'An assertion of our own failed.',
      metric: businessMetric('AssertionsFailed', 'Sum', FIVE_MINUTES),
      ...atOnce,
    },
    {
      name: 'RefusedShareUnusual',
      text: 'A run refused an unusual share of its workers.',
      metric: businessMetric('RefusedShare', 'Maximum', FIVE_MINUTES),
      threshold: settings.refusedShareAlarmPercent,
      periods: 1,
    },
    {
      name: 'QuarterTotalUnusual',
      text: 'A quarter costs far more than the same quarter of last year.',
      metric: businessMetric('QuarterTotalShareOfLastYear', 'Maximum', FIVE_MINUTES),
      threshold: settings.yearOnYearAlarmPercent,
      periods: 1,
    },
  ]
}

export class BusinessAlarms extends Construct {
  readonly alarms: readonly Alarm[]

  constructor(scope: Construct, settings: Settings, action: IAlarmAction) {
    super(scope, 'business-alarms')
    this.alarms = alarmsOf(settings).map(({ name, text, metric, threshold, periods }) => {
      const alarm = new Alarm(this, name, {
        alarmName: name,
        alarmDescription: `${text} Runbook: ${name}`,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      alarm.addAlarmAction(action)
      return alarm
    })
  }
}
