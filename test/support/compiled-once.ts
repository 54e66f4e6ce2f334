// Understands that the tests start many processes of the same programs: each file is compiled once per run, in a temporary folder that goes with the run.
// A second folder holds what tests make once per run (once-per-run.ts).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRunFolder } from './once-per-run.ts'

/** Node itself checks the contents of every file against its cache; processes find the folder in their environment. */
export default function setup(): () => void {
  const before = process.env.NODE_COMPILE_CACHE
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-compiled-'))
  process.env.NODE_COMPILE_CACHE = folder
  const closeRunFolder = openRunFolder()
  return () => {
    closeRunFolder()
    if (before === undefined) delete process.env.NODE_COMPILE_CACHE
    else process.env.NODE_COMPILE_CACHE = before
    rmSync(folder, { recursive: true, force: true })
  }
}
