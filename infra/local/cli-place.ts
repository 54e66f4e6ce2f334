// Understands the overview beside the results on disk: reports lie in the folders of their runs, and whatever a person decides is a command.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { REPORT_FILES } from '../../shared/pipeline/layout.ts'
import { placeOf, type Deed } from '../../shared/pipeline/overview/deeds.ts'
import type { Place } from '../../shared/pipeline/overview/place.ts'

/** `out` is the folder of the results; without `data` nothing is kept that could be decided about. */
export function cliPlace(out: string, data: string | undefined): Place {
  const folders = foldersOf(out)
  return placeOf(
    (runId) => {
      const folder = folders.get(runId)
      return folder === undefined ? undefined : `${relative(out, folder).split(/[\\/]/).map(encodeURIComponent).join('/')}/`
    },
    (deed) => (data === undefined ? {} : { command: commandText(wordsFor(deed), data) }),
  )
}

/** A command as a person types it. */
export const commandText = (words: string, data: string): string => `npm run kwartaalpremie -- ${words} --data ${shellWord(data)}`

/** As it is where a shell reads it so; quoted where a space or a sign would make it something else. */
const shellWord = (text: string): string => (/^[\w./\\:@+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** The words of the command line that do it. */
export function wordsFor(deed: Deed): string {
  switch (deed.type) {
    case 'release-run':
      return `release --run ${deed.runId} --as <person>`
    case 'abandon-run':
      return `abandon --run ${deed.runId} --reason <why> --as <person>`
    case 'settle-without':
      return `settle-without --run ${deed.runId} --reason <why> --as <person>`
    case 'release-account':
      return `release --employer ${deed.account.employerNumber} --quarter ${deed.account.quarter} --as <person>`
    case 'correct-payees':
      return 'import --payees <corrected csv>'
    case 'correct-establishments':
      return 'import --establishments <csv>'
    case 'resume':
      return `resume --measure ${deed.measure} --as <person>`
    case 'redrive':
      return 'sweep'
  }
}

/** The folder with the reports of each run: told by the summaries in the folders of `out`. */
export function foldersOf(out: string): ReadonlyMap<string, string> {
  const folders = new Map<string, string>()
  const look = (folder: string): void => {
    const summary = readable(() => readFileSync(join(folder, REPORT_FILES.summary), 'utf8')) ?? ''
    const [, runId] = /"runId": "([\w-]+)"/.exec(summary) ?? []
    // A copy that a kill broke off is nobody's results.
    if (runId !== undefined) folders.set(runId, folder)
  }
  const foldersIn = (folder: string): string[] =>
    (readable(() => readdirSync(folder, { withFileTypes: true })) ?? [])
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name))
  for (const folder of foldersIn(out)) {
    for (const earlier of foldersIn(join(folder, 'earlier'))) look(earlier)
    look(folder)
  }
  return folders
}

/** Whatever else a person keeps in that folder is no results; that it cannot be read breaks nothing. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
