// Understands how the modules under a page's browser/ become the one text that the page carries: shared/ holds the text, because it reads no files.
// `npm run page-script` writes them again after a change; tests compare.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { format, resolveConfig } from 'prettier'

/** Pages with a script, by their folders. */
const SCRIPTS = { 'exceptions-page': 'exceptions.html', 'overview-page': 'index.html' } as const
type PageFolder = keyof typeof SCRIPTS

const folderOf = (page: PageFolder): string => fileURLToPath(new URL(`../../shared/pipeline/reports/${page}/`, import.meta.url))
export const scriptFile = (page: PageFolder): string => `${folderOf(page)}script.ts`

/** Our modules do nothing when they are loaded: what the page does not use of the catalogue stays out of it. */
const WITHOUT_SIDE_EFFECTS: Plugin = {
  name: 'without-side-effects',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === 'resolved' || rest.kind === 'entry-point') return undefined
      const found = await bundler.resolve(path, { ...rest, pluginData: 'resolved' })
      return { ...found, sideEffects: false }
    })
  },
}

/** The module of shared/ that holds the script, as it should be. */
export async function scriptModule(page: PageFolder): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${folderOf(page)}browser/main.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    plugins: [WITHOUT_SIDE_EFFECTS],
  })
  const script = outputFiles[0]?.text.trim() ?? ''
  // Ends no element, whatever a bundler makes of a text.
  if (/<\/script|<!--/i.test(script)) throw new Error('the script of the page would end its own element')
  const module = `// Knows the script of ${SCRIPTS[page]}. Made from browser/ by \`npm run page-script\`: not changed by hand.\nexport const SCRIPT =\n${JSON.stringify(script)}\n`
  return format(module, { ...(await resolveConfig(scriptFile(page))), parser: 'typescript' })
}

if (import.meta.filename === process.argv[1])
  for (const page of Object.keys(SCRIPTS) as PageFolder[]) writeFileSync(scriptFile(page), await scriptModule(page))
