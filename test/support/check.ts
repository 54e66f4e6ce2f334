// Understands what is checked before the tests: types and formatting on one core, the linter on the other; what each says is shown whole.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

type Program = readonly [program: string, ...args: string[]]
const TYPES: Program = ['typescript/bin/tsc', '--noEmit', '--pretty', '-p', '.']
const LINT: Program = ['eslint/bin/eslint.js', '--config', '.eslint.config.js', '.']
const FORMATTING: Program = ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']

/** Runs one program to its end; what it says is kept until then. */
function isRight([program, ...args]: Program): Promise<boolean> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => said.push(piece))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(said))
      resolve(code === 0)
    })
  })
}

const isWellTyped = async (): Promise<boolean> => (await isRight(TYPES)) && (await isRight(FORMATTING))
const results = await Promise.all([isRight(LINT), isWellTyped()])
process.exitCode = results.every(Boolean) ? 0 : 1
