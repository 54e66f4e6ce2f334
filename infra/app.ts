// Understands the application that CDK synthesizes: one stack, checked against the AWS Solutions rules.
import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { PipelineStack } from './pipeline-stack.ts'
import { readSettings } from './settings.ts'

const app = new App()
try {
  const settings = readSettings(app)
  const stack = new PipelineStack(app, `Kwartaalpremie-${settings.stage}`, settings)
  // Not every region's CloudFormation knows tags on a dashboard.
  Tags.of(stack).add('application', 'kwartaalpremie', { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
} catch (error) {
  // A wrong setting is told in a sentence; anything else keeps its stack trace.
  if (!(error instanceof Error) || !error.message.includes('settings')) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
