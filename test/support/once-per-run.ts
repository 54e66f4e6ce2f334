// Understands what is costly and always the same: made by the first test that asks for it, in whatever process, and found by all others of the run.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const VARIABLE = 'KWARTAALPREMIE_TEST_RUN'
const LOOK_MS = 25
const LOOKS_MAX = 4000

/** Opens the folder of this run; gives what removes it again. */
export function openRunFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-run-'))
  process.env[VARIABLE] = folder
  return () => {
    Reflect.deleteProperty(process.env, VARIABLE)
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The folder that `make` has filled: by this call when it is the first of the run, else by whoever was. Nobody may change it afterwards.
 * Throws where making it failed, once for each who asks.
 */
export async function oncePerRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const run = process.env[VARIABLE]
  if (run === undefined) throw new Error('the run of the tests has no folder')
  const folder = join(run, name)
  const [made, failed] = [`${folder}.made`, `${folder}.failed`]
  if (!isFirst(folder)) {
    for (let looks = 0; !existsSync(made); looks++) {
      if (existsSync(failed) || looks > LOOKS_MAX) throw new Error(`${name} could not be made; the test that began it says why`)
      await wait(LOOK_MS)
    }
    return folder
  }
  try {
    await make(folder)
    writeFileSync(made, '')
  } catch (error) {
    writeFileSync(failed, '')
    throw error
  }
  return folder
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
