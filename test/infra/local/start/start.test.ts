// `npm start` as a process: one line with the address, a clean end when it is stopped, a sentence when it is called wrongly.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Folders } from '../../../support/cli.ts'
import { ask } from './browser.ts'

const START = join(import.meta.dirname, '..', '..', '..', '..', 'infra', 'local', 'start', 'start.ts')
const folders = new Folders()
afterAll(() => {
  folders.remove()
})

interface Started {
  /** What it has said, once it said something or ended. */
  readonly said: Promise<string>
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>
  stop(signal: NodeJS.Signals): void
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  return {
    said: Promise.race([once(child.stdout, 'data'), once(child, 'close')]).then(() => texts.stdout),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...texts })),
    stop: (signal) => void child.kill(signal),
  }
}

test('it says its address in one line, serves, and ends by itself when it is stopped; its port cannot be taken meanwhile', async () => {
  const started = start('--data', join(folders.create(), 'data'), '--port', '0', '--as', 'anna')
  const address = /^Kwartaalpremie: (http:\/\/127\.0\.0\.1:\d+\/) \(Ctrl-C stops it\)\n$/.exec(await started.said)?.[1] ?? ''
  const { status, text } = await ask(address, '/')
  expect([status, text.includes('value="anna"')]).toEqual([200, true])
  const second = start('--data', join(folders.create(), 'data'), '--port', new URL(address).port)
  const { code, stderr } = await second.ended
  expect([code, stderr]).toEqual([1, 'technical fault: the port is in use; --port names another one, 0 a free one\n'])
  started.stop('SIGTERM')
  expect(await started.ended).toMatchObject({ code: 0, stderr: '' })
})

test.each([
  [['--port', 'x'], '--port is a number from 0 to 65535'],
  [['--as', 'bob the builder'], '--as is a name of letters, digits and . @ + - _ without spaces'],
  [['folder'], "Unexpected argument 'folder'. This command does not take positional arguments"],
])('%s: wrong usage', async (args, sentence) => {
  const { code, stdout, stderr } = await start(...args).ended
  expect([code, stdout, stderr.split('\n')[0]]).toEqual([1, '', sentence])
  expect(stderr).toContain('Usage: npm start')
})
