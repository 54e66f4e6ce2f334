// Understands the command line `kwartaalpremie`: reads the call, runs the command, turns every trouble into a sentence and an exit code.
import { parseArgs } from 'node:util'
import { parseLocalDate, parseQuarter, type Quarter } from '../../shared/kernel/calendar.ts'
import { checkEmployerNumber } from '../../shared/kernel/identifiers.ts'
import { MEASURES } from '../../shared/law/measures.ts'
import type { EVERY_EMPLOYER } from '../../shared/pipeline/recompute/request.ts'
import type { CallOptions } from './call.ts'
import type { ExplainRequest } from './explain-command.ts'
import type { ProcessOptions } from './process-command.ts'
import type { Request } from './recompute-command.ts'
import type { DecisionLine } from './release-command.ts'
import { EXIT, USAGE, UsageError } from './usage.ts'

type DataOptions = CallOptions & { readonly data: string }

// A command brings the whole pipeline and the SDK: it is loaded when the call is found to be right, so that --help and a wrong call answer at once.
const processCommand = async (options: ProcessOptions): Promise<number> => (await import('./process-command.ts')).processCommand(options)
const recomputeCommand = async (request: Request, options: DataOptions): Promise<number> =>
  (await import('./recompute-command.ts')).recomputeCommand(request, options)
const parametersCommand = async (data: string): Promise<number> => (await import('./recompute-command.ts')).parametersCommand(data)
const releaseCommand = async (line: DecisionLine, options: DataOptions): Promise<number> =>
  (await import('./release-command.ts')).releaseCommand(line, options)
const returnsCommand = async (files: readonly string[], options: DataOptions): Promise<number> =>
  (await import('./returns-command.ts')).returnsCommand(files, options)
const sweepCommand = async (options: DataOptions): Promise<number> => (await import('./sweep-command.ts')).sweepCommand(options)
const explainCommand = async (request: ExplainRequest): Promise<number> => (await import('./explain-command.ts')).explainCommand(request)
const servicesCommand = async (data: string | undefined): Promise<number> => (await import('./services-command.ts')).servicesCommand(data)

const OPTIONS = {
  entitlements: { type: 'string' },
  payees: { type: 'string' },
  establishments: { type: 'string' },
  aliases: { type: 'string' },
  employer: { type: 'string' },
  all: { type: 'string' },
  'dry-run': { type: 'boolean' },
  data: { type: 'string' },
  out: { type: 'string' },
  now: { type: 'string' },
  json: { type: 'boolean' },
  quarter: { type: 'string' },
  language: { type: 'string' },
  html: { type: 'string' },
  run: { type: 'string' },
  measure: { type: 'string' },
  reason: { type: 'string' },
  as: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Options that each command understands. */
const UNDERSTOOD: Readonly<Record<string, readonly (keyof typeof OPTIONS)[]>> = {
  process: ['entitlements', 'payees', 'establishments', 'aliases', 'data', 'out', 'now', 'as', 'dry-run', 'json'],
  import: ['entitlements', 'payees', 'establishments', 'aliases', 'data', 'out', 'now', 'as', 'dry-run', 'json'],
  recompute: ['employer', 'quarter', 'all', 'data', 'out', 'now', 'dry-run', 'json'],
  release: ['run', 'employer', 'quarter', 'reason', 'as', 'data', 'out', 'now', 'json'],
  abandon: ['run', 'reason', 'as', 'data', 'out', 'now', 'json'],
  'settle-without': ['run', 'reason', 'as', 'data', 'out', 'now', 'json'],
  pause: ['measure', 'reason', 'as', 'data', 'out', 'now', 'json'],
  resume: ['measure', 'reason', 'as', 'data', 'out', 'now', 'json'],
  returns: ['as', 'data', 'out', 'now', 'json'],
  statement: ['employer', 'quarter', 'run', 'data', 'out', 'now', 'json'],
  sweep: ['data', 'out', 'now', 'json'],
  parameters: ['data'],
  explain: ['quarter', 'data', 'language', 'html'],
  services: ['data'],
}

type Values = ReturnType<typeof parse>['values']

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the call cannot be read')
  }
}

function required(
  values: Values,
  option: 'entitlements' | 'payees' | 'quarter' | 'data' | 'employer' | 'run' | 'measure' | 'reason' | 'as',
): string {
  const value = values[option]
  if (value === undefined || value === '') throw new UsageError(`--${option} is missing`)
  return value
}

/** An instant with a time zone (a date alone is its midnight in UTC), so that the same call means the same everywhere. */
function instant(text: string | undefined): () => Date {
  if (text === undefined) return () => new Date()
  const isInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const pinned = new Date(text)
  const year = pinned.getUTCFullYear()
  const exists = isInstant && parseLocalDate(text.slice(0, 10)) !== undefined
  if (!exists || Number.isNaN(pinned.getTime()) || year < 2000 || year > 2100)
    throw new UsageError(`--now ${text} is not an instant like 2024-10-15T09:00:00Z`)
  return () => new Date(pinned)
}

const callOptions = (values: Values): CallOptions => ({
  data: values.data,
  out: values.out ?? 'out',
  now: instant(values.now),
  json: values.json ?? false,
  dryRun: values['dry-run'] ?? false,
  as: person(values.as ?? 'local'),
})

/** Who uploads or decides; a name that can stand in a request to S3. */
function person(name: string): string {
  if (!/^[\w.@+-]{1,64}$/.test(name)) throw new UsageError('--as is a name of letters, digits and . @ + - _ without spaces')
  return name
}

function decisionOf(action: DecisionLine['action'], values: Values): DecisionLine {
  const reason = action === 'release' || action === 'resume' ? (values.reason ?? '') : required(values, 'reason')
  if (action === 'pause' || action === 'resume') {
    const measure = MEASURES.find((each) => each === required(values, 'measure').toUpperCase())
    if (measure === undefined) throw new UsageError(`--measure is one of ${MEASURES.join(', ')}`)
    return { action, target: measure, quarter: '', reason }
  }
  if (action !== 'release' || values.employer === undefined) {
    if (values.quarter !== undefined) throw new UsageError('--quarter goes with --employer')
    return { action, target: required(values, 'run'), quarter: '', reason }
  }
  if (values.run !== undefined) throw new UsageError('release takes either --run or --employer')
  const { employer, quarter } = requestOf(values)
  return { action, target: employer, quarter: quarter ?? '', reason }
}

function quarterOf(text: string, option: string): Quarter {
  const quarter = parseQuarter(text)
  if (quarter === undefined) throw new UsageError(`--${option} is not a quarter like 2024Q3`)
  return quarter
}

const registryOf = ({ entitlements, payees, establishments, aliases }: Values): ProcessOptions['registry'] =>
  Object.fromEntries(Object.entries({ entitlements, payees, establishments, aliases }).filter(([, file]) => file !== undefined))

function requestOf({ employer, quarter, all }: Pick<Values, 'employer' | 'quarter' | 'all'>): Request {
  if ((employer === undefined) === (all === undefined)) throw new UsageError('recompute takes either --employer or --all')
  if (all !== undefined) {
    if (quarter !== undefined) throw new UsageError('--all names the quarter itself: --quarter goes with --employer')
    return { employer: 'all' satisfies typeof EVERY_EMPLOYER, quarter: quarterOf(all, 'all') }
  }
  const checked = checkEmployerNumber(employer ?? '')
  if (checked.kind === 'invalid') throw new UsageError('--employer is not a valid enterprise number')
  return { employer: checked.value, quarter: quarter === undefined ? undefined : quarterOf(quarter, 'quarter') }
}

function noOperands(command: string, operands: readonly string[]): void {
  if (operands.length > 0) throw new UsageError(`${command} takes options only, and no file`)
}

async function run(args: string[]): Promise<number> {
  const {
    values,
    positionals: [command, ...operands],
  } = parse(args)
  if (values.help || command === undefined) {
    process.stdout.write(`${USAGE}\n`)
    return values.help ? EXIT.done : EXIT.fault
  }
  const understood = UNDERSTOOD[command]
  if (!understood) throw new UsageError(`there is no command ${command}`)
  const foreign = Object.keys(values).find((option) => !(understood as readonly string[]).includes(option))
  if (foreign !== undefined) throw new UsageError(`${command} has no option --${foreign}`)
  switch (command) {
    case 'process': {
      if (operands.length === 0) throw new UsageError('no declaration file is named')
      required(values, 'entitlements')
      required(values, 'payees')
      return processCommand({ declarations: operands, registry: registryOf(values), ...callOptions(values) })
    }
    case 'import': {
      noOperands(command, operands)
      const registry = registryOf(values)
      if (Object.keys(registry).length === 0) throw new UsageError('import takes at least one registry file')
      return processCommand({ declarations: [], registry, ...callOptions(values), data: required(values, 'data') })
    }
    case 'recompute': {
      if (operands.length > 0) throw new UsageError('recompute takes --employer or --all, and no file')
      return recomputeCommand(requestOf(values), { ...callOptions(values), data: required(values, 'data') })
    }
    case 'release':
    case 'abandon':
    case 'settle-without':
    case 'pause':
    case 'resume':
      noOperands(command, operands)
      required(values, 'as')
      return releaseCommand(decisionOf(command, values), { ...callOptions(values), data: required(values, 'data') })
    case 'returns':
      if (operands.length === 0) throw new UsageError('no answer of the bank is named')
      return returnsCommand(operands, { ...callOptions(values), data: required(values, 'data') })
    case 'statement': {
      noOperands(command, operands)
      const { employer, quarter } = requestOf({ ...values, employer: required(values, 'employer') })
      const line = { action: command, target: employer, quarter: quarter ?? '', reason: values.run ?? '' } as const
      return releaseCommand(line, { ...callOptions(values), data: required(values, 'data') })
    }
    case 'sweep':
      noOperands(command, operands)
      return sweepCommand({ ...callOptions(values), data: required(values, 'data') })
    case 'parameters':
      return parametersCommand(required(values, 'data'))
    case 'explain': {
      const [inss] = operands
      const quarter = quarterOf(required(values, 'quarter'), 'quarter')
      if (inss === undefined || operands.length > 1) throw new UsageError('explain takes the INSS of one worker')
      const language = values.language ?? 'nl'
      if (language !== 'nl' && language !== 'en') throw new UsageError('--language is nl or en')
      if (values.html === '') throw new UsageError('--html takes the name of a file')
      return explainCommand({ inss, quarter, data: required(values, 'data'), language, html: values.html })
    }
    default:
      return servicesCommand(values.data)
  }
}

// A reader that stops reading (`| head`) is no fault: what is left to say goes nowhere, the work and its cleaning up go on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

// npm runs its scripts in the folder of the project: names of files mean the folder in which the person stands.
if (process.env.npm_lifecycle_event === 'kwartaalpremie' && process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  else process.stderr.write(`technical fault: ${error instanceof Error ? error.message : 'unknown'}\n`)
  process.exitCode = EXIT.fault
}
