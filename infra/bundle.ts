// Understands how the functions become assets: one esbuild call for all of them, the SDK inside, source maps beside.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Some packages of the bundle still call `require`; in a module it has to be made. */
const REQUIRE_BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

/** Always as deep below the root: source maps name their sources relatively, so the assets (and their hashes) are the same at every synthesis. */
const CACHE = join(ROOT, 'node_modules', '.cache')

/** Bundles the named functions as `<folder>/index.mjs` and gives the folders by name; they are removed when the process ends, as CDK copies its assets. */
export function bundleFunctions<N extends string>(names: readonly N[]): Readonly<Record<N, string>> {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'bundles-'))
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, join('functions', `${name}.ts`)])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    banner: { js: REQUIRE_BANNER },
    logLevel: 'warning',
    legalComments: 'none',
  })
  return Object.fromEntries(names.map((name) => [name, join(folder, name)])) as Record<N, string>
}
