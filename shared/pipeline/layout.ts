// Understands where everything lies: buckets, prefixes and suffixes, and which created object starts which stage. Used by the code and by the infrastructure.

export const BUCKETS = ['inbox', 'work', 'ledger', 'payments', 'reports'] as const
export type Bucket = (typeof BUCKETS)[number]

/** The work bucket is unversioned: everything in it can be computed again. */
export const VERSIONED: Readonly<Record<Bucket, boolean>> = { inbox: true, work: false, ledger: true, payments: true, reports: true }

export const TABLES = ['registry', 'ledger', 'runs'] as const
export type Table = (typeof TABLES)[number]

/** S3 can filter notifications by prefix and suffix and nothing else. */
export interface StageTrigger {
  readonly stage: 'intake' | 'compute' | 'settle' | 'registry' | 'recompute' | 'release' | 'returns'
  readonly bucket: Bucket
  readonly prefix: string
  readonly suffix: string
}
export type StageName = StageTrigger['stage']
export const STAGE_NAMES: readonly StageName[] = ['intake', 'compute', 'settle', 'registry', 'recompute', 'release', 'returns']
/** Every function: the stages, and the one that a schedule starts. */
export type FunctionName = StageName | 'sweep'

export const PREFIXES = {
  declarations: 'declarations/',
  /** Declarations that are computed in full, with nothing recorded and nothing paid. */
  dryRun: 'dry-run/',
  registry: 'registry/',
  recompute: 'recompute/',
  /** Requests of which only the differences are shown. */
  recomputeDryRun: 'recompute/dry-run/',
  /** Decisions of people, and holds whose reason is gone. */
  release: 'release/',
  /** What the bank answers: status reports (pain.002). */
  returns: 'returns/',
  /** Money that came back after it was settled, as a person registers it. */
  manualReturns: 'returns/manual/',
} as const

export const TRIGGERS: readonly StageTrigger[] = [
  { stage: 'intake', bucket: 'inbox', prefix: PREFIXES.declarations, suffix: '' },
  { stage: 'intake', bucket: 'inbox', prefix: PREFIXES.dryRun, suffix: '' },
  { stage: 'registry', bucket: 'inbox', prefix: PREFIXES.registry, suffix: '' },
  { stage: 'recompute', bucket: 'inbox', prefix: PREFIXES.recompute, suffix: '' },
  { stage: 'release', bucket: 'inbox', prefix: PREFIXES.release, suffix: '' },
  { stage: 'returns', bucket: 'inbox', prefix: PREFIXES.returns, suffix: '' },
  { stage: 'compute', bucket: 'work', prefix: '', suffix: '.compute' },
  { stage: 'settle', bucket: 'work', prefix: '', suffix: '.settle' },
  // Uploads that nobody noticed, or that stopped: started again under their own version.
  ...(['intake', 'registry', 'recompute', 'release', 'returns'] as const).map((stage): StageTrigger => ({
    stage,
    bucket: 'work',
    prefix: '',
    suffix: `.${stage}`,
  })),
]

/** The stage that an object starts, or undefined. */
export const stageOf = (bucket: Bucket, key: string): StageName | undefined =>
  TRIGGERS.find((trigger) => trigger.bucket === bucket && key.startsWith(trigger.prefix) && key.endsWith(trigger.suffix))?.stage

/** Whether an uploaded object only asks what would come out. */
export const isDryRun = (key: string): boolean => key.startsWith(PREFIXES.dryRun) || key.startsWith(PREFIXES.recomputeDryRun)
export const isRecompute = (key: string): boolean => key.startsWith(PREFIXES.recompute)
export const isRelease = (key: string): boolean => key.startsWith(PREFIXES.release)
/** Whether the system asks for it itself: what is held is tried again. */
export const isRetry = (key: string): boolean => /^release\/(?:import|sweep)-/.test(key)
/** Whether the file says what became of payments. */
export const isReturn = (key: string): boolean => key.startsWith(PREFIXES.returns)
export const isManualReturn = (key: string): boolean => key.startsWith(PREFIXES.manualReturns)
/** Whether the run computes accounts again instead of reading declarations. */
export const computesAgain = (key: string): boolean => isRecompute(key) || isRelease(key)

const chunkName = (chunk: number): string => String(chunk).padStart(6, '0')

/** Keys in the work bucket. Trigger keys END in their stage. */
export const work = {
  chunk: (runId: string, chunk: number): string => `${runId}/${chunkName(chunk)}.chunk`,
  /** Attests of one part of the employers, while a large file is sorted. */
  segment: (runId: string, part: number, segment: number): string => `${runId}/${chunkName(part)}-${chunkName(segment)}.segment`,
  result: (runId: string, chunk: number): string => `${runId}/${chunkName(chunk)}.result`,
  /** Of a run that computes again: the accounts that its request named when it was read first. */
  accounts: (runId: string): string => `${runId}/accounts`,
  /** Of a run: the employer that has an RSZ number, as it was found first. */
  employer: (runId: string, nossNumber: string): string => `${runId}/${nossNumber}.employer`,
  /** Of a list of returned money: what it says of the payments of a run, until it is booked. */
  answer: (runId: string, aboutRun: string): string => `${runId}/${aboutRun}.answer`,
  manifest: (runId: string): string => `${runId}/manifest`,
  computeTrigger: (runId: string, chunk: number): string => `${runId}/${chunkName(chunk)}.compute`,
  settleTrigger: (runId: string): string => `${runId}/run.settle`,
  /** Of an import: its notification, as the first delivery had it. */
  upload: (importId: string): string => `${importId}/upload`,
  /** Says which upload is started again: of a run, or of an import. */
  restart: (id: string, stage: StageName): string => `${id}/upload.${stage}`,
}

/** The run and chunk of a compute trigger, the run of a settle trigger; undefined for a key that no stage wrote. */
export function parseTrigger(key: string): { readonly runId: string; readonly chunk: number | undefined } | undefined {
  const match = /^([^/]+)\/(?:(\d{6})\.compute|run\.settle)$/.exec(key)
  return match?.[1] === undefined ? undefined : { runId: match[1], chunk: match[2] === undefined ? undefined : Number(match[2]) }
}

/** Key in the ledger bucket: the declared records behind an entry and their assessment, named by their SHA-256. */
export const recordKey = (sha256: string): string => `records/${sha256}.json.gz`

/** Key in the ledger bucket: a parameter set that something was booked under, named by its hash. */
export const PARAMETERS_FOLDER = 'parameters/'
export const parametersKey = (hash: string): string => `${PARAMETERS_FOLDER}${hash}.json`
/** Keys in the reports bucket: the quarters whose result a new parameter set can change, as a request that an operator can drop, and as an explanation. */
export const parameterReportKey = (hash: string, file: 'quarters.csv' | 'quarters.json'): string =>
  `parameters-${hash.slice(0, 24)}/${file}`

/** Keys in the ledger bucket: what the bank answered about the payments of a run, one object per answer, named in the order of receipt. */
export const ANSWERS_FOLDER = 'bank-answers/'
export const answersFolder = (runId: string): string => `${ANSWERS_FOLDER}${runId}/`
export const answerKey = (runId: string, receivedAt: string, answer: string): string =>
  `${answersFolder(runId)}${receivedAt}-${answer}.json.gz`

export const PAYMENT_FILES = { instructions: 'payment-instructions.jsonl', manifest: 'manifest.json' } as const
/** A file for the bank; its number stands in its name. */
export const isPaymentFile = (file: string): boolean => /^payments-\d{3,}\.pain\.001\.xml$/.test(file)
export const REPORT_FILES = {
  acknowledgement: 'acknowledgement.json',
  summary: 'summary.json',
  exceptionsCsv: 'exceptions.csv',
  exceptionsJson: 'exceptions.json',
  exceptionsPage: 'exceptions.html',
  calculations: 'calculations.jsonl',
  claims: 'claims.jsonl',
  held: 'held.jsonl',
  /** Only of a run that computes again, and of a dry run. */
  differencesCsv: 'differences.csv',
  differences: 'differences.jsonl',
  /** What became of the payments of the run, as far as the bank has answered. */
  reconciliation: 'reconciliation.json',
  reconciliationCsv: 'reconciliation.csv',
  statementCsv: 'statement.csv',
  /** The sender's CSV with what became of each row. */
  annotated: 'annotated.csv',
} as const
/** The statement of an employer, beside the reports of its run. */
export const STATEMENTS_FOLDER = 'statements/'
export const statementFile = (employerNumber: string): string => `${STATEMENTS_FOLDER}${employerNumber}.html`

/** What waits for a person, as the last sweep found it. */
export const SWEEP_REPORT_KEY = 'sweep/waiting.json'

/** The overview, at the top of the reports bucket. */
export const OVERVIEW_KEY = 'index.html'

export const REGISTRY_REPORT_FILE = 'registry-report.csv'

/** Key of a run's file in the payments or reports bucket. */
export const outputKey = (runId: string, file: string): string => `${runId}/${file}`

/** The request of a run whose account changed while it was booked, and that of an import of registry rows. */
export const recomputeKey = (runId: string, employerNumber: string, quarter: string): string =>
  `${PREFIXES.recompute}${runId}-${employerNumber}-${quarter}.csv`
export const importRequestKey = (importId: string): string => `${PREFIXES.recompute}${importId}.csv`
/** The request of an import of payees, and that of a sweep, named by what it asks for. */
export const releaseKey = (cause: string): string => `${PREFIXES.release}${cause}.csv`
