// Understands doing several things at a time: never more than allowed, answers in the order of the input, and an error that its caller gets.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { mapOrdered } from '../../shared/pipeline/dependencies.ts'

const later = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
}

describe('mapOrdered', () => {
  test.each([1, 2, 5, 100])('gives the answers in the order of the input, with at most %i under way', async (concurrency) => {
    let underWay = 0
    let most = 0
    const answers: number[] = []
    for await (const answer of mapOrdered([5, 1, 4, 0, 3, 2, 9, 1], concurrency, async (turns) => {
      most = Math.max(most, (underWay += 1))
      await later(turns * 3)
      underWay -= 1
      return turns
    }))
      answers.push(answer)
    expect(answers).toEqual([5, 1, 4, 0, 3, 2, 9, 1])
    expect(most).toBeLessThanOrEqual(concurrency)
  })

  test('an error stops it: what is under way ends first, nothing new begins', async () => {
    const begun: number[] = []
    const ended: number[] = []
    const run = async (): Promise<void> => {
      const answers = mapOrdered([1, 2, 3, 4, 5, 6], 3, async (n) => {
        begun.push(n)
        await later(n === 1 ? 2 : 20)
        ended.push(n)
        if (n === 1) throw new Error('first fails')
      })
      for (;;) if ((await answers.next()).done === true) return
    }
    await expect(run()).rejects.toThrow('first fails')
    expect(begun).toEqual([1, 2, 3])
    expect(ended).toEqual([1, 2, 3])
  })

  test('a later one that fails while the first is still under way is an error of the caller, not the end of the process', async () => {
    const program = `
      import { setTimeout } from 'node:timers/promises'
      import { mapOrdered } from ${JSON.stringify(new URL('../../shared/pipeline/dependencies.ts', import.meta.url).href)}
      const map = (n) => n === 1 ? setTimeout(20) : Promise.reject(new Error('second fails'))
      try { for await (const _ of mapOrdered([1, 2], 4, map)) continue } catch (error) { console.info('caught: ' + error.message) }
    `
    const output = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        ['--input-type=module', '--eval', program],
        { cwd: fileURLToPath(new URL('.', import.meta.url)) },
        (error, stdout) => resolve(error ? `ended with code ${String(error.code)}` : stdout.trim()),
      )
    })
    expect(output).toBe('caught: second fails')
  })
})
