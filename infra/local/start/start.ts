// Understands `npm start`: the local system with its page until it is stopped; wrong calls and a taken port are told in one sentence.
import { once } from 'node:events'
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { EXIT, UsageError } from '../usage.ts'
import { personNamed } from './upload-kinds.ts'

const USAGE = `Usage: npm start [-- [--data <dir>] [--port <n>] [--as <person>]]
  Starts the embedded system with a page on 127.0.0.1: drop a file, follow its run, open its reports, release what waits.
  --data keeps grants, ledger and runs (default ./data; files can be dropped in <data>/drop/<kind>/); --port is that of the page
  (default 4380; 0 = a free one); --as is who puts files in the drop folder (default: the user of this machine).
  Ctrl-C stops it; what was under way goes on at the next start.`

const PORT = 4380
const DROP_INTERVAL_MS = 500

interface StartOptions {
  readonly data: string
  readonly port: number
  readonly person: string
}

function optionsOf(args: string[]): StartOptions | undefined {
  const options = { data: { type: 'string' }, port: { type: 'string' }, as: { type: 'string' }, help: { type: 'boolean' } } as const
  let values
  try {
    values = parseArgs({ args, options }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the call cannot be read')
  }
  if (values.help) return undefined
  const port = Number(values.port ?? PORT)
  if (values.port === '' || !Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port is a number from 0 to 65535')
  return { data: values.data ?? 'data', port, person: personOf(values.as) }
}

function personOf(given: string | undefined): string {
  if (given === undefined)
    return (
      userInfo()
        .username.replaceAll(/[^\w.@+-]/g, '-')
        .slice(0, 64) || 'local'
    )
  try {
    return personNamed(given)
  } catch {
    throw new UsageError('--as is a name of letters, digits and . @ + - _ without spaces')
  }
}

async function start(args: string[]): Promise<void> {
  const options = optionsOf(args)
  if (!options) {
    process.stdout.write(`${USAGE}\n`)
    return
  }
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  // The pipeline and the SDK are loaded when the call is found to be right, so that --help and a wrong call answer at once.
  const { startLocalPage } = await import('./local-page.ts')
  const page = await startLocalPage({
    ...options,
    now: () => new Date(),
    dropIntervalMs: DROP_INTERVAL_MS,
    onTrouble: (sentence) => process.stderr.write(`note: ${sentence}\n`),
  })
  process.stdout.write(`Kwartaalpremie: ${page.address} (Ctrl-C stops it)\n`)
  await stopped
  await page.close()
}

function sentenceOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `the port is in use; --port names another one, 0 a free one`
  return error instanceof Error ? error.message : 'unknown'
}

// npm runs its scripts in the folder of the project: the data folder means the folder in which the person stands.
if (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)

try {
  await start(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${USAGE}\n`)
  else process.stderr.write(`technical fault: ${sentenceOf(error)}\n`)
  process.exitCode = EXIT.fault
}
