// How the tests run: on the Node of the package, in files side by side, closing with one line of counts.
import { defineConfig } from 'vitest/config'
import SlowestFirst from './test/support/slowest-first.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./test/support/compiled-once.ts'],
    setupFiles: ['./test/support/seed.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    // Files share their processes: the modules of the project keep no state, and what a test starts or replaces it ends in its own file.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
  },
})
