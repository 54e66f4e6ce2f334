// Understands one call of the command line that may be killed: in a group of processes of its own, to its end or to the moment, and until nothing of it is left.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sample } from '../../support/cli.ts'
import { COUNTS_FILE, MOMENT, type Moment } from './crash-moment.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PRELOAD = new URL('crash-moment.ts', import.meta.url).href

/** A day at the office: one call, with these files. */
export interface Day {
  readonly now: string
  readonly declarations: readonly string[]
  readonly registry: Readonly<Record<string, string>>
}

export interface Ended {
  readonly code: number | null
  /** Killed at its moment; a call that ended before has a code. */
  readonly isKilled: boolean
  readonly stderr: string
}

export interface CallOf {
  readonly day: Day
  readonly data: string
  readonly out: string
  readonly moment?: Moment
  /** Where a call that ends by itself leaves how many calls of each kind it made. */
  readonly countsFile?: string
}

export async function call({ day, data, out, moment, countsFile }: CallOf): Promise<Ended> {
  const options = { ...day.registry, '--data': data, '--out': out, '--now': day.now }
  const words = ['process', ...day.declarations.map(sample), ...Object.entries(options).flat()]
  const child = spawn(process.execPath, ['--import', PRELOAD, join(ROOT, 'infra', 'local', 'cli.ts'), ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      ...(moment ? { [MOMENT]: JSON.stringify(moment) } : {}),
      ...(countsFile === undefined ? {} : { [COUNTS_FILE]: countsFile }),
    },
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (...ended) => {
      resolve(ended)
    })
  })
  await untilGone(child.pid)
  return { code, isKilled: signal === 'SIGKILL', stderr }
}

/** The database ends a little later than the program; until then it holds the folder. */
async function untilGone(leader: number | undefined): Promise<void> {
  if (leader === undefined || process.platform === 'win32') return
  for (;;) {
    try {
      process.kill(-leader, 0)
    } catch {
      return
    }
    await wait(1)
  }
}
