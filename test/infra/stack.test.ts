/** Checks the template of both deployments in words: who may write money, what is watched, that nothing is public, unencrypted or wider than it must be. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TABLE_KEYS, type IndexKeys } from '../../infra/tables.ts'
import {
  BUCKETS,
  stageOf,
  OVERVIEW_KEY,
  SWEEP_REPORT_KEY,
  TABLES,
  TRIGGERS,
  VERSIONED,
  type Bucket,
  type FunctionName,
  type StageName,
  type StageTrigger,
} from '../../shared/pipeline/layout.ts'
import {
  allows,
  at,
  cdkSettings,
  covers,
  DEPLOYMENTS,
  elements,
  synthesize,
  synthesizeWith,
  type Properties,
  type Statement,
  type Synthesis,
} from '../support/template.ts'

const STAGES = ['registry', 'intake', 'recompute', 'release', 'returns', 'compute', 'settle'] as const satisfies readonly StageName[]
const FUNCTIONS = [...STAGES, 'sweep'] as const satisfies readonly FunctionName[]
const DAY_SECONDS = 86_400
const POLICIES = [
  'DeclarationUploader',
  'GrantRegistrar',
  'PayeeRegistrar',
  'RecomputeRequester',
  'Releaser',
  'BankConnection',
  'ReturnRegistrar',
  'PaymentSystem',
  'Operations',
] as const
/** Policies whose holders put something that counts as theirs. */
const UPLOADERS = [
  'DeclarationUploader',
  'GrantRegistrar',
  'PayeeRegistrar',
  'RecomputeRequester',
  'Releaser',
  'BankConnection',
  'ReturnRegistrar',
] as const
/** What the stop rule is in the environment, by its name in the settings. */
const STOP_RULE = {
  refusedPercentMax: 'RUN_REFUSED_PERCENT_MAX',
  changePercentMax: 'RUN_CHANGE_PERCENT_MAX',
  runTotalMax: 'RUN_TOTAL_MAX',
  accountRecoveryPercentMax: 'ACCOUNT_RECOVERY_PERCENT_MAX',
  accountRecoveryMax: 'ACCOUNT_RECOVERY_MAX',
} as const

const synthesized = Object.fromEntries(
  await Promise.all(DEPLOYMENTS.map(async (deployment) => [deployment, await synthesize(deployment)] as const)),
)
const settings = cdkSettings()

const isGrant = ({ effect, actions }: Statement): boolean => effect === 'Allow' && !actions.includes('sts:AssumeRole')
/** Statements of policies that give somebody something; who may take a role is not among them. */
const grants = (stack: Synthesis): Statement[] => stack.statements().filter(isGrant)

/** Whether a policy forbids its holder what another statement of it allows. What the policies of buckets and queues deny is looked at apart. */
const forbids = (statements: readonly Statement[], holder: string, action: string, resource: string): boolean =>
  statements.some((each) => each.holder === holder && each.effect === 'Deny' && allows({ ...each, effect: 'Allow' }, action, resource))

/** Who may do this, by any statement of any policy except the keys' own. */
function whoMay(stack: Synthesis, action: string, resource: string): string[] {
  const statements = stack.statements()
  const allowed = statements
    .filter((statement) => isGrant(statement) && statement.type !== 'AWS::KMS::Key' && allows(statement, action, resource))
    .filter(({ holder }) => !forbids(statements, holder, action, resource))
  return [...new Set(allowed.map(({ holder }) => holder))].toSorted()
}

const bucketAt = (bucket: string): string => `storage/${bucket}`
const encryptionOf = (stack: Synthesis, bucket: string): unknown =>
  at(
    stack.properties('AWS::S3::Bucket', bucketAt(bucket)),
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    0,
    'ServerSideEncryptionByDefault',
  )
const keyOfBucket = (stack: Synthesis, bucket: string): string => stack.words(at(encryptionOf(stack, bucket), 'KMSMasterKeyID'))
const keyOfTable = (stack: Synthesis, table: string): string =>
  stack.words(at(stack.properties('AWS::DynamoDB::Table', `storage/${table}-table`), 'SSESpecification', 'KMSMasterKeyId'))

describe.each(DEPLOYMENTS)('the stack of %s', (deployment) => {
  const stack = synthesized[deployment]!
  const settled = settings[deployment]
  const isProduction = deployment === 'production'

  it('is synthesized by the command line, without an account', () => {
    expect(stack.code, stack.output).toBe(0)
    expect(stack.ofType('AWS::Lambda::Function').size).toBeGreaterThan(0)
  })

  describe('the ledger', () => {
    it('is appended to by settle and by nobody else', () => {
      expect(whoMay(stack, 'dynamodb:PutItem', '<storage/ledger-table>')).toEqual(['settle/role'])
      expect(whoMay(stack, 's3:PutObject', '<storage/ledger>/records/x.json.gz')).toEqual(['settle/role'])
      expect(whoMay(stack, 's3:PutObject', '<storage/ledger>/parameters/x.json')).toEqual(['settle/role'])
      expect(whoMay(stack, 's3:PutObject', '<storage/ledger>/elsewhere')).toEqual([])
    })

    it.each([
      'UpdateItem',
      'BatchWriteItem',
      'PartiQLInsert',
      'PartiQLUpdate',
      'ImportTable',
      'RestoreTableToPointInTime',
      'UpdateTable',
      'UpdateTimeToLive',
      'PutResourcePolicy',
    ])('is not changed by %s', (action) => {
      expect(whoMay(stack, `dynamodb:${action}`, '<storage/ledger-table>')).toEqual([])
    })

    it('is asked by what books, by what computes again, and by what has to know which accounts there are or what they hold', () => {
      expect(whoMay(stack, 'dynamodb:Query', '<storage/ledger-table>')).toEqual([
        'compute/role',
        'recompute/role',
        'registry/role',
        'release/role',
        'returns/role',
        'settle/role',
        'sweep/role',
      ])
      expect(
        ['GetItem', 'Scan', 'BatchGetItem', 'PartiQLSelect', 'ExportTableToPointInTime'].flatMap((action) =>
          whoMay(stack, `dynamodb:${action}`, '<storage/ledger-table>'),
        ),
      ).toEqual([])
    })

    it('has records for what books, what computes again and what writes statements, and parameter sets for what books', () => {
      expect(whoMay(stack, 's3:GetObject', '<storage/ledger>/records/x.json.gz')).toEqual(['compute/role', 'release/role', 'settle/role'])
      expect(whoMay(stack, 's3:GetObject', '<storage/ledger>/parameters/x.json')).toEqual(['settle/role'])
    })

    it('gets the answers of the bank from what reads them, whose only place it is; what books adds returned money and reconciles', () => {
      const answer = '<storage/ledger>/bank-answers/run/x.json.gz'
      expect(whoMay(stack, 's3:PutObject', answer)).toEqual(['returns/role', 'settle/role'])
      expect(whoMay(stack, 's3:GetObject', answer)).toEqual(['returns/role', 'settle/role'])
      for (const action of ['s3:GetObject', 's3:PutObject'])
        for (const key of ['records/x.json.gz', 'parameters/x.json'])
          expect(whoMay(stack, action, `<storage/ledger>/${key}`)).not.toContain('returns/role')
    })

    it('is listed by who looks for parameter sets or for answers of the bank, and by nobody else', () => {
      expect(whoMay(stack, 's3:ListBucket', '<storage/ledger>')).toEqual(['returns/role', 'settle/role'])
    })
  })

  describe('the inbox', () => {
    it('is read by the stage that an object of it starts, the version that the event names, and a declaration once more to give it back', () => {
      for (const key of [
        'declarations/x.csv',
        'dry-run/x.csv',
        'registry/entitlements/x.csv',
        'registry/aliases/x.csv',
        'recompute/x.csv',
        'recompute/dry-run/x.csv',
        'release/x.csv',
        'returns/x.xml',
        'returns/manual/x.csv',
      ]) {
        expect([key, whoMay(stack, 's3:GetObjectVersion', `<storage/inbox>/${key}`)]).toEqual([
          key,
          [`${stageOf('inbox', key)!}/role`, ...(stageOf('inbox', key) === 'intake' ? ['settle/role'] : [])],
        ])
        expect([key, whoMay(stack, 's3:GetObject', `<storage/inbox>/${key}`)]).toEqual([key, []])
      }
    })

    it('gets requests to compute again from imports, from bookings, and from who may ask for it', () => {
      for (const key of ['recompute/x.csv', 'recompute/dry-run/x.csv'])
        expect(whoMay(stack, 's3:PutObject', `<storage/inbox>/${key}`)).toEqual([
          'access/RecomputeRequester',
          'registry/role',
          'settle/role',
        ])
    })

    it('gets decisions from who may decide, and retries of what is held from imports of payees and from the sweep', () => {
      expect(whoMay(stack, 's3:PutObject', '<storage/inbox>/release/x.csv')).toEqual(['access/Releaser', 'registry/role', 'sweep/role'])
    })

    it('gets what the bank answers from its connection alone, and lists of money that came back from who registers them alone', () => {
      expect(whoMay(stack, 's3:PutObject', '<storage/inbox>/returns/x.xml')).toEqual(['access/BankConnection'])
      expect(whoMay(stack, 's3:PutObject', '<storage/inbox>/returns/manual/x.csv')).toEqual(['access/ReturnRegistrar'])
    })

    it('is listed, all versions, by the sweep alone', () => {
      expect(whoMay(stack, 's3:ListBucketVersions', '<storage/inbox>')).toEqual(['sweep/role'])
      expect(whoMay(stack, 's3:ListBucket', '<storage/inbox>')).toEqual([])
    })

    it('gets nothing else from a function', () => {
      for (const key of ['declarations/x.csv', 'dry-run/x.csv', 'registry/payees/x.csv', 'returns/x.xml', 'returns/manual/x.csv', 'x'])
        expect(whoMay(stack, 's3:PutObject', `<storage/inbox>/${key}`).filter((holder) => !holder.startsWith('access/'))).toEqual([])
    })
  })

  describe('runs', () => {
    it('are begun by intake, recompute, release and returns, and moved on by what computes, books and decides; the sweep notes what it tried', () => {
      expect(whoMay(stack, 'dynamodb:PutItem', '<storage/runs-table>')).toEqual([
        'intake/role',
        'recompute/role',
        'release/role',
        'returns/role',
      ])
      expect(whoMay(stack, 'dynamodb:UpdateItem', '<storage/runs-table>')).toEqual([
        'compute/role',
        'intake/role',
        'recompute/role',
        'release/role',
        'returns/role',
        'settle/role',
        'sweep/role',
      ])
    })

    it('that are open, and open holds, are asked for in the index by release and the sweep; nobody asks the table itself', () => {
      expect(whoMay(stack, 'dynamodb:Query', '<storage/runs-table>/index/open')).toEqual(['release/role', 'sweep/role'])
      expect(whoMay(stack, 'dynamodb:Query', '<storage/runs-table>')).toEqual([])
    })

    it('of every year are listed by the sweep alone, for the overview', () => {
      expect(whoMay(stack, 'dynamodb:Query', '<storage/runs-table>/index/received')).toEqual(['sweep/role'])
      expect(whoMay(stack, 's3:PutObject', '<storage/reports>/index.html')).toContain('sweep/role')
    })

    it.each(['run/000001.compute', 'run/run.settle'])('are helped on by the sweep: %s', (key) => {
      expect(whoMay(stack, 's3:PutObject', `<storage/work>/${key}`)).toContain('sweep/role')
    })

    it.each(['intake', 'registry', 'recompute', 'release', 'returns'] as const)(
      'and imports are started again by the sweep alone: %s reads what',
      (name) => {
        expect(whoMay(stack, 's3:PutObject', `<storage/work>/run/upload.${name}`)).toEqual(['sweep/role'])
        expect(whoMay(stack, 's3:GetObject', `<storage/work>/run/upload.${name}`)).toEqual([`${name}/role`])
      },
    )
  })

  describe('the sweep', () => {
    it('reads no object but whether a run has its summary, and writes no ledger, registry, payment or declaration', () => {
      const may = grants(stack).filter(({ holder }) => holder === 'sweep/role')
      expect(may.flatMap(({ actions }) => actions).filter((action) => /^s3:Get|^dynamodb:Put/.test(action))).toEqual(['s3:GetObject'])
      for (const object of [
        '<storage/reports>/run/exceptions.csv',
        '<storage/payments>/run/manifest.json',
        '<storage/inbox>/declarations/x.csv',
      ])
        expect(may.filter((statement) => allows(statement, 's3:GetObject', object))).toEqual([])
      expect(may.filter((statement) => allows(statement, 'dynamodb:UpdateItem', '<storage/registry-table>'))).toEqual([])
      for (const object of ['<storage/payments>/run/manifest.json', '<storage/ledger>/records/x', '<storage/work>/run/000001.result'])
        expect(may.filter((statement) => allows(statement, 's3:PutObject', object))).toEqual([])
    })

    it('writes its report and no other', () => {
      expect(whoMay(stack, 's3:PutObject', `<storage/reports>/${SWEEP_REPORT_KEY}`)).toContain('sweep/role')
      expect(whoMay(stack, 's3:PutObject', '<storage/reports>/run/summary.json')).not.toContain('sweep/role')
    })

    it('asks how many messages wait, and how many failed for good, of every stage, and sends, receives or deletes none of theirs', () => {
      const deeds = [
        'GetQueueAttributes',
        'GetQueueUrl',
        'SendMessage',
        'ReceiveMessage',
        'DeleteMessage',
        'ChangeMessageVisibility',
        'PurgeQueue',
      ]
      for (const name of STAGES) {
        const can = deeds.filter((deed) => whoMay(stack, `sqs:${deed}`, `<${name}/queue>`).includes('sweep/role'))
        expect([name, can]).toEqual([name, ['GetQueueAttributes']])
        const letters = deeds.filter((deed) => whoMay(stack, `sqs:${deed}`, `<${name}/dead-letters>`).includes('sweep/role'))
        expect([name, letters]).toEqual([name, ['GetQueueAttributes']])
      }
    })

    it('is told the address of every queue that it asks about, and nobody else is', () => {
      for (const name of FUNCTIONS) {
        const { Variables } = stack.properties('AWS::Lambda::Function', `${name}/function`).Environment as { Variables: Properties }
        const addresses = Object.entries(Variables).filter(([variable]) => /_(?:QUEUE|DEAD_LETTERS)_URL$/.test(variable))
        expect(addresses.map(([variable, value]) => [variable, stack.words(value)]).toSorted()).toEqual(
          name === 'sweep'
            ? STAGES.flatMap((stage) => [
                [`${stage.toUpperCase()}_QUEUE_URL`, `<${stage}/queue>`],
                [`${stage.toUpperCase()}_DEAD_LETTERS_URL`, `<${stage}/dead-letters>`],
              ]).toSorted()
            : [],
        )
      }
    })

    it('is asked for every hour, by one rule, in its own queue', () => {
      const rules = [...stack.ofType('AWS::Events::Rule').values()].map(({ Properties = {} }) => Properties)
      expect(rules.map(({ ScheduleExpression, State }) => [ScheduleExpression, State])).toEqual([['rate(1 hour)', 'ENABLED']])
      const targets = elements(rules[0]?.Targets)
      expect(
        targets.map(({ Arn, DeadLetterConfig, Input, InputPath, InputTransformer }) => [
          stack.words(Arn),
          stack.words(at(DeadLetterConfig, 'Arn')),
          // The whole event: the handler takes its instant from it.
          Input ?? InputPath ?? InputTransformer,
        ]),
      ).toEqual([['<sweep/queue>', '<sweep/dead-letters>', undefined]])
      expect(targets[0]?.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 })
    })

    it.each(['queue', 'dead-letters'])('lets that rule send to its %s, and no other rule or account', (queue) => {
      const senders = grants(stack).filter(({ holder }) => holder === `sweep/${queue}/Policy`)
      expect(
        senders.map(({ principals, actions, resources, conditions }) => [principals, actions, resources, conditions.replaceAll('\\', '')]),
      ).toEqual([
        [
          ['events.amazonaws.com'],
          ['sqs:SendMessage'],
          [`<sweep/${queue}>`],
          expect.stringMatching(/ArnEquals.*aws:SourceArn":"<schedule>".*StringEquals.*aws:SourceAccount":"<AWS::AccountId>"/) as string,
        ],
      ])
    })
  })

  it('the index of the registry is a resource of its own, and only intake asks it: an employer can be named by RSZ number alone', () => {
    expect(whoMay(stack, 'dynamodb:Query', '<storage/registry-table>/index/by-reference')).toEqual(['intake/role'])
  })

  it('who computes a request again asks the registry only where it computes', () => {
    const actions = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem']
    expect(actions.filter((action) => whoMay(stack, `dynamodb:${action}`, '<storage/registry-table>').includes('recompute/role'))).toEqual(
      [],
    )
  })

  it('payments are written by settle alone, and read besides by the payment system; what reads the answers sees what was ordered, not the files for the bank', () => {
    for (const file of ['manifest.json', 'payment-instructions.jsonl', 'payments-001.pain.001.xml'])
      expect(whoMay(stack, 's3:PutObject', `<storage/payments>/run/${file}`)).toEqual(['settle/role'])
    for (const file of ['manifest.json', 'payment-instructions.jsonl'])
      expect(whoMay(stack, 's3:GetObject', `<storage/payments>/run/${file}`)).toEqual([
        'access/PaymentSystem',
        'returns/role',
        'settle/role',
      ])
    expect(whoMay(stack, 's3:GetObject', '<storage/payments>/run/payments-001.pain.001.xml')).toEqual([
      'access/PaymentSystem',
      'settle/role',
    ])
  })

  it('refusals of the bank are written into the registry by what books, and lifted by what carries out decisions; who reads the answers touches it nowhere', () => {
    expect(whoMay(stack, 'dynamodb:PutItem', '<storage/registry-table>')).toEqual(['registry/role', 'release/role', 'settle/role'])
    expect(whoMay(stack, 'dynamodb:UpdateItem', '<storage/registry-table>')).toEqual(['registry/role', 'release/role'])
    expect(
      ['GetItem', 'BatchGetItem', 'Query', 'Scan'].filter((action) =>
        whoMay(stack, `dynamodb:${action}`, '<storage/registry-table>').includes('returns/role'),
      ),
    ).toEqual([])
  })

  it('reports are read by operations', () => {
    expect(whoMay(stack, 's3:GetObject', '<storage/reports>/run/summary.json').toSorted()).toEqual(['access/Operations', 'sweep/role'])
    expect(whoMay(stack, 's3:GetObject', '<storage/reports>/run/exceptions.csv')).toEqual(['access/Operations'])
    expect(whoMay(stack, 's3:GetObject', '<storage/reports>/import/registry-report.csv')).toEqual(['access/Operations'])
    expect(whoMay(stack, 's3:GetObjectVersion', '<storage/reports>/import/registry-report.csv')).toEqual(['access/Operations'])
    expect(whoMay(stack, 's3:ListBucket', '<storage/reports>').toSorted()).toEqual(['access/Operations', 'sweep/role'])
  })

  it('nobody deletes, shortens a retention, opens a bucket or disables a key', () => {
    const forbidden = [
      'dynamodb:DeleteItem',
      'dynamodb:DeleteTable',
      'dynamodb:PartiQLDelete',
      'dynamodb:BatchWriteItem',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:DeleteObjectTagging',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:PutLifecycleConfiguration',
      's3:PutBucketVersioning',
      's3:PutBucketPolicy',
      's3:PutBucketAcl',
      's3:PutObjectAcl',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketObjectLockConfiguration',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:BypassGovernanceRetention',
      's3:PutEncryptionConfiguration',
      's3:ReplicateDelete',
      'kms:ScheduleKeyDeletion',
      'kms:DisableKey',
      'kms:PutKeyPolicy',
      'kms:CreateGrant',
    ]
    const given = grants(stack)
      .filter(({ type }) => type !== 'AWS::KMS::Key')
      .flatMap(({ holder, actions }) => actions.map((action) => ({ holder, action })))
    expect(given.filter(({ action }) => forbidden.some((each) => covers(action, each, 'i')))).toEqual([])
  })

  describe.each(FUNCTIONS)('the function %s', (name) => {
    const properties = stack.properties('AWS::Lambda::Function', `${name}/function`)
    const [source, ...others] = [...stack.ofType('AWS::Lambda::EventSourceMapping').values()].filter(
      ({ Properties }) => stack.words(Properties?.FunctionName) === `<${name}/function>`,
    )
    const queue = stack.properties('AWS::SQS::Queue', `${name}/queue`)

    it('runs on Node 24, arm64, traced', () => {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } })
    })

    it('has a role of its own', () => {
      const withRole = [...stack.ofType('AWS::Lambda::Function').values()].filter(
        ({ Properties }) => stack.words(Properties?.Role) === stack.words(properties.Role),
      )
      expect([stack.words(properties.Role), withRole.length]).toEqual([`<${name}/role>`, 1])
      expect(stack.properties('AWS::IAM::Role', `${name}/role`)).not.toHaveProperty('ManagedPolicyArns')
    })

    it('logs into its own group, which forgets as the settings say', () => {
      expect(stack.words(at(properties, 'LoggingConfig', 'LogGroup'))).toBe(`<${name}/log>`)
      expect(stack.properties('AWS::Logs::LogGroup', `${name}/log`).RetentionInDays).toBe(settled.logRetentionDays)
      const logging = grants(stack).filter(
        ({ holder, actions }) => holder === `${name}/role` && actions.some((action) => action.startsWith('logs:')),
      )
      expect(logging.flatMap(({ resources }) => resources)).toEqual([`<${name}/log>`])
    })

    it('takes one message at a time, many at once as the settings allow, and gives back only what failed', () => {
      expect(others).toEqual([])
      expect(source?.Properties).toMatchObject({
        BatchSize: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: name === 'sweep' ? 2 : settled.maximumConcurrency },
      })
      expect(stack.words(source?.Properties?.EventSourceArn)).toBe(`<${name}/queue>`)
      expect(source?.Properties?.Enabled ?? true).toBe(true)
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions')
    })

    it('has six times its timeout before a message is seen again', () => {
      expect(queue.VisibilityTimeout).toBe(6 * (properties.Timeout as number))
    })

    it('after five receives a message goes to the dead letters, and is kept there for 14 days', () => {
      expect([at(queue, 'RedrivePolicy', 'maxReceiveCount'), stack.words(at(queue, 'RedrivePolicy', 'deadLetterTargetArn'))]).toEqual([
        5,
        `<${name}/dead-letters>`,
      ])
      expect(stack.properties('AWS::SQS::Queue', `${name}/dead-letters`).MessageRetentionPeriod).toBe(14 * DAY_SECONDS)
    })

    it('has an alarm at the first dead letter and one on the age of its queue', () => {
      const watched = [...stack.ofType('AWS::CloudWatch::Alarm').values()]
        .map(({ Properties = {} }) => Properties)
        .filter(({ AlarmName }) => String(AlarmName).endsWith(`-${name}`))
      expect(
        watched.map((alarm) => [
          alarm.AlarmName,
          alarm.MetricName,
          stack.words(at(alarm, 'Dimensions', 0, 'Value')),
          alarm.ComparisonOperator,
        ]),
      ).toEqual([
        [`DeadLetters-${name}`, 'ApproximateNumberOfMessagesVisible', `<${name}/dead-letters>`, 'GreaterThanThreshold'],
        [`OldestMessage-${name}`, 'ApproximateAgeOfOldestMessage', `<${name}/queue>`, 'GreaterThanThreshold'],
      ])
      expect(watched.find(({ AlarmName }) => AlarmName === `DeadLetters-${name}`)).toMatchObject({
        Threshold: 0,
        EvaluationPeriods: 1,
        Statistic: 'Maximum',
      })
    })

    it('is told when a run has to wait, as the settings say; a limit that is off is not there', () => {
      const { Variables } = properties.Environment as { Variables: Properties }
      const stopRule = settled.stopRule as Readonly<Record<string, unknown>>
      const yesOrNo = (value: unknown): string => (value === true ? 'yes' : 'no')
      expect([Variables.HOLD_EVERY_RUN, Variables.CONFIRM_ACCOUNT_NUMBERS]).toEqual([
        yesOrNo(stopRule.holdsEveryRun),
        yesOrNo(settled.confirmsAccountNumbers),
      ])
      for (const [setting, variable] of Object.entries(STOP_RULE)) {
        const limit = stopRule[setting] as number | string | null
        expect([variable, Variables[variable]]).toEqual([variable, limit === null ? undefined : String(limit)])
      }
    })

    it('is told how numbers in reports are written', () => {
      const { Variables } = properties.Environment as { Variables: Properties }
      expect([settled.reports, Variables.REPORT_DECIMAL_COMMA]).toEqual([{ decimalComma: false }, 'no'])
    })

    it('is told who pays and how the files for the bank are written; what the department does not have is not there', () => {
      const { Variables } = properties.Environment as { Variables: Properties }
      const { debtor, ...files } = settled.paymentFiles as Readonly<Record<string, unknown>>
      const found = Object.entries(Variables).filter(([variable]) => /^(DEBTOR|PAYMENT)_/.test(variable))
      expect(Object.fromEntries(found)).toEqual({
        DEBTOR_NAME: at(debtor, 'name'),
        DEBTOR_IBAN: at(debtor, 'iban'),
        DEBTOR_ORGANISATION: at(debtor, 'organisationId'),
        PAYMENT_PURPOSE: files.purpose,
        PAYMENT_REMITTANCE: files.remittance,
        PAYMENT_FILE_TRANSACTIONS_MAX: String(files.transactionsMax),
        PAYMENT_EXECUTION_DAYS: String(files.executionDays),
      })
      // An account of the department in Belgium needs no BIC.
      expect(at(debtor, 'bic')).toBeNull()
    })

    it('is told every bucket and table, and whether test numbers are allowed', () => {
      const { Variables } = properties.Environment as { Variables: Properties }
      for (const bucket of BUCKETS) expect(stack.words(Variables[`${bucket.toUpperCase()}_BUCKET`])).toBe(`<storage/${bucket}>`)
      for (const table of TABLES) expect(stack.words(Variables[`${table.toUpperCase()}_TABLE`])).toBe(`<storage/${table}-table>`)
      expect(Variables.TEST_NUMBERS_ALLOWED).toBe(isProduction ? 'no' : 'yes')
      expect([Variables.LOG_LEVEL ?? 'INFO', Variables.EMIT_METRICS ?? 'yes']).toEqual(['INFO', 'yes'])
    })
  })

  it('has these eight functions and no helper beside them', () => {
    expect([...stack.ofType('AWS::Lambda::Function').keys()].toSorted()).toEqual(FUNCTIONS.map((name) => `${name}/function`).toSorted())
    expect(
      Object.values(stack.resources)
        .map(({ Type }) => Type)
        .filter((type) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource'),
    ).toEqual([])
  })

  describe('the buckets', () => {
    const buckets = stack.ofType('AWS::S3::Bucket')

    it('are those of the layout and one for access logs', () => {
      expect([...buckets.keys()].toSorted()).toEqual([...BUCKETS, 'access-logs'].map(bucketAt).toSorted())
    })

    it.each([...BUCKETS, 'access-logs'])('%s is closed to the public, owned by the account, and kept in production', (bucket) => {
      const { Properties, DeletionPolicy } = buckets.get(bucketAt(bucket))!
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      })
      expect(Properties).not.toHaveProperty('AccessControl')
      expect(DeletionPolicy).toBe(isProduction ? 'Retain' : 'Delete')
    })

    it.each([...BUCKETS, 'access-logs'])('%s is reached over TLS only, as a whole and object by object', (bucket) => {
      const denials = stack
        .statements()
        .filter(
          ({ holder, effect, conditions }) =>
            holder === `${bucketAt(bucket)}/Policy` && effect === 'Deny' && conditions.includes('aws:SecureTransport'),
        )
      expect(
        denials.map(({ principals, actions, resources, conditions }) => ({
          principals,
          actions,
          resources,
          secure: conditions.includes('false'),
        })),
      ).toEqual([{ principals: ['*'], actions: ['s3:*'], resources: [`<storage/${bucket}>`, `<storage/${bucket}>/*`], secure: true }])
    })

    it.each(BUCKETS)('%s is encrypted with a key of ours, logs who reads it, and is versioned as the layout says', (bucket) => {
      const { BucketEncryption, LoggingConfiguration, VersioningConfiguration } = stack.properties('AWS::S3::Bucket', bucketAt(bucket))
      expect(BucketEncryption).toMatchObject({
        ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      })
      expect(stack.ofType('AWS::KMS::Key').has(keyOfBucket(stack, bucket).slice(1, -1))).toBe(true)
      expect([stack.words(at(LoggingConfiguration, 'DestinationBucketName')), at(LoggingConfiguration, 'LogFilePrefix')]).toEqual([
        '<storage/access-logs>',
        `${bucket}/`,
      ])
      expect(at(VersioningConfiguration, 'Status') ?? 'none').toBe(VERSIONED[bucket] ? 'Enabled' : 'none')
    })

    it('the access logs are encrypted by S3 itself, because S3 writes them nowhere else, and are not versioned', () => {
      expect(encryptionOf(stack, 'access-logs')).toEqual({ SSEAlgorithm: 'AES256' })
      expect(stack.properties('AWS::S3::Bucket', 'storage/access-logs')).not.toHaveProperty('VersioningConfiguration')
    })

    it('only S3 itself may write access logs, and only for buckets of this stack', () => {
      const writers = grants(stack).filter(({ resources }) => resources.some((resource) => resource.startsWith('<storage/access-logs>')))
      expect(writers.map(({ principals }) => principals)).toEqual(BUCKETS.map(() => ['logging.s3.amazonaws.com']))
      expect(writers.every(({ conditions }) => conditions.includes('aws:SourceArn') && conditions.includes('aws:SourceAccount'))).toBe(true)
    })
  })

  describe('what ends by itself', () => {
    const rules = (bucket: string): readonly Properties[] =>
      elements(at(stack.properties('AWS::S3::Bucket', bucketAt(bucket)), 'LifecycleConfiguration', 'Rules'))

    it('nothing of the ledger, old versions included', () => {
      expect(rules('ledger')).toEqual([
        { Id: 'abandoned-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      ])
      expect(stack.properties('AWS::DynamoDB::Table', 'storage/ledger-table')).not.toHaveProperty('TimeToLiveSpecification')
    })

    it('work after the longest hold', () => {
      expect(rules('work')).toContainEqual({ Id: 'expire', Status: 'Enabled', ExpirationInDays: settled.longestHoldDays })
    })

    it.each([
      ['reports', 'outputRetentionDays'],
      ['payments', 'outputRetentionDays'],
      ['inbox', 'inboxRetentionDays'],
    ])('%s after %s, old versions too', (bucket, setting) => {
      expect(rules(bucket)).toContainEqual({
        Id: 'expire',
        Status: 'Enabled',
        ExpirationInDays: settled[setting],
        NoncurrentVersionExpiration: { NoncurrentDays: settled[setting] },
      })
    })

    it.each([OVERVIEW_KEY, SWEEP_REPORT_KEY])('%s, which is made anew every hour: what it was before after a week', (key) => {
      expect(rules('reports')).toContainEqual({
        Id: `rebuilt ${key}`,
        Prefix: key,
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      })
    })

    it('access logs with the other logs, and everywhere uploads that nobody finished', () => {
      expect(rules('access-logs')).toContainEqual({ Id: 'expire', Status: 'Enabled', ExpirationInDays: settled.logRetentionDays })
      for (const bucket of [...BUCKETS, 'access-logs'])
        expect(rules(bucket).some(({ AbortIncompleteMultipartUpload }) => AbortIncompleteMultipartUpload !== undefined)).toBe(true)
    })

    it(
      isProduction ? 'Object Lock keeps the ledger and the payments' : 'Object Lock is not set, so that the deployment can be removed',
      () => {
        const locks = [...stack.ofType('AWS::S3::Bucket')].flatMap(([place, { Properties = {} }]) =>
          Properties.ObjectLockEnabled === true
            ? [[place, at(Properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention')] as const]
            : [],
        )
        expect(locks).toEqual(
          isProduction
            ? ['storage/ledger', 'storage/payments'].map((place) => [place, { Mode: 'GOVERNANCE', Days: settled.objectLockDays }])
            : [],
        )
      },
    )
  })

  describe('the keys', () => {
    it('rotate', () => {
      expect([...stack.ofType('AWS::KMS::Key').values()].map(({ Properties }) => Properties?.EnableKeyRotation)).toEqual([
        true,
        true,
        true,
        true,
      ])
    })

    it('reports and registry share one that nothing else uses; payments and alarms have one each', () => {
      const users = new Map<string, string[]>()
      const uses = (key: string, user: string): unknown => users.set(key, [...(users.get(key) ?? []), user])
      for (const bucket of BUCKETS) uses(keyOfBucket(stack, bucket), `${bucket} bucket`)
      for (const table of TABLES) uses(keyOfTable(stack, table), `${table} table`)
      for (const [place, { Properties }] of stack.ofType('AWS::SNS::Topic')) uses(stack.words(Properties?.KmsMasterKeyId), `${place} topic`)
      expect([...users.values()].map((each) => each.toSorted()).toSorted()).toEqual([
        ['alarms topic'],
        ['inbox bucket', 'ledger bucket', 'ledger table', 'runs table', 'work bucket'],
        ['payments bucket'],
        ['registry table', 'reports bucket'],
      ])
    })

    it('outlive the stack in production', () => {
      for (const place of ['data', 'payments', 'personal'])
        expect(stack.ofType('AWS::KMS::Key').get(`storage/${place}-key`)?.DeletionPolicy).toBe(isProduction ? 'Retain' : 'Delete')
    })

    it('are used by the stages only through S3 and DynamoDB', () => {
      const uses = grants(stack).filter(
        ({ type, actions }) => type !== 'AWS::KMS::Key' && actions.some((action) => action.startsWith('kms:')),
      )
      expect(
        uses.filter(
          ({ conditions }) => !/kms:ViaService.*"(s3|dynamodb)\.<AWS::Region>\.amazonaws\.com/.test(conditions.replaceAll('\\', '')),
        ),
      ).toEqual([])
    })
  })

  describe('the tables', () => {
    it('are those of the layout', () => {
      expect([...stack.ofType('AWS::DynamoDB::Table').keys()].toSorted()).toEqual(
        TABLES.map((table) => `storage/${table}-table`).toSorted(),
      )
    })

    it('have the keys and the indexes that the adapters use, each with no more than is asked for', () => {
      const shapes = TABLES.map((table) => {
        const { KeySchema, GlobalSecondaryIndexes } = stack.properties('AWS::DynamoDB::Table', `storage/${table}-table`)
        const keys = (schema: unknown): unknown[] => elements(schema).map(({ AttributeName, KeyType }) => [AttributeName, KeyType])
        return [
          table,
          keys(KeySchema),
          elements(GlobalSecondaryIndexes).map(({ IndexName, KeySchema: schema, Projection }) => [
            IndexName,
            keys(schema),
            at(Projection, 'ProjectionType'),
            at(Projection, 'NonKeyAttributes') ?? [],
          ]),
        ]
      })
      expect(shapes).toEqual(
        TABLES.map((table) => {
          const { partitionKey, sortKey, indexes } = TABLE_KEYS[table]
          const pair = (hash: string, range?: string): unknown[] => [[hash, 'HASH'], ...(range === undefined ? [] : [[range, 'RANGE']])]
          const indexOf = ({ name, partitionKey: hash, sortKey: range, attributes }: IndexKeys): unknown[] => [
            name,
            pair(hash, range),
            attributes ? 'INCLUDE' : 'KEYS_ONLY',
            attributes ?? [],
          ]
          return [table, pair(partitionKey, sortKey), indexes.map(indexOf)]
        }),
      )
      expect(TABLE_KEYS.runs.indexes).toEqual([
        { name: 'open', partitionKey: 'openShard', sortKey: 'id' },
        // Not the set of completed chunks: each one would be written twice.
        { name: 'received', partitionKey: 'receivedYear', sortKey: 'receivedAt', attributes: ['state', 'source', 'rejection', 'figures'] },
      ])
    })

    it.each(TABLES)('%s is paid by use, can be restored to any moment, and is encrypted with a key of ours', (table) => {
      expect(stack.properties('AWS::DynamoDB::Table', `storage/${table}-table`)).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      })
      expect(stack.ofType('AWS::KMS::Key').has(keyOfTable(stack, table).slice(1, -1))).toBe(true)
    })

    it.each(['ledger', 'registry'])(
      isProduction
        ? '%s is protected from deletion, stays when the stack goes, and is warm for the closing day'
        : '%s goes with the stack, and is cold',
      (table) => {
        const { Properties = {}, DeletionPolicy, UpdateReplacePolicy } = stack.ofType('AWS::DynamoDB::Table').get(`storage/${table}-table`)!
        expect({
          protected: Properties.DeletionProtectionEnabled,
          DeletionPolicy,
          UpdateReplacePolicy,
          warm: Properties.WarmThroughput,
        }).toEqual(
          isProduction
            ? {
                protected: true,
                DeletionPolicy: 'Retain',
                UpdateReplacePolicy: 'Retain',
                warm: { ReadUnitsPerSecond: settled.warmReadUnits, WriteUnitsPerSecond: settled.warmWriteUnits },
              }
            : { protected: false, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete', warm: undefined },
        )
      },
    )
  })

  describe('the queues', () => {
    const places = [...stack.ofType('AWS::SQS::Queue').keys()]

    it('are one per function and its dead letters', () => {
      expect(places.toSorted()).toEqual(FUNCTIONS.flatMap((name) => [`${name}/dead-letters`, `${name}/queue`]).toSorted())
    })

    it.each(places)('%s is encrypted in a way that S3 may use, and reached over TLS only', (place) => {
      expect(stack.properties('AWS::SQS::Queue', place)).toMatchObject({ SqsManagedSseEnabled: true })
      const denials = stack.statements().filter(({ holder, effect }) => holder === `${place}/Policy` && effect === 'Deny')
      expect(
        denials.map(({ principals, actions, resources, conditions }) => [
          principals,
          actions,
          resources,
          /aws:SecureTransport.*false/.test(conditions),
        ]),
      ).toEqual([[['*'], ['sqs:*'], [`<${place}>`], true]])
    })

    it('S3 may send to the queues of the stages, for this account alone, and nobody else by their policies', () => {
      const senders = grants(stack).filter(({ type, holder }) => type === 'AWS::SQS::QueuePolicy' && !holder.startsWith('sweep/'))
      expect(
        senders.map(({ holder, principals, actions, resources, conditions }) => [
          holder,
          principals,
          actions,
          resources,
          conditions.replaceAll('\\', ''),
        ]),
      ).toEqual(
        senders.map(({ holder }) => [
          holder,
          ['s3.amazonaws.com'],
          ['sqs:SendMessage'],
          [`<${holder.replace('/Policy', '')}>`],
          expect.stringMatching(/StringEquals.*aws:SourceAccount":"<AWS::AccountId>"/) as string,
        ]),
      )
      expect(senders.map(({ holder }) => holder).toSorted()).toEqual(STAGES.map((name) => `${name}/queue/Policy`).toSorted())
    })
  })

  describe('the notifications', () => {
    const told = (bucket: Bucket): { readonly to: string; readonly event: string; readonly rules: unknown }[] => {
      return elements(at(stack.properties('AWS::S3::Bucket', bucketAt(bucket)), 'NotificationConfiguration', 'QueueConfigurations')).map(
        ({ Queue, Event, Filter }) => ({
          to: stack.words(Queue),
          event: Event as string,
          rules: elements(at(Filter, 'S3Key', 'Rules')).map(({ Name, Value }) => `${String(Name)} ${String(Value)}`),
        }),
      )
    }

    it.each(BUCKETS)('of %s are exactly the triggers of the layout, by prefix and suffix', (bucket) => {
      expect(told(bucket)).toEqual(
        TRIGGERS.filter((trigger) => trigger.bucket === bucket).map(({ stage, prefix, suffix }) => ({
          to: `<${stage}/queue>`,
          event: 's3:ObjectCreated:*',
          rules: [...(prefix === '' ? [] : [`prefix ${prefix}`]), ...(suffix === '' ? [] : [`suffix ${suffix}`])],
        })),
      )
      expect(
        Object.keys(
          (stack.properties('AWS::S3::Bucket', bucketAt(bucket)).NotificationConfiguration ?? { QueueConfigurations: [] }) as Properties,
        ),
      ).toEqual(['QueueConfigurations'])
    })

    it.each(BUCKETS)('of %s overlap nowhere: S3 refuses two rules that one object could match', (bucket) => {
      const triggers = TRIGGERS.filter((trigger) => trigger.bucket === bucket)
      const pairs = triggers.flatMap((one, index) => triggers.slice(index + 1).map((other) => [one, other] as const))
      expect(pairs.filter(([one, other]) => overlap(one, other))).toEqual([])
    })

    it('intake is told of declarations and of dry runs, and has one statement that lets S3 in', () => {
      expect(
        told('inbox')
          .filter(({ to }) => to === '<intake/queue>')
          .map(({ rules }) => rules),
      ).toEqual([['prefix declarations/'], ['prefix dry-run/']])
      const statements = grants(stack).filter(({ holder }) => holder === 'intake/queue/Policy')
      expect(statements).toHaveLength(1)
    })

    it.each(['inbox', 'work'] as const)('%s waits for the queue policies, because S3 tries them when it is made', (bucket) => {
      const awaited = (stack.ofType('AWS::S3::Bucket').get(bucketAt(bucket))?.DependsOn ?? []).map((id) => stack.place(id))
      expect(awaited).toEqual(expect.arrayContaining(told(bucket).map(({ to }) => `${to.slice(1, -1)}/Policy`)))
    })
  })

  describe('the alarms', () => {
    const alarms = [...stack.ofType('AWS::CloudWatch::Alarm').values()].map(({ Properties = {} }) => Properties)

    it('are two per function and one per business metric that is watched: 23', () => {
      expect(alarms).toHaveLength(2 * FUNCTIONS.length + 7)
    })

    it('all tell the topic, each under a name of its own', () => {
      expect(alarms.map(({ AlarmActions, ActionsEnabled }) => [stack.words(AlarmActions), ActionsEnabled ?? true])).toEqual(
        alarms.map(() => ['<alarms>', true]),
      )
      expect(new Set(alarms.map(({ AlarmName }) => AlarmName as string)).size).toBe(alarms.length)
    })

    it('are mailed to the address of the settings', () => {
      expect(
        [...stack.ofType('AWS::SNS::Subscription').values()].map(({ Properties = {} }) => [
          Properties.Protocol,
          Properties.Endpoint,
          stack.words(Properties.TopicArn),
        ]),
      ).toEqual([['email', settled.alarmAddress, '<alarms>']])
    })

    it('have a topic that is encrypted and takes nothing without TLS', () => {
      expect(stack.words(stack.properties('AWS::SNS::Topic', 'alarms').KmsMasterKeyId)).toBe('<alarm-key>')
      const denials = stack.statements().filter(({ type, effect }) => type === 'AWS::SNS::TopicPolicy' && effect === 'Deny')
      expect(
        denials.map(({ principals, actions, resources, conditions }) => [
          principals,
          actions,
          resources,
          /aws:SecureTransport.*false/.test(conditions),
        ]),
      ).toEqual([[['*'], ['sns:Publish'], ['<alarms>'], true]])
    })

    it('may use the key of the topic', () => {
      const uses = stack
        .statements()
        .filter(({ holder, principals }) => holder === 'alarm-key' && principals.includes('cloudwatch.amazonaws.com'))
      expect(uses.map(({ effect, actions }) => [effect, actions])).toEqual([['Allow', ['kms:Decrypt', 'kms:GenerateDataKey*']]])
    })

    // A topic policy of one's own takes the place of the one that SNS gives to every topic, and that one let the alarms of the account in.
    it('may publish to the topic: its policy replaces the default one, so it has to say so', () => {
      const published = stack
        .statements()
        .filter((statement) => statement.type === 'AWS::SNS::TopicPolicy' && allows(statement, 'sns:Publish', '<alarms>'))
      expect(
        published
          .filter(({ principals }) => principals.includes('cloudwatch.amazonaws.com'))
          .map(({ conditions }) => /aws:Source(Account|Owner|Arn)/i.test(conditions)),
      ).toEqual([true])
    })

    describe('RunStandingStill', () => {
      const alarm = alarms.find(({ AlarmName }) => AlarmName === 'RunStandingStill')!
      const SWEPT = { nothing: 0, standing: 1, silent: undefined }
      const ringsAfter = (...hours: readonly (keyof typeof SWEPT)[]): boolean =>
        rings(
          alarm,
          hours.map((hour) => SWEPT[hour]),
        )

      it('looks at whole hours, as often as something sweeps', () => {
        expect(alarm).toMatchObject({ MetricName: 'StandingStill', Statistic: 'Maximum', Period: 3600 })
      })

      it('rings when sweeps find something that they could not help on', () => {
        expect(ringsAfter('nothing', 'standing', 'standing')).toBe(true)
      })

      it('rings when nothing sweeps', () => {
        expect(ringsAfter('nothing', 'silent', 'silent')).toBe(true)
      })

      it('keeps quiet when two sweeps are a little more than an hour apart, again and again', () => {
        expect(ringsAfter('nothing', 'silent', 'nothing', 'silent', 'nothing', 'silent', 'nothing')).toBe(false)
      })
    })

    it('RunWaitsForRelease rings as soon as one run waits, and only then', () => {
      const alarm = alarms.find(({ AlarmName }) => AlarmName === 'RunWaitsForRelease')!
      expect(alarm).toMatchObject({ MetricName: 'RunsHeld', Statistic: 'Sum' })
      expect([rings(alarm, [0, undefined, 0]), rings(alarm, [1])]).toEqual([false, true])
    })
  })

  describe('wildcards', () => {
    /** Everything of the template that is wider than one named resource or action, and why it may be. Each must be there: the list shrinks with the template. */
    const WIDE: readonly { readonly what: string; readonly is: (statement: Statement) => boolean; readonly why: string }[] = [
      {
        what: 'xray of the eight functions',
        why: 'X-Ray has no resources that a policy could name; both actions only send traces.',
        is: ({ holder, actions, resources }) =>
          FUNCTIONS.some((name) => holder === `${name}/role`)
          && actions.every((action) => ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].includes(action))
          && resources.join() === '*',
      },
      {
        what: 'keys administered by the account',
        why: 'In a key policy «*» is the key itself; without the account as administrator nobody could ever change the policy, and rights still come from IAM.',
        is: ({ type, principals, actions }) =>
          type === 'AWS::KMS::Key' && principals.join() === 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' && actions.join() === 'kms:*',
      },
      {
        what: 'alarm key used by CloudWatch',
        why: 'In a key policy «*» is the key itself; AWS documents GenerateDataKey* for alarms on an encrypted topic; only for this account.',
        is: ({ holder, principals, actions, conditions }) =>
          holder === 'alarm-key'
          && principals.join() === 'cloudwatch.amazonaws.com'
          && actions.every((action) => ['kms:Decrypt', 'kms:GenerateDataKey*'].includes(action))
          && conditions.includes('aws:SourceAccount'),
      },
    ]
    const wide = grants(stack).filter(
      ({ actions, resources, principals }) =>
        actions.some((action) => action.includes('*')) || resources.includes('*') || principals.includes('*'),
    )

    it('as action, resource or principal stand only in the list', () => {
      expect(wide.filter((statement) => !WIDE.some(({ is }) => is(statement)))).toEqual([])
    })

    it.each(WIDE)('the list holds nothing that is gone: $what', ({ is }) => {
      expect(wide.some(is)).toBe(true)
    })

    it('every resource but those begins with one of this stack', () => {
      const others = grants(stack)
        .filter((statement) => !WIDE.some(({ is }) => is(statement)))
        .flatMap(({ holder, resources }) => resources.map((resource) => `${holder}: ${resource}`))
      expect(others.filter((each) => !/: <[a-z][\w/-]*>/.test(each))).toEqual([])
    })

    it('whole buckets are open to those who keep them, and to nobody else', () => {
      const whole = grants(stack)
        .filter(({ type }) => type !== 'AWS::S3::BucketPolicy')
        .flatMap(({ holder, resources, actions }) =>
          resources
            .filter((resource) => resource.endsWith('>/*'))
            .map((resource) => `${holder} ${resource} ${actions.some((action) => action.includes('Put')) ? 'puts' : 'reads'}`),
        )
      expect(whole.toSorted()).toEqual([
        'access/Operations <storage/reports>/* reads',
        'access/PaymentSystem <storage/payments>/* reads',
        'intake/role <storage/reports>/* puts',
        'recompute/role <storage/reports>/* puts',
        'registry/role <storage/reports>/* puts',
        'release/role <storage/reports>/* puts',
        'returns/role <storage/reports>/* puts',
        'settle/role <storage/payments>/* puts',
        'settle/role <storage/reports>/* puts',
      ])
    })
  })

  describe('the roles that people assume', () => {
    /** One object of every kind, and what may be done with objects. */
    const OBJECTS = [
      '<storage/inbox>/declarations/x.csv',
      '<storage/inbox>/dry-run/x.csv',
      '<storage/inbox>/registry/payees/x.csv',
      '<storage/inbox>/registry/entitlements/x.csv',
      '<storage/inbox>/registry/establishments/x.csv',
      '<storage/inbox>/registry/aliases/x.csv',
      '<storage/inbox>/registry/other/x.csv',
      '<storage/inbox>/recompute/x.csv',
      '<storage/inbox>/recompute/dry-run/x.csv',
      '<storage/inbox>/release/x.csv',
      '<storage/inbox>/returns/x.xml',
      '<storage/inbox>/returns/manual/x.csv',
      '<storage/inbox>/x',
      '<storage/work>/run/000001.compute',
      '<storage/work>/run/run.settle',
      '<storage/ledger>/records/x',
      '<storage/ledger>/parameters/x.json',
      '<storage/ledger>/bank-answers/run/x.json.gz',
      '<storage/payments>/run/manifest.json',
      '<storage/payments>/run/payments-001.pain.001.xml',
      '<storage/reports>/run/summary.json',
      '<storage/reports>/parameters-x/quarters.csv',
      `<storage/reports>/${SWEEP_REPORT_KEY}`,
      '<storage/work>/run/upload.release',
      '<storage/access-logs>/inbox/x',
    ]
    const DEEDS = { puts: 's3:PutObject', reads: 's3:GetObject', deletes: 's3:DeleteObject' } as const
    const statements = stack.statements().filter(({ holder }) => holder.startsWith('access/'))
    const of = (policy: string): Statement[] => statements.filter((each) => isGrant(each) && each.holder === `access/${policy}`)
    const can = (policy: string, action: string, resource: string): boolean =>
      of(policy).some((each) => allows(each, action, resource)) && !forbids(statements, `access/${policy}`, action, resource)
    const deedsOf = (policy: string): string[] =>
      Object.entries(DEEDS).flatMap(([deed, action]) =>
        OBJECTS.filter((object) => can(policy, action, object)).map((object) => `${deed} ${object}`),
      )

    it('are nine policies', () => {
      expect([...stack.ofType('AWS::IAM::ManagedPolicy').keys()].toSorted()).toEqual(
        POLICIES.map((policy) => `access/${policy}`).toSorted(),
      )
    })

    it.each([
      ['DeclarationUploader', ['puts <storage/inbox>/declarations/x.csv', 'puts <storage/inbox>/dry-run/x.csv']],
      ['PayeeRegistrar', ['puts <storage/inbox>/registry/payees/x.csv']],
      ['GrantRegistrar', ['entitlements', 'establishments', 'aliases'].map((kind) => `puts <storage/inbox>/registry/${kind}/x.csv`)],
      ['RecomputeRequester', ['puts <storage/inbox>/recompute/x.csv', 'puts <storage/inbox>/recompute/dry-run/x.csv']],
      ['Releaser', ['puts <storage/inbox>/release/x.csv']],
      ['BankConnection', ['puts <storage/inbox>/returns/x.xml']],
      ['ReturnRegistrar', ['puts <storage/inbox>/returns/manual/x.csv']],
      ['PaymentSystem', ['manifest.json', 'payments-001.pain.001.xml'].map((file) => `reads <storage/payments>/run/${file}`)],
      ['Operations', ['run/summary.json', 'parameters-x/quarters.csv', SWEEP_REPORT_KEY].map((key) => `reads <storage/reports>/${key}`)],
    ])('%s can, of all objects: %s', (policy, deeds) => {
      expect(deedsOf(policy)).toEqual(deeds)
    })

    it('share no right on a bucket, an object or a queue', () => {
      const rights = POLICIES.flatMap((policy) =>
        of(policy)
          .filter(({ actions }) => !actions.some((action) => action.startsWith('kms:')))
          .flatMap(({ actions, resources }) => actions.flatMap((action) => resources.map((resource) => ({ policy, action, resource })))),
      )
      const shared = rights.filter(({ policy, action, resource }) => {
        const one = resource.replaceAll('*', 'x')
        return can(policy, action, one) && rights.some((other) => other.policy !== policy && can(other.policy, action, one))
      })
      expect(shared).toEqual([])
    })

    it('forbid the connection of the bank all that lists of returned money need, and forbid nothing else', () => {
      const denials = statements.filter(({ effect }) => effect === 'Deny')
      expect(denials.map(({ holder, actions, resources, conditions }) => [holder, actions, resources, conditions])).toEqual([
        ['access/BankConnection', ['s3:AbortMultipartUpload', 's3:PutObject'], ['<storage/inbox>/returns/manual/*'], ''],
      ])
    })

    it('let only role sessions put: their names are what four eyes compare', () => {
      const puts = POLICIES.flatMap((policy) =>
        of(policy)
          .filter(({ actions }) => actions.some((action) => action.startsWith('s3:Put')))
          .map(({ conditions }) => [policy, /StringEquals.*aws:PrincipalType.*AssumedRole/.test(conditions)]),
      )
      expect(puts).toEqual(UPLOADERS.map((policy) => [policy, true]))
    })

    it('none touches a table, a function or a log', () => {
      expect(
        POLICIES.flatMap((policy) => of(policy).flatMap(({ actions }) => actions)).filter((action) => !/^(s3|sqs|kms):/.test(action)),
      ).toEqual([])
    })

    it.each([
      ['DeclarationUploader', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['PayeeRegistrar', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['GrantRegistrar', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['RecomputeRequester', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['Releaser', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['BankConnection', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['ReturnRegistrar', 'inbox', ['kms:Decrypt', 'kms:GenerateDataKey']],
      ['PaymentSystem', 'payments', ['kms:Decrypt']],
      ['Operations', 'reports', ['kms:Decrypt']],
    ])('%s uses the key of the bucket %s, through S3, and no other key', (policy, bucket, actions) => {
      const uses = of(policy).filter((statement) => statement.actions.some((action) => action.startsWith('kms:')))
      expect(
        uses.map((statement) => [statement.actions.toSorted(), statement.resources, /kms:ViaService.*s3\./.test(statement.conditions)]),
      ).toEqual([[actions, [keyOfBucket(stack, bucket)], true]])
    })

    it.each(FUNCTIONS)('Operations moves dead letters of %s back, and reads or deletes nothing in its queue', (name) => {
      const may = (action: string, queue: string): boolean => can('Operations', `sqs:${action}`, `<${name}/${queue}>`)
      const redrive = [
        'StartMessageMoveTask',
        'CancelMessageMoveTask',
        'ListMessageMoveTasks',
        'ReceiveMessage',
        'DeleteMessage',
        'GetQueueAttributes',
      ]
      expect(redrive.filter((action) => !may(action, 'dead-letters'))).toEqual([])
      expect(
        ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'PurgeQueue', 'SetQueueAttributes'].map((action) => [
          action,
          may(action, 'queue'),
        ]),
      ).toEqual([
        ['SendMessage', true],
        ['ReceiveMessage', false],
        ['DeleteMessage', false],
        ['PurgeQueue', false],
        ['SetQueueAttributes', false],
      ])
      expect(may('PurgeQueue', 'dead-letters')).toBe(false)
    })
  })

  describe('the AWS Solutions rules', () => {
    it('find nothing that is not acknowledged', () => {
      expect({ code: stack.code, violations: stack.violations }).toEqual({ code: 0, violations: [] })
    })

    it('every acknowledgement names one finding on one construct, with a reason of more than a few words', () => {
      expect(stack.acknowledgements.length).toBeGreaterThan(0)
      expect(stack.acknowledgements.filter(({ reason }) => reason.split(/\s+/).length < 15)).toEqual([])
      expect(stack.acknowledgements.filter(({ rule }) => !/^Annotation::AwsSolutions-[A-Z]+\d+\[.+\]$/.test(rule))).toEqual([])
      expect(stack.acknowledgements.filter(({ path }) => path.split('/').length < 4)).toEqual([])
    })
  })
})

it.skipIf(spawnSync('cfn-lint', ['--version']).status !== 0)('cfn-lint, where it is installed, finds no error in any template', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-lint-'))
  try {
    const files = DEPLOYMENTS.map((deployment) => {
      const file = join(folder, `${deployment}.template.json`)
      writeFileSync(file, synthesized[deployment]!.template)
      return file
    })
    const { stdout } = spawnSync('cfn-lint', ['--ignore-checks', 'W', '--format', 'parseable', '--', ...files], { encoding: 'utf8' })
    expect(stdout).toBe('')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('the AWS Solutions rules are at work: what is not acknowledged makes the synth fail and is reported', async () => {
  // With this flag CDK writes the X-Ray statement into a policy beside the role, where nobody has acknowledged it.
  const strict = await synthesizeWith('test', '--context', '@aws-cdk/aws-lambda:createNewPoliciesWithAddToRolePolicy=true')
  expect(strict.code).toBe(1)
  expect([...new Set(strict.violations.map(({ plugin, ruleName, severity }) => `${plugin} ${severity} ${ruleName}`))]).toEqual([
    'AwsSolutions error AwsSolutions-IAM5[Resource::*]',
  ])
})

/** Whether an object could match both rules, as S3 sees it: one prefix begins the other and one suffix ends the other. */
const overlap = (one: Pick<StageTrigger, 'prefix' | 'suffix'>, other: Pick<StageTrigger, 'prefix' | 'suffix'>): boolean =>
  (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix))
  && (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix))

it.each([
  ['a prefix inside another', { prefix: 'recompute/', suffix: '' }, { prefix: 'recompute/dry-run/', suffix: '' }],
  ['every object', { prefix: '', suffix: '' }, { prefix: 'declarations/', suffix: '.csv' }],
  ['a prefix and a suffix', { prefix: 'declarations/', suffix: '' }, { prefix: '', suffix: '.compute' }],
])('rules that overlap are found: %s', (_, one, other) => {
  expect([overlap(one, other), overlap(other, one)]).toEqual([true, true])
})

/** Whether an alarm above a threshold rings at some time in these periods; undefined = a period without a value. */
function rings(alarm: Properties, values: readonly (number | undefined)[]): boolean {
  const [threshold, periods] = [Number(alarm.Threshold), Number(alarm.EvaluationPeriods)]
  const enough = Number(alarm.DatapointsToAlarm ?? periods)
  const breaching = values.map((value) => (value === undefined ? alarm.TreatMissingData === 'breaching' : value > threshold))
  return breaching.some(
    (_, index) => index + 1 >= periods && breaching.slice(index + 1 - periods, index + 1).filter(Boolean).length >= enough,
  )
}
