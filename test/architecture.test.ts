// The arrows of the layout: which folder may import from which. A wrong arrow fails here.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Folder → folders it may import from, beside itself. The whole of shared/ is pure: no SDK, no environment, no clock. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'shared/kernel': [],
  'shared/text': ['shared/kernel'],
  'shared/exceptions': ['shared/kernel', 'shared/text'],
  'shared/law': ['shared/kernel', 'shared/exceptions'],
  'shared/declaration': ['shared/kernel', 'shared/text', 'shared/exceptions', 'shared/law'],
  'shared/registry': ['shared/kernel', 'shared/text', 'shared/exceptions', 'shared/law', 'shared/declaration'],
  'shared/ledger': ['shared/kernel', 'shared/exceptions', 'shared/law', 'shared/declaration', 'shared/registry'],
  'shared/payment': ['shared/kernel', 'shared/text', 'shared/exceptions', 'shared/law', 'shared/registry', 'shared/ledger'],
  'shared/pipeline': [
    'shared/kernel',
    'shared/text',
    'shared/exceptions',
    'shared/law',
    'shared/declaration',
    'shared/registry',
    'shared/ledger',
    'shared/payment',
  ],
  functions: ['shared'],
  infra: ['shared', 'functions'],
}

/** Packages that pure code may use. */
const PURE_PACKAGES = ['decimal.js', 'ibantools', 'saxes', 'node:crypto', 'node:buffer', 'node:zlib', 'node:util']

const IMPORT = /(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
}

function importsOf(file: string): string[] {
  return [...readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

/** The entry of ALLOWED that a file belongs to. */
function folderOf(file: string): string {
  const parts = file.split(sep)
  return parts[0] === 'shared' ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

const files = ['shared', 'functions', 'infra'].flatMap(filesBelow)

describe('imports follow the layout', () => {
  it('finds the code', () => {
    expect(files.length).toBeGreaterThan(60)
  })

  it.each(files)('%s', (file) => {
    const own = folderOf(file)
    const allowed = ALLOWED[own]
    expect(allowed, `${own} is not a folder of the layout`).toBeDefined()
    for (const imported of importsOf(file)) {
      if (!imported.startsWith('.')) {
        if (file.startsWith('shared')) expect(PURE_PACKAGES, `${file} imports ${imported}`).toContain(imported)
        continue
      }
      const target = relative(ROOT, join(ROOT, dirname(file), imported))
      const ok = folderOf(target) === own || allowed?.some((folder) => `${target}/`.startsWith(`${folder}/`))
      expect(ok, `${file} imports ${target}`).toBe(true)
    }
  })

  it.each(filesBelow('shared'))('%s reads no environment and no clock', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    expect(text).not.toMatch(/process\.env|Date\.now\(|new Date\(\)|Math\.random|performance\./)
  })

  it.each(['intake', 'compute', 'settle', 'registry'])('the handler of %s is wiring of a few lines', (name) => {
    const lines = readFileSync(join(ROOT, 'functions', `${name}.ts`), 'utf8')
      .trim()
      .split('\n')
    expect(lines.length).toBeLessThan(20)
  })
})
