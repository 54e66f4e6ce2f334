// Understands how the functions become assets: one esbuild call for all of them, the SDK inside, source maps beside.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Some packages of the bundle still call `require`; in a module it has to be made. */
const REQUIRE_BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

/** Bundles the named functions below `outFolder/<name>/index.mjs` and gives the folders by name. */
export function bundleFunctions<N extends string>(names: readonly N[], outFolder: string): Readonly<Record<N, string>> {
  rmSync(outFolder, { recursive: true, force: true })
  mkdirSync(outFolder, { recursive: true })
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, join('functions', `${name}.ts`)])),
    outdir: outFolder, outExtension: { '.js': '.mjs' },
    bundle: true, platform: 'node', target: 'node24', format: 'esm', mainFields: ['module', 'main'],
    minify: true, keepNames: true, sourcemap: 'linked', sourcesContent: false, banner: { js: REQUIRE_BANNER }, logLevel: 'warning', legalComments: 'none',
  })
  return Object.fromEntries(names.map((name) => [name, join(outFolder, name)])) as Record<N, string>
}
