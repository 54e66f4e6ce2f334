// What holds of every file of the source: a check takes its turn among the tests, so that both cores work to the end. `npm run check` says the same alone.
import { expect, test } from 'vitest'
import { check, CHECKS, type Check } from './support/checks.ts'

test.each(Object.keys(CHECKS) as Check[])('%s', async (name) => {
  const { isRight, said } = await check(name)
  expect(isRight, said).toBe(true)
})
