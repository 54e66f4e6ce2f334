// Understands the order of the test files: those that take longest begin, so that at the end no core waits for the other.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Each takes 15 seconds or more; a file that is missing here costs time, nothing else. */
const SLOW: readonly string[] = [
  'test/source.test.ts',
  'test/infra/assets.test.ts',
  'test/pipeline/faults/',
  'test/infra/local/cli-killed.test.ts',
  'test/infra/local/cli-release.test.ts',
  'test/adapters/',
  'test/pipeline/recompute/stopped.test.ts',
]

const place = ({ moduleId }: TestSpecification): number => {
  const found = SLOW.findIndex((each) => moduleId.includes(each))
  return found === -1 ? SLOW.length : found
}

export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}
