// Understands a crash: two days at the office on one folder, killed at moments that follow from a seed, called again with the same words, and compared with days that nothing disturbed.
import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PAYMENT_FILES, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import { Random } from '../../support/dmfa-random.ts'
import { sample, type Folders } from '../../support/cli.ts'
import { booksIn, booksOnDisk, resultsIn, type Books, type Result } from './crash-books.ts'
import { call, type Day } from './crash-call.ts'
import { CALL_KINDS, type CallCounts, type Moment } from './crash-moment.ts'
import { gapsBetween } from './fault-count.ts'

const registry = (entitlements: string): Day['registry'] => ({
  '--entitlements': sample(entitlements),
  '--payees': sample('payees.csv'),
  '--establishments': sample('establishments.csv'),
})
/** As in the demonstration: declarations with their corrections, then late decisions about what they paid. */
const DAYS: readonly Day[] = [
  {
    now: '2025-08-01T09:00:00Z',
    declarations: ['original.csv', 'correction.csv', 'late.csv', 'dmfa.xml', 'attests.xml'],
    registry: registry('entitlements.csv'),
  },
  { now: '2025-08-06T09:00:00Z', declarations: ['attests-changed.xml'], registry: registry('entitlements-later.csv') },
]
const SECOND_DAY_PERCENT = 35
/** Of the restarts, those that are killed as well. */
const KILLED_AGAIN_PERCENT = 35
const KILLS_MAX = 4
const TURNS_MAX = 25

/** The days without a crash. */
export interface Undisturbed {
  /** The folder as each day began: data and out below it. */
  readonly mornings: readonly string[]
  /** Calls to the stores, by day. */
  readonly counts: readonly CallCounts[]
  readonly results: ReadonlyMap<string, Result>
  readonly books: Books
}

export interface CrashVerdict {
  readonly troubles: readonly string[]
  readonly moments: readonly string[]
  readonly crashes: number
  readonly crashesOfRestarts: number
  readonly payments: number
  readonly paidTwice: number
  readonly lost: number
}

const foldersIn = (folder: string): { readonly data: string; readonly out: string } => ({
  data: join(folder, 'data'),
  out: join(folder, 'out'),
})

export async function undisturbed(folders: Folders): Promise<Undisturbed> {
  const folder = folders.create()
  const mornings: string[] = []
  const counts: CallCounts[] = []
  for (const day of DAYS) {
    const morning = folders.create()
    await cp(folder, morning, { recursive: true })
    mornings.push(morning)
    const countsFile = join(folders.create(), 'counts.json')
    const { code, stderr } = await call({ day, ...foldersIn(folder), countsFile })
    if (code !== 0 || stderr !== '') throw new Error(`the undisturbed day of ${day.now} ended with ${String(code)}: ${stderr}`)
    counts.push(JSON.parse(await readFile(countsFile, 'utf8')) as CallCounts)
  }
  const { data, out } = foldersIn(folder)
  const books = await booksOnDisk(data)
  const results = resultsIn(out)
  const troubles = [...books.troubles, ...results.troubles, ...differencesOfSums(booksIn(out), books).troubles]
  if (troubles.length > 0) throw new Error(`the undisturbed days: ${troubles.join('; ')}`)
  return { mornings, counts, results: results.byRun, books }
}

function drawMoment(random: Random, counts: CallCounts): Moment {
  const kind = random.pick(CALL_KINDS)
  return {
    kind,
    number: random.between(1, counts[kind]),
    when: random.chance(50) ? 'before' : 'after',
    turns: random.chance(40) ? 0 : random.between(1, TURNS_MAX),
    withDatabase: random.chance(50),
  }
}

const told = (day: number, { kind, number, when, turns, withDatabase }: Moment): string =>
  `day ${day + 1}, ${when} ${kind} ${number} and ${turns} turns${withDatabase ? ', the database too' : ''}`

/** Calls until one ends by itself. */
async function disturbedDay(index: number, folder: string, random: Random, counts: CallCounts) {
  const day = DAYS[index]!
  const moments: string[] = []
  const troubles: string[] = []
  let crashes = 0
  let moment: Moment | undefined = drawMoment(random, counts)
  for (;;) {
    const { isKilled, code, stderr } = await call({ day, ...foldersIn(folder), ...(moment ? { moment } : {}) })
    if (moment) moments.push(`${told(index, moment)}${isKilled ? '' : ' (ended before)'}`)
    if (isKilled) crashes += 1
    // 2: a file whose results were delivered before the kill is a duplicate now.
    else if ((code !== 0 && code !== 2) || stderr !== '') troubles.push(`${moments.join('; ')}: exit code ${String(code)}, ${stderr}`)
    if (!isKilled) return { moments, troubles, crashes }
    moment = crashes < KILLS_MAX && random.chance(KILLED_AGAIN_PERCENT) ? drawMoment(random, counts) : undefined
  }
}

export async function crashStory(seed: number, folders: Folders, reference: Undisturbed): Promise<CrashVerdict> {
  const random = new Random(seed, 4711)
  const index = random.chance(SECOND_DAY_PERCENT) ? 1 : 0
  const folder = folders.create()
  await cp(reference.mornings[index]!, folder, { recursive: true })
  const { moments, troubles, crashes } = await disturbedDay(index, folder, random, reference.counts[index]!)
  // What a crash left crooked shows at the latest when the next days build on it.
  for (const day of DAYS.slice(index + 1)) {
    const { code, stderr } = await call({ day, ...foldersIn(folder) })
    if (code !== 0 || stderr !== '') troubles.push(`the day after ended with ${String(code)}: ${stderr}`)
  }
  const { data, out } = foldersIn(folder)
  const books = await booksOnDisk(data)
  const given = booksIn(out)
  const gaps = [books, given].map((each) => differencesOfSums(each, reference.books))
  const results = differencesOfResults(out, reference.results)
  await rm(folder, { recursive: true, force: true })
  return {
    troubles: [
      ...troubles,
      ...books.troubles.map((trouble) => `on disk: ${trouble}`),
      ...given.troubles.map((trouble) => `given: ${trouble}`),
      ...gaps.flatMap((gap) => gap.troubles),
      ...results,
    ],
    moments,
    crashes,
    crashesOfRestarts: Math.max(0, crashes - 1),
    payments: books.payments,
    paidTwice: gaps[0]!.paidTwice + books.troubles.filter((trouble) => trouble.includes('stands twice')).length,
    lost: gaps[0]!.lost,
  }
}

function differencesOfSums(actual: Books, right: Books) {
  const { paidTwice, lost } = gapsBetween(actual.sums, right.sums, 'paid, against undisturbed')
  return { paidTwice: paidTwice.length, lost: lost.length, troubles: [...paidTwice, ...lost] }
}

/** Each run of the undisturbed days was given once and is the same, byte for byte; besides them only repeats that move nothing. */
function differencesOfResults(out: string, right: ReadonlyMap<string, Result>): string[] {
  const { byRun, troubles } = resultsIn(out)
  const strange = [...byRun].filter(([name, result]) => !right.has(name) && !isDuplicate(result) && !isRepeatWithoutEffect(result))
  const different = [...right].flatMap(([name, { files }]) => {
    const actual = byRun.get(name)?.files
    if (!actual) return [`the results of ${name} were never given`]
    return [...new Set([...files.keys(), ...actual.keys()])]
      .filter((file) => !(actual.get(file) && files.get(file)?.equals(actual.get(file)!)))
      .map((file) => `${name}: ${file} differs`)
  })
  return [...troubles, ...strange.map(([name, { state }]) => `${name} (${state}) is no run of the undisturbed days`), ...different]
}

const isDuplicate = ({ state, files }: Result): boolean =>
  state === 'rejected' && (files.get(REPORT_FILES.exceptionsCsv)?.includes('FIL-002') ?? false)

/** A file of which a declaration came too early or for a quarter without parameters may be sent again: it is no duplicate, and nothing in it moves. */
const isRepeatWithoutEffect = ({ state, files }: Result): boolean =>
  state === 'settled'
  && /DCL-00[237]/.test(files.get(REPORT_FILES.exceptionsCsv)?.toString('utf8') ?? '')
  && [PAYMENT_FILES.instructions, REPORT_FILES.claims].every((file) => files.get(file)?.length === 0)
