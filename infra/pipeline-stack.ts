// Understands the whole system on AWS: storage, one construct per function, notifications between them, the schedule, alarms, access.
import { Aws, Stack, type App } from 'aws-cdk-lib'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { TRIGGERS, type FunctionName, type StageName } from '../shared/pipeline/layout.ts'
import { Access } from './access.ts'
import { BusinessAlarms } from './alarms.ts'
import { bundleFunctions } from './bundle.ts'
import { describeDashboard } from './dashboard.ts'
import { notify } from './notifications.ts'
import type { StageQueues } from './role.ts'
import { sweepOnSchedule } from './schedule.ts'
import type { Settings } from './settings.ts'
import { Stage } from './stage.ts'
import { Storage } from './storage.ts'

/** In the order of the flow; intake, recompute, release and returns begin runs. */
const STAGES: readonly StageName[] = ['registry', 'intake', 'recompute', 'release', 'returns', 'compute', 'settle']
/** The sweep comes last: it asks about the queues of all stages. */
const FUNCTIONS: readonly FunctionName[] = [...STAGES, 'sweep']

export class PipelineStack extends Stack {
  constructor(app: App, id: string, settings: Settings) {
    super(app, id, {
      description: `Kwartaalpremie (${settings.stage}): quarterly wage declarations in, premium payments and exception reports out`,
      terminationProtection: settings.protectData,
    })
    const storage = new Storage(this, 'storage', settings)
    const action = new SnsAction(this.#alarmTopic(settings))
    const assets = bundleFunctions(FUNCTIONS)
    const make = (name: FunctionName, asks: StageQueues = {}): Stage =>
      new Stage(this, { name, storage, settings, assetFolder: assets[name], alarmAction: action, asks })
    const stages = STAGES.map((name) => make(name))
    const sweep = make('sweep', Object.fromEntries(stages.map((stage) => [stage.node.id, stage])))
    for (const bucket of ['inbox', 'work'] as const) {
      const triggers = TRIGGERS.filter((trigger) => trigger.bucket === bucket)
      notify(
        storage.buckets[bucket],
        triggers.flatMap((trigger) => stages.filter(({ node }) => node.id === trigger.stage).map(({ queue }) => ({ trigger, queue }))),
      )
    }
    sweepOnSchedule(this, sweep)
    const business = new BusinessAlarms(this, settings, action)
    const functions = [...stages, sweep]
    describeDashboard(this, functions, [...functions.flatMap(({ alarms }) => alarms), ...business.alarms])
    new Access(this, storage, functions)
  }

  /** Alarms go to one encrypted topic; CloudWatch may use its key. */
  #alarmTopic(settings: Settings): ITopic {
    const key = new Key(this, 'alarm-key', { description: `Kwartaalpremie ${settings.stage}: alarms`, enableKeyRotation: true })
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
    const topic = new Topic(this, 'alarms', { masterKey: key, enforceSSL: true })
    // A policy of our own (TLS only) takes the place of the default one, which let the account's alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    )
    topic.addSubscription(new EmailSubscription(settings.alarmAddress))
    return topic
  }
}
