// Understands the business metrics of the pipeline: their names and units, used by the code that counts and the alarms that watch.

export const METRIC_NAMESPACE = 'Kwartaalpremie'
/** The one dimension of every metric. */
export const METRIC_SERVICE = 'pipeline'

/** Every metric with its unit. Zeros are emitted too: a missing value then means that nothing ran, not that nothing was wrong. */
export const METRICS = {
  /** A file was received (1 per new run). */
  RunsStarted: 'Count',
  /** A run reached a final state, settled or rejected. */
  RunsEnded: 'Count',
  /** A run began to wait for a second person (1 per run). */
  RunsHeld: 'Count',
  /** Runs and uploads that a sweep could not help on three times; zero at every sweep, so that silence means that nothing swept. */
  StandingStill: 'Count',
  /** Accounts whose payments wait, as a sweep found them. */
  OpenHolds: 'Count',
  /** Messages that failed for a technical reason. */
  Faults: 'Count',
  /** Our own bugs found by an assertion. */
  AssertionsFailed: 'Count',
  /** Control totals of the outputs differ from the ledger entries. */
  ControlTotalsDiffer: 'Count',
  /** A payment file stands already, with other bytes. */
  PaymentsExistWithOtherAmount: 'Count',
  /** Share of a run's workers that was refused. */
  RefusedShare: 'Percent',
  /** A quarter's instructed total against the same quarter of last year, 100 = the same. */
  QuarterTotalShareOfLastYear: 'Percent',
} as const
export type MetricName = keyof typeof METRICS
