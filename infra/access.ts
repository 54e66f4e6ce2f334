// Understands the roles that people assume, as managed policies: disjoint, each with the KMS actions it needs and nothing else.
import { Aws } from 'aws-cdk-lib'
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { PREFIXES } from '../shared/pipeline/layout.ts'
import { acknowledgeKeyPattern } from './acknowledgements.ts'
import type { Stage } from './stage.ts'
import type { Storage } from './storage.ts'

/**
 * Who declares cannot set bank details, who sets bank details cannot grant, who has something computed again brings no data, who pays sees nothing but
 * payments. Who releases must be another person than who uploaded: no policy can say that, because one person may hold two roles. The program compares
 * the session names that S3 puts behind the role (principalId `AROA…:name`), so every trust policy must demand the person's own name
 * (`sts:RoleSessionName` = `${aws:username}`, or roles of IAM Identity Center only), and puts are allowed to role sessions alone: a user's own access key
 * would be a second name. Who holds `Releaser` does not hold `Operations`: a message sent by hand can name anybody.
 * The bank's connection may not put lists of returned money: it is no person, and such a list takes two. Its `Deny` would win over the other policy too, so
 * nobody holds both.
 */
export class Access extends Construct {
  constructor(scope: Construct, storage: Storage, functions: readonly Stage[]) {
    super(scope, 'access')
    const { inbox, reports, payments } = storage.buckets
    const viaS3 = { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` } }
    const policy = (
      id: string,
      description: string,
      statements: PolicyStatement[],
      patterns: readonly (readonly [Bucket, string])[],
    ): void => {
      const managed = new ManagedPolicy(this, id, { description, statements })
      for (const [bucket, pattern] of patterns) acknowledgeKeyPattern(managed, bucket, pattern)
    }
    /** `without` is a folder under these prefixes that belongs to another role. */
    const uploader = (id: string, description: string, prefixes: readonly string[], without?: string): void => {
      const patterns = prefixes.map((prefix) => `${prefix}*`)
      policy(
        id,
        description,
        [
          new PolicyStatement({
            actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
            resources: patterns.map((pattern) => inbox.arnForObjects(pattern)),
            conditions: { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } },
          }),
          new PolicyStatement({
            actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
            resources: [storage.keyOfBucket('inbox').keyArn],
            conditions: viaS3,
          }),
          ...(without === undefined
            ? []
            : [
                new PolicyStatement({
                  effect: Effect.DENY,
                  actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
                  resources: [inbox.arnForObjects(`${without}*`)],
                }),
              ]),
        ],
        patterns.map((pattern) => [inbox, pattern]),
      )
    }
    const reads = (bucket: Bucket, keyArn: string): PolicyStatement[] => [
      new PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [bucket.arnForObjects('*')] }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
      new PolicyStatement({ actions: ['kms:Decrypt'], resources: [keyArn], conditions: viaS3 }),
    ]

    uploader('DeclarationUploader', 'Puts declaration files, nothing else.', [PREFIXES.declarations, PREFIXES.dryRun])
    uploader('GrantRegistrar', 'Puts entitlement periods, establishments and replaced numbers of workers, nothing else.', [
      `${PREFIXES.registry}entitlements/`,
      `${PREFIXES.registry}establishments/`,
      `${PREFIXES.registry}aliases/`,
    ])
    uploader('PayeeRegistrar', 'Puts bank details of employers, nothing else.', [`${PREFIXES.registry}payees/`])
    uploader('RecomputeRequester', 'Puts requests to compute accounts again, nothing else.', [PREFIXES.recompute])
    uploader('Releaser', 'Puts decisions about runs, held payments and stops, nothing else.', [PREFIXES.release])
    uploader('BankConnection', 'Puts the answers of the bank, nothing else.', [PREFIXES.returns], PREFIXES.manualReturns)
    uploader('ReturnRegistrar', 'Puts lists of money that came back, nothing else.', [PREFIXES.manualReturns])
    policy('PaymentSystem', 'Reads the payments bucket only.', reads(payments, storage.keyOfBucket('payments').keyArn), [[payments, '*']])
    policy(
      'Operations',
      'Reads reports, looks at queues, moves dead letters back.',
      [...reads(reports, storage.keyOfBucket('reports').keyArn), ...redrive(functions)],
      [[reports, '*']],
    )
  }
}

/** Looks at queues, and what SQS asks of who starts a redrive. */
const redrive = (functions: readonly Stage[]): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
    resources: functions.flatMap(({ queue, deadLetters }) => [queue.queueArn, deadLetters.queueArn]),
  }),
  new PolicyStatement({
    actions: [
      'sqs:StartMessageMoveTask',
      'sqs:CancelMessageMoveTask',
      'sqs:ListMessageMoveTasks',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
    ],
    resources: functions.map(({ deadLetters }) => deadLetters.queueArn),
  }),
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: functions.map(({ queue }) => queue.queueArn) }),
]
