// Understands being killed at a moment of the work: loaded before the command line, it counts the calls to the stores and at one of them kills the process. Never by the clock.
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

/** PUT stores an object; POST is any call of DynamoDB; GET reads an object, at the end of a call to copy the results out. */
export const CALL_KINDS = ['PUT', 'POST', 'GET'] as const
export type CallKind = (typeof CALL_KINDS)[number]

export interface Moment {
  readonly kind: CallKind
  /** 1 for the first call of this kind. */
  readonly number: number
  /** Before the call has left, or when its answer is there. */
  readonly when: 'before' | 'after'
  /** Turns of the event loop after that: what stands between two calls (a file half copied, an object half stored) is hit too. */
  readonly turns: number
  /** The database's process dies in the same instant; else it ends because the program has gone. */
  readonly withDatabase: boolean
}

export type CallCounts = Readonly<Record<CallKind, number>>

/** Names of the environment: the moment as JSON, and the file for the counts of a call that ends by itself. */
export const MOMENT = 'CRASH_MOMENT'
export const COUNTS_FILE = 'CRASH_COUNTS_FILE'

const { [MOMENT]: momentText, [COUNTS_FILE]: countsFile } = process.env
const moment = momentText === undefined ? undefined : (JSON.parse(momentText) as Moment)
const counts = { before: { PUT: 0, POST: 0, GET: 0 }, after: { PUT: 0, POST: 0, GET: 0 } }

function dieAfter(turns: number, withDatabase: boolean): void {
  // A negative number is the group of processes that this one leads; Windows has none.
  if (turns <= 0) process.kill(withDatabase && process.platform !== 'win32' ? -process.pid : process.pid, 'SIGKILL')
  else setImmediate(dieAfter, turns - 1, withDatabase)
}

function onCall(when: Moment['when'], message: unknown): void {
  const kind = (message as { readonly request: { readonly method: string } }).request.method as CallKind
  counts[when][kind] += 1
  if (moment?.kind === kind && moment.when === when && counts[when][kind] === moment.number) dieAfter(moment.turns, moment.withDatabase)
}

if (moment !== undefined || countsFile !== undefined) {
  subscribe('http.client.request.start', (message) => {
    onCall('before', message)
  })
  subscribe('http.client.response.finish', (message) => {
    onCall('after', message)
  })
}
process.on('exit', () => {
  // The database is loaded with this file too, and calls nobody.
  if (countsFile !== undefined && counts.after.PUT > 0) writeFileSync(countsFile, JSON.stringify(counts.after))
})
