// Understands what can be said of the source without running it: its types, its form, what the linter asks. Each is a program of its own.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit', '--pretty', '-p', '.'],
  form: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  lint: ['eslint/bin/eslint.js', '--config', '.eslint.config.js', '.'],
} as const satisfies Record<string, readonly string[]>
export type Check = keyof typeof CHECKS

/** Runs one check to its end; what it says is kept until then. */
export function check(name: Check): Promise<{ readonly isRight: boolean; readonly said: string }> {
  const [program, ...args] = CHECKS[name]
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => said.push(piece))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ isRight: code === 0, said: Buffer.concat(said).toString('utf8') })
    })
  })
}
