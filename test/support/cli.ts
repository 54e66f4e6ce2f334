// Understands calling the command line as a person does: a process of its own, its output, its exit code, and the files that it leaves.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { oncePerRun } from './once-per-run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CLI = join(ROOT, 'infra', 'local', 'cli.ts')
export const SAMPLES = join(ROOT, 'test', 'samples')
export const NOW = '2025-08-01T09:00:00Z'

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export const sample = (name: string): string => join(SAMPLES, name)

/** The registry of the samples, as options. */
export const REGISTRY: readonly string[] = [
  '--entitlements',
  sample('entitlements.csv'),
  '--payees',
  sample('payees.csv'),
  '--establishments',
  sample('establishments.csv'),
]

/** Starts the command line; in-memory state goes to the temporary folder of the machine, nothing else is written but what the options name. */
export const startCli = (...args: string[]): ChildProcessByStdio<null, Readable, Readable> => startCliWith({}, ...args)

const startCliWith = (settings: Readonly<Record<string, string>>, ...args: string[]): ChildProcessByStdio<null, Readable, Readable> =>
  spawn(process.execPath, [CLI, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...settings } })

/** Runs the command line to its end. */
export const cli = (...args: string[]): Promise<CliResult> => cliWith({}, ...args)

/** The same with settings of a deployment in the environment. */
export function cliWith(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<CliResult> {
  const child = startCliWith(settings, ...args)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })
}

/** `process` with the registry of the samples, at the pinned instant. */
export const processSamples = (files: readonly string[], out: string, ...options: string[]): Promise<CliResult> =>
  cli('process', ...files, ...REGISTRY, '--now', NOW, '--out', out, ...options)

/** Temporary folders that are removed together. */
export class Folders {
  readonly #folders: string[] = []

  create(): string {
    const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-test-'))
    this.#folders.push(folder)
    return folder
  }

  remove(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  }
}

/** Where a call keeps its state and its results. */
export interface Place {
  readonly data: string
  readonly out: string
}

/** The place that one undisturbed `process original.csv` has left, made once per run. Only to read: stories go on from a copy. */
export async function undisturbedPlace(): Promise<Place> {
  const placeIn = (folder: string): Place => ({ data: join(folder, 'data'), out: join(folder, 'out') })
  const folder = await oncePerRun('original-processed', async (made) => {
    const { data, out } = placeIn(made)
    const { code, stderr } = await processSamples([sample('original.csv')], out, '--data', data)
    if (code !== 0 || stderr !== '') throw new Error(`original.csv ended with ${String(code)}: ${stderr}`)
  })
  return placeIn(folder)
}

/** The same files at another place, for a story of its own. */
export function copyOf(from: Place, folders: Folders): Place {
  const copy = { data: join(folders.create(), 'data'), out: folders.create() }
  cpSync(from.data, copy.data, { recursive: true })
  cpSync(from.out, copy.out, { recursive: true })
  return copy
}

/** Every file below a folder with its bytes, by relative path. */
export function filesOf(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.toSorted().map((file) => [relative(folder, file), readFileSync(file)]))
}

/** The part of summary.json that tests read. */
export interface RunSummary {
  readonly runId: string
  readonly state: string
  readonly counts: Readonly<Record<string, number>>
  readonly payments: Total
  readonly claims: Total
  readonly held: Total
  readonly exceptions: Readonly<Record<string, number>>
}

interface Total {
  readonly count: number
  readonly sum: string
}

export const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8')) as unknown
export const readSummary = (out: string, run: string): RunSummary => readJson(out, run, 'summary.json') as RunSummary

/** A row of exceptions.json. */
export type ReportedException = Readonly<Record<string, string>>
export const readExceptions = (out: string, run: string): readonly ReportedException[] =>
  readJson(out, run, 'exceptions.json') as ReportedException[]

/** The objects of a .jsonl file. */
export function readLines<T>(out: string, run: string, file: string): T[] {
  const lines = readFileSync(join(out, run, file), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T)
}

/** The worker of a grant of the samples: `KOR-01` or `HOU-07` gives the number. */
export function workerOf(grant: string): string {
  const row = readFileSync(sample('entitlements.csv'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(grant))
  const [, , inss] = row?.split(';') ?? []
  if (inss === undefined) throw new Error(`the samples have no grant ${grant}`)
  return inss
}

/** The texts of the files directly in a folder, by name. */
export const readFiles = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
