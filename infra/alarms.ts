// Understands the business alarms: each watches one metric of the pipeline and has an article of its name in runbook.md.
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, TreatMissingData, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { METRIC_NAMESPACE, METRIC_SERVICE, type MetricName } from '../shared/pipeline/metrics.ts'
import { SWEEP_EVERY } from './schedule.ts'
import type { Settings } from './settings.ts'

export const businessMetric = (metricName: MetricName, statistic: 'Sum' | 'Maximum', period: Duration): Metric =>
  new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap: { service: METRIC_SERVICE }, statistic, period })

interface BusinessAlarm {
  readonly name: string
  readonly text: string
  readonly metric: Metric
  /** The alarm rings above this. */
  readonly threshold: number
  readonly periods: number
  /** A period without a value rings too: nothing ran that should have. */
  readonly isSilenceBad?: true
}

const FIVE_MINUTES = Duration.minutes(5)
function alarmsOf(settings: Settings): BusinessAlarm[] {
  const atOnce = { threshold: 0, periods: 1 }
  return [
    {
      name: 'RunStandingStill',
      text: 'Runs or uploads stand still and sweeps could not help them on, or nothing sweeps.',
      metric: businessMetric('StandingStill', 'Maximum', SWEEP_EVERY),
      threshold: 0,
      // Two: sweeps are an hour apart and take some minutes, so that an hour between two of them can have none. Two hours in a row cannot.
      periods: 2,
      isSilenceBad: true,
    },
    {
      name: 'RunWaitsForRelease',
      text: 'A run waits for a second person; nothing of it is booked.',
      metric: businessMetric('RunsHeld', 'Sum', FIVE_MINUTES),
      ...atOnce,
    },
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
    this.alarms = alarmsOf(settings).map(({ name, text, metric, threshold, periods, isSilenceBad }) => {
      const alarm = new Alarm(this, name, {
        alarmName: name,
        alarmDescription: `${text} Runbook: ${name}`,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: isSilenceBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      })
      alarm.addAlarmAction(action)
      return alarm
    })
  }
}
