// Understands the seed of the property tests: the same in every run, another one with SEED=…, so that a failure can be replayed.
import fc from 'fast-check'

const DEFAULT_SEED = 20250801
fc.configureGlobal({ seed: Number(process.env.SEED ?? DEFAULT_SEED) })
