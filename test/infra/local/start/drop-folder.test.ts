// The drop folder: what is complete is handed in once, in an order in which declarations find their registry; nothing is lost.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { DropFolder } from '../../../../infra/local/start/drop-folder.ts'
import { Folders } from '../../../support/cli.ts'
import { eventually } from './browser.ts'

const folders = new Folders()
let folder = ''
let taken: string[] = []
let troubles: string[] = []
let drop: DropFolder | undefined

const open = async (handIn: (content: string) => void = () => undefined): Promise<void> => {
  drop = await DropFolder.open({
    folder,
    intervalMs: 10,
    handIn: async (body, kind, file) => {
      const content = await text(body)
      handIn(content)
      taken.push(`${kind} ${file} ${content}`)
    },
    onTrouble: (sentence) => troubles.push(sentence),
  })
}

const put = (kind: string, file: string, content: string): void => {
  mkdirSync(join(folder, kind), { recursive: true })
  writeFileSync(join(folder, kind, file), content)
}
const moved = (...files: string[]): Promise<true> =>
  eventually(`done: ${files.join()}`, () => Promise.resolve(files.every((file) => existsSync(join(folder, 'done', file))) || undefined))

beforeEach(() => {
  folder = join(folders.create(), 'drop')
  taken = []
  troubles = []
})
afterEach(() => drop?.close())
afterAll(() => {
  folders.remove()
})

test('registry files go before declarations, files of one kind by name', async () => {
  put('dry-run', 'd.csv', '4')
  put('declaration', 'b.csv', '3')
  put('payees', 'z.csv', '2')
  put('entitlements', 'y.csv', '1')
  put('declaration', 'a.csv', '5')
  await open()
  await moved('a.csv', 'b.csv', 'd.csv', 'y.csv', 'z.csv')
  expect(taken).toEqual(['entitlements y.csv 1', 'payees z.csv 2', 'declaration a.csv 5', 'declaration b.csv 3', 'dry-run d.csv 4'])
})

test('a file that still grows is not taken before it rests', async () => {
  put('declaration', 'large.csv', 'begin')
  await open()
  for (let piece = 0; piece < 20; piece += 1) {
    await appendFile(join(folder, 'declaration', 'large.csv'), '.')
    await new Promise((resolve) => setImmediate(resolve))
  }
  await moved('large.csv')
  expect(readFileSync(join(folder, 'done', 'large.csv'), 'utf8')).toBe(`begin${'.'.repeat(20)}`)
})

test('hidden and unfinished files, folders and empty files stay', async () => {
  for (const file of ['.hidden', 'x.csv.part', 'y.csv.crdownload', '~z.csv']) put('declaration', file, 'x')
  put('declaration', 'empty.csv', '')
  mkdirSync(join(folder, 'declaration', 'folder.csv'))
  put('declaration', 'whole.csv', 'x')
  await open()
  await moved('whole.csv')
  expect(taken).toEqual(['declaration whole.csv x'])
})

test('a name that was taken before gets a number; what lies in done stays as it is', async () => {
  put('done', 'a.csv', 'first')
  put('declaration', 'a.csv', 'second')
  await open()
  await moved('a-2.csv')
  expect(readFileSync(join(folder, 'done', 'a.csv'), 'utf8')).toBe('first')
})

test('what could not be handed in is told once, stays, and is tried again', async () => {
  let fails = 3
  put('declaration', 'a.csv', 'x')
  await open(() => {
    if (fails-- > 0) throw new Error('the inbox is closed')
  })
  await moved('a.csv')
  expect(taken).toEqual(['declaration a.csv x'])
  expect(troubles).toEqual([`${join(folder, 'declaration', 'a.csv')}: the inbox is closed`])
})

test('what was handed in but cannot be moved is not handed in twice', async () => {
  put('declaration', 'a.csv', 'x')
  await open((content) => {
    // As if somebody had taken the folder away.
    if (content === 'x') rmSync(join(folder, 'done'), { recursive: true })
  })
  await eventually('trouble', () => Promise.resolve(troubles.length > 0 || undefined))
  put('payees', 'b.csv', 'y')
  mkdirSync(join(folder, 'done'), { recursive: true })
  await eventually('the other one', () => Promise.resolve(taken.some((each) => each.startsWith('payees')) || undefined))
  await drop?.close()
  expect(taken.filter((each) => each.startsWith('declaration'))).toEqual(['declaration a.csv x'])
  expect(readdirSync(join(folder, 'declaration'))).toEqual(['a.csv'])
})
