// Understands index.html beside the results on disk: the overview of everything that the data folder knows, made anew by every call.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeOverview } from '../../shared/pipeline/overview/make-overview.ts'
import { waitingNow } from '../../shared/pipeline/overview/waiting.ts'
import { overviewPage } from '../../shared/pipeline/reports/overview-page/document.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { LocalSystem } from './system.ts'
import { cliPlace } from './cli-place.ts'
import { OVERVIEW_KEY } from '../../shared/pipeline/layout.ts'

/** Writes the overview as of an instant and gives its path. */
export async function writeOverview(
  at: string,
  { out, data }: { readonly out: string; readonly data: string | undefined },
  { system, dependencies }: { readonly system: Pick<LocalSystem, 'dispatcher'>; readonly dependencies: Dependencies },
): Promise<string> {
  const waiting = await waitingNow(system.dispatcher.deadLettersByStage(), dependencies)
  const overview = await makeOverview(at, waiting, dependencies)
  const file = join(out, OVERVIEW_KEY)
  await mkdir(out, { recursive: true })
  // Whole, or as it was: a kill leaves no half of it, and of two calls at once each puts its own.
  const half = `${file}.${process.pid}.half`
  await writeFile(half, overviewPage(overview, cliPlace(out, data)))
  await rename(half, file)
  return file
}
