// Understands synthesizing the stack as a deployment does, and reading the template in words: resources by their place in the code, policies as flat statements.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { oncePerRun } from './once-per-run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk')
const APP = join(ROOT, 'infra', 'app.ts')

/** The deployments that cdk.json describes. */
export const DEPLOYMENTS = ['test', 'production'] as const
export type Deployment = (typeof DEPLOYMENTS)[number]

/** The context of cdk.json, as the CDK command line hands it to the app. */
export const cdkContext = (): Record<string, unknown> =>
  (JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context

export type RawSettings = Readonly<Record<string, unknown>>
export const cdkSettings = (): Readonly<Record<Deployment, RawSettings>> =>
  cdkContext().settings as Readonly<Record<Deployment, RawSettings>>

/** A process in a folder of its own: whatever it leaves behind is removed with it. Nothing goes to the network or to the project's folder. */
interface Ended<T> {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
  /** What was read from the folder before it went. */
  readonly found: T
}

async function inTemporaryFolder<T>(
  args: (out: string) => readonly string[],
  environment: (out: string) => NodeJS.ProcessEnv,
  find: (out: string) => T,
): Promise<Ended<T>> {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-synth-'))
  try {
    return await inFolder(folder, args, environment, find)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function inFolder<T>(
  folder: string,
  args: (out: string) => readonly string[],
  environment: (out: string) => NodeJS.ProcessEnv,
  find: (out: string) => T,
): Promise<Ended<T>> {
  const [out, temporary] = [join(folder, 'out'), join(folder, 'tmp')]
  mkdirSync(temporary)
  const begun = performance.now()
  const child = spawn(process.execPath, args(out), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      TMPDIR: temporary,
      CDK_HOME: join(folder, 'home'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...environment(out),
    },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { code, stdout, stderr, seconds: (performance.now() - begun) / 1000, found: find(out) }
}

/** Runs the app alone with a context of the test's own; gives the templates that it wrote. */
export const runApp = (context: Record<string, unknown>): Promise<Ended<readonly string[]>> =>
  inTemporaryFolder(
    () => [APP],
    (out) => ({ CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context) }),
    templateFiles,
  )

/** Runs `cdk synth` for a stage that cdk.json may know or not. */
export const cdkSynth = <T>(stage: string, find: (out: string) => T, ...options: readonly string[]): Promise<Ended<T>> =>
  inTemporaryFolder(synthOf('--context', `stage=${stage}`, ...options), () => ({}), find)

const synthOf =
  (...options: readonly string[]) =>
  (out: string): readonly string[] => [CDK, 'synth', '--quiet', '--output', out, ...options]

export function templateFiles(out: string): readonly string[] {
  try {
    return readdirSync(out).filter((file) => file.endsWith('.template.json'))
  } catch {
    return [] // the app ended before it made the folder
  }
}

export interface Resource {
  readonly Type: string
  readonly Properties?: Properties
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Metadata?: Readonly<Record<string, string>>
}
export type Properties = Readonly<Record<string, unknown>>

/** What stands at a path inside a value of the template; undefined when there is nothing. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string | number, unknown>>)[step] : undefined,
    value,
  )

/** The elements of a list, of one value that stands for a list of one, or of nothing. */
export const elements = (value: unknown): readonly Properties[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]) as Properties[]

/** One statement of any policy, with lists where JSON allows one or several, and references in words. */
export interface Statement {
  /** Where it stands: `settle/role`, `access/Operations`, `storage/ledger/Policy` */
  readonly holder: string
  readonly type: string
  readonly effect: string
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: string
}

export interface Acknowledgement {
  readonly path: string
  readonly rule: string
  readonly reason: string
}

export interface Violation {
  readonly ruleName: string
  readonly severity: string
  readonly violatingConstructs: readonly { readonly constructPath: string }[]
}

interface Found {
  readonly template: string
  readonly resources: Readonly<Record<string, Resource>>
  readonly violations: readonly (Violation & { readonly plugin: string })[]
  readonly acknowledgements: readonly Acknowledgement[]
}

/** A synthesized deployment: how it went, and its template. */
export class Synthesis {
  readonly deployment: Deployment
  readonly code: number | null
  readonly seconds: number
  readonly output: string
  readonly violations: Found['violations']
  readonly acknowledgements: readonly Acknowledgement[]
  /** The template as it would be deployed. */
  readonly template: string
  readonly resources: Readonly<Record<string, Resource>>

  constructor(deployment: Deployment, { code, seconds, stdout, stderr, found }: Ended<Found>) {
    this.deployment = deployment
    this.code = code
    this.seconds = seconds
    this.output = stdout + stderr
    this.template = found.template
    this.violations = found.violations
    this.acknowledgements = found.acknowledgements
    this.resources = found.resources
  }

  /** Resources of a type by their place in the code: `storage/ledger`, `settle/queue`. */
  ofType(type: string): ReadonlyMap<string, Resource> {
    return new Map(
      Object.entries(this.resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => [this.place(id), resource]),
    )
  }

  /** The properties of the one resource of this type at this place. */
  properties(type: string, place: string): Properties {
    const resource = this.ofType(type).get(place)
    if (!resource?.Properties) throw new Error(`the template of ${this.deployment} has no ${type} at ${place}`)
    return resource.Properties
  }

  /** Where a resource stands in the code, without the stack and CDK's own last step. */
  place(logicalId: string): string {
    const path = this.resources[logicalId]?.Metadata?.['aws:cdk:path']
    return path === undefined
      ? logicalId
      : path
          .split('/')
          .slice(1)
          .filter((part, index, parts) => part !== 'Resource' || index < parts.length - 1)
          .join('/')
  }

  /** A value with its references in words: `<storage/ledger>/records/*`, `<AWS::Region>`. Whether a reference means name or ARN is left out. */
  words(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value)
    if (Array.isArray(value)) return value.map((each) => this.words(each)).join(',')
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': text } = value as Readonly<Record<string, unknown>>
    if (typeof Ref === 'string') return `<${this.place(Ref)}>`
    if (Array.isArray(attribute)) return `<${this.place(String(attribute[0]))}>`
    if (Array.isArray(join)) return (join[1] as unknown[]).map((part) => this.words(part)).join(String(join[0]))
    if (typeof text === 'string') return text.replaceAll('${', '<').replaceAll('}', '>')
    return JSON.stringify(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.words(each)])))
  }

  /** Every statement of every policy in the template, whatever it hangs on. */
  statements(): readonly Statement[] {
    return Object.entries(this.resources).flatMap(([id, { Type, Properties = {} }]) =>
      policyDocuments(Properties).flatMap((document) =>
        elements(document.Statement).map((statement): Statement => ({
          holder: holderOf(this.place(id)),
          type: Type,
          effect: String(statement.Effect),
          principals: this.#principals(statement.Principal),
          actions: elements(statement.Action).map((action) => this.words(action)),
          resources: elements(statement.Resource).map((resource) => this.words(resource)),
          conditions: statement.Condition === undefined ? '' : this.words(statement.Condition),
        })),
      ),
    )
  }

  #principals(principal: unknown): string[] {
    if (typeof principal !== 'object' || principal === null) return principal === undefined ? [] : [this.words(principal)]
    return Object.values(principal).flatMap((each) => elements(each).map((one) => this.words(one)))
  }
}

/** CDK puts what it adds to a role itself into a policy beside it: to the reader they are one. */
const holderOf = (place: string): string => place.replace(/\/DefaultPolicy$/, '')

/** The policy documents among the properties of a resource: one of its own, those inside a role, a key's, a trust policy. */
function policyDocuments(properties: Properties): readonly Properties[] {
  const inline = elements(properties.Policies).map(({ PolicyDocument }) => PolicyDocument)
  return [
    properties.PolicyDocument,
    properties.KeyPolicy,
    properties.AssumeRolePolicyDocument,
    at(properties, 'ResourcePolicy', 'PolicyDocument'),
    ...inline,
  ].flatMap(elements)
}

/** A text as the part of a regular expression that means just it. */
export const literally = (text: string): string => text.replaceAll(/[.?+*^$()[\]{}|\\/]/g, String.raw`\$&`)

/** Whether a pattern of IAM, in which `*` is any text, covers a value. Actions are compared without regard to capitals. */
export const covers = (pattern: string, value: string, flags = ''): boolean =>
  new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, flags).test(value)

/** Whether a statement, taken alone and without its conditions, allows an action on a resource. */
export const allows = ({ effect, actions, resources }: Statement, action: string, resource: string): boolean =>
  effect === 'Allow' && actions.some((pattern) => covers(pattern, action, 'i')) && resources.some((pattern) => covers(pattern, resource))

/** A deployment as `cdk synth` gives it, made once per run; `test` without its name, as nobody has to name it. Prints how long it took. */
export async function synthesize(deployment: Deployment): Promise<Synthesis> {
  const folder = await synthFolder(deployment)
  return synthesisOf(deployment, JSON.parse(readFileSync(join(folder, ENDED), 'utf8')) as Ended<Found>)
}

/** The folder in which that synth has left templates and assets. Only to read. */
export const assemblyOf = async (deployment: Deployment): Promise<string> => join(await synthFolder(deployment), 'out')

const ENDED = 'ended.json'
const synthFolder = (deployment: Deployment): Promise<string> =>
  oncePerRun(`synth-${deployment}`, async (folder) => {
    const options = deployment === 'test' ? [] : ['--context', `stage=${deployment}`]
    const ended = await inFolder(folder, synthOf(...options), () => ({}), findIn)
    writeFileSync(join(folder, ENDED), JSON.stringify(ended))
  })

/** The same with more options of the command line, named and made anew. */
export const synthesizeWith = async (deployment: Deployment, ...options: readonly string[]): Promise<Synthesis> =>
  synthesisOf(deployment, await cdkSynth(deployment, findIn, ...options))

function synthesisOf(deployment: Deployment, ended: Ended<Found>): Synthesis {
  if (ended.found.template === '') throw new Error(`cdk synth of ${deployment} gave no template:\n${ended.stdout}${ended.stderr}`)
  process.stdout.write(`cdk synth ${deployment}: ${ended.seconds.toFixed(1)} s\n`)
  return new Synthesis(deployment, ended)
}

function findIn(out: string): Found {
  const [file] = templateFiles(out)
  if (file === undefined) return { template: '', resources: {}, violations: [], acknowledgements: [] }
  const read = (name: string): unknown => JSON.parse(readFileSync(join(out, name), 'utf8'))
  const report = read('validation-report.json') as {
    readonly pluginReports: readonly { readonly pluginName: string; readonly violations: readonly Violation[] }[]
  }
  const metadata = read(file.replace('.template.', '.metadata.')) as Readonly<
    Record<string, readonly { readonly type: string; readonly data: unknown }[]>
  >
  return {
    template: readFileSync(join(out, file), 'utf8'),
    resources: (read(file) as { readonly Resources: Readonly<Record<string, Resource>> }).Resources,
    violations: report.pluginReports.flatMap(({ pluginName, violations }) =>
      violations.map((violation) => ({ plugin: pluginName, ...violation })),
    ),
    acknowledgements: Object.entries(metadata).flatMap(([path, entries]) =>
      entries
        .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
        .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>).map(([rule, reason]) => ({ path, rule, reason }))),
    ),
  }
}
