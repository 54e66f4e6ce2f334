// Understands `npm run check`: the source is right in types, form and lint, said without running the tests; types and form on one core, lint on the other.
import { check, type Check } from './checks.ts'

async function isRight(...names: readonly Check[]): Promise<boolean> {
  for (const name of names) {
    const { isRight: isSo, said } = await check(name)
    process.stdout.write(said)
    if (!isSo) return false
  }
  return true
}

const results = await Promise.all([isRight('lint'), isRight('types', 'form')])
process.exitCode = results.every(Boolean) ? 0 : 1
