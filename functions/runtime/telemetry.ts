// Understands logs and metrics with Powertools: run, chunk, counts and codes; never a name, INSS, IBAN or wage.
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { AssertionFailure } from '../../shared/pipeline/dependencies.ts'
import { METRIC_NAMESPACE, METRIC_SERVICE, METRICS, type MetricName } from '../../shared/pipeline/metrics.ts'
import type { Telemetry } from '../../shared/pipeline/ports.ts'
import type { Config } from './config.ts'

export interface FunctionTelemetry {
  readonly logger: Logger
  readonly telemetry: Telemetry
  /** Counts what failed in a batch, zeros too, and publishes the metrics of the batch. */
  readonly afterBatch: (errors: readonly unknown[]) => void
}

/** Logs and metrics of one function. All functions share the dimension `service`, because an alarm watches the pipeline, not a function. */
export function createTelemetry(stage: string, { LOG_LEVEL, EMIT_METRICS }: Pick<Config, 'LOG_LEVEL' | 'EMIT_METRICS'>): FunctionTelemetry {
  const logger = new Logger({ serviceName: stage, logLevel: LOG_LEVEL })
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: METRIC_SERVICE })
  const metric = (name: MetricName, value: number): void => {
    if (EMIT_METRICS) metrics.addMetric(name, METRICS[name] === 'Percent' ? MetricUnit.Percent : MetricUnit.Count, value)
  }
  const afterBatch = (errors: readonly unknown[]): void => {
    const assertions = errors.filter((error) => error instanceof AssertionFailure)
    metric('Faults', errors.length - assertions.length)
    metric('AssertionsFailed', assertions.length)
    metric('ControlTotalsDiffer', assertions.filter(({ kind }) => kind === 'control-totals').length)
    metric('PaymentsExistWithOtherAmount', assertions.filter(({ kind }) => kind === 'payment-exists').length)
    if (EMIT_METRICS) metrics.publishStoredMetrics()
  }
  return {
    logger,
    telemetry: {
      event: (name, fields) => {
        logger.info(name, { ...fields })
      },
      metric,
    },
    afterBatch,
  }
}
