// Understands that the order of knowledge does not matter: declarations and registry files, delivered in any order and at the same time, end in the same accounts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sumEuro } from '../../../shared/kernel/money.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { isRecompute } from '../../../shared/pipeline/layout.ts'
import type { RegistryKind } from '../../../shared/registry/import.ts'
import { aroundPorts, seededRandom } from '../../support/fault-injection.ts'
import { MemorySystem, STAGES, type QueuedEvent } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  SHOP,
  unnamed,
  unreadable,
  type Grant,
  type Row,
} from '../../support/pipeline-builders.ts'
import { attestLine, publication } from '../../support/xml-builders.ts'
import { version } from '../attest-story.ts'
import { aliasesCsv, differencesOf, expectSound, moneyOf, stateOf } from '../../support/recompute-builders.ts'

/** Runs of both properties together stay below 20 s on two slow cores; more of them with RUNS=…, others with SEED=…. */
const RUNS = Number(process.env.RUNS ?? 80)

/** The first three change their numbers; rows of all four are unreadable now and then. */
const WORKERS = [ANNA, BRAM, CEM, DORA] as const
/** The shop declares in attests, the others in CSV: the first kind of numbering binds an account. */
const EMPLOYERS = [BAKERY, GARAGE, SHOP] as const
const establishmentAt = (employer: (typeof EMPLOYERS)[number]): string => establishmentOf(1 + EMPLOYERS.indexOf(employer))
const QUARTERS = ['2024Q2', '2024Q3'] as const

const REGISTRY_DAY = '2024-10-01'
const DECLARATION_TIME = '2024-10-15T08:00:00.000Z'

interface Said {
  readonly employer: (typeof EMPLOYERS)[number]
  readonly quarter: (typeof QUARTERS)[number]
  readonly kind: 'FULL' | 'PARTIAL'
  readonly workers: readonly { readonly inss: string; readonly wage: number; readonly isUnreadable: boolean }[]
  readonly hasUnnamed: boolean
  /** The same number and content once more, in another file. */
  readonly isRepeated: boolean
}

/** A version of an attest; its file. */
interface Attested {
  readonly number: number
  readonly of: number
  readonly inss: string
  readonly wage: number
  readonly isCancelled: boolean
  readonly file: number
}

type Decided =
  | { readonly kind: 'entitlements'; readonly rows: readonly Grant[] }
  | { readonly kind: 'establishments'; readonly employer: (typeof EMPLOYERS)[number]; readonly region: string }
  | { readonly kind: 'aliases'; readonly rows: readonly (readonly [string, string])[] }

interface Inputs {
  readonly said: readonly Said[]
  readonly attested: readonly Attested[]
  readonly decided: readonly Decided[]
}

const wages = fc.integer({ min: 1, max: 30 }).map((hundreds) => hundreds * 100)
const worker = fc.record({
  inss: fc.constantFrom(...WORKERS),
  wage: wages,
  isUnreadable: fc.integer({ max: 3, min: 0 }).map((drawn) => drawn === 0),
})

const said: fc.Arbitrary<Said> = fc.record({
  employer: fc.constantFrom(BAKERY, GARAGE),
  quarter: fc.constantFrom('2024Q3', ...QUARTERS),
  kind: fc.constantFrom('FULL', 'PARTIAL'),
  workers: fc.uniqueArray(worker, { selector: ({ inss }) => inss, minLength: 1, maxLength: 4 }),
  hasUnnamed: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0),
  isRepeated: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0),
})

/** A version has one content wherever it stands (DCL-006); it may stand in several files. */
const attested: fc.Arbitrary<Attested> = fc.record({
  number: fc.constantFrom(1, 3, 5),
  of: fc.integer({ min: 1, max: 3 }),
  inss: fc.constantFrom(...WORKERS),
  wage: wages,
  isCancelled: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0),
  file: fc.nat(2),
})

const grantRow: fc.Arbitrary<Grant> = fc
  .record({
    id: fc.constantFrom('G-1', 'G-2', 'G-3', 'G-4'),
    employer: fc.constantFrom(...EMPLOYERS),
    inss: fc.constantFrom(...WORKERS),
    other: fc.constantFrom<Grant>(
      {},
      {},
      {},
      {},
      { guidance_level: 'LOW' },
      { package: 'IMW_5Y_INCREASED' },
      { suspended_quarters: '2024Q3' },
      { revoked_from: '2024Q3' },
      { revoked_from: '2024Q1' },
      { start_quarter: '2024Q3', end_quarter: '2024Q4' },
      { start_quarter: '2023Q3', end_quarter: '2024Q2' },
    ),
  })
  .map(({ id, employer, inss, other }) => grant(employer, inss, { entitlement_id: id, ...other }))
/** Mostly in one direction; now and then a chain, a correction or a circle. */
const aliasRow = fc.constantFrom<readonly [string, string]>([ANNA, BRAM], [ANNA, BRAM], [ANNA, CEM], [BRAM, CEM], [CEM, ANNA])
const decided: fc.Arbitrary<Decided> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('entitlements' as const), rows: fc.array(grantRow, { minLength: 1, maxLength: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('establishments' as const),
      employer: fc.constantFrom(...EMPLOYERS),
      region: fc.constantFrom('FLANDERS', 'BRUSSELS'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('aliases' as const), rows: fc.array(aliasRow, { minLength: 1, maxLength: 2 }) }) },
)

const inputs: fc.Arbitrary<Inputs> = fc.record({
  said: fc.array(said, { minLength: 1, maxLength: 5 }),
  attested: fc.uniqueArray(attested, { selector: ({ number, of }) => `${number}/${of}`, maxLength: 5 }),
  // Every region becomes known: what was paid when one becomes unknown stays paid, so there the order counts (rules.md 7).
  decided: fc
    .tuple(fc.array(decided, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(), fc.nat())
    .map(([files, ...places]): Decided[] =>
      EMPLOYERS.reduce<Decided[]>(
        (before, employer, index) =>
          before.toSpliced(places[index]! % (before.length + 1), 0, { kind: 'establishments', employer, region: 'FLANDERS' }),
        files,
      ),
    ),
})

/** The n-th file: its number is distinct within its account, because it is within all. */
function declarationOf({ employer, quarter, kind, workers, hasUnnamed }: Said, sequence: number): string {
  const place: Row = { quarter, establishment_region: '', establishment_number: establishmentAt(employer) }
  const rows = workers.map(({ inss, wage, isUnreadable }) => (isUnreadable ? unreadable(inss, place) : row(inss, `${wage}.00`, place)))
  return declarationCsv(declared(employer, kind, sequence, hasUnnamed ? [...rows, unnamed({ quarter })] : rows))
}

/** Files of attests, each of which holds those of the file before it too: a version arrives as often as it likes. */
function attestFiles(attested: readonly Attested[]): string[] {
  const files = [...new Set(attested.map(({ file }) => file))].toSorted()
  return files.map((last) =>
    publication(
      ...attested
        .filter(({ file }) => file === last || file === last - 1)
        .map(({ number, of, inss, wage, isCancelled }) => {
          const line = attestLine(String(wage * 100), { establishment: establishmentAt(SHOP) })
          return version(number, of, '0.00', { employer: SHOP, inss, line, ...(isCancelled ? { status: '3' } : {}) })
        }),
    ),
  )
}

function registryFile(file: Decided): readonly [RegistryKind, string] {
  switch (file.kind) {
    case 'entitlements':
      return ['entitlements', entitlementsCsv(...file.rows)]
    case 'establishments':
      return ['establishments', establishmentsCsv([establishmentAt(file.employer), file.employer, file.region])]
    case 'aliases':
      return ['aliases', aliasesCsv(...file.rows)]
  }
}

/** All files in the inbox, registry files with instants of their own; nothing of them is handled yet. */
async function uploaded({ said, attested, decided }: Inputs): Promise<MemorySystem> {
  const system = new MemorySystem({ chunkCharactersMin: 1 }, `${REGISTRY_DAY}T00:00:00.000Z`)
  system.upload('registry/payees/all.csv', payeesCsv(...EMPLOYERS.map((employer) => payee(employer))))
  await system.run()
  for (const [index, file] of decided.entries()) {
    const [kind, text] = registryFile(file)
    system.upload(`registry/${kind}/${index}.csv`, text, `${REGISTRY_DAY}T${String(index + 1).padStart(2, '0')}:00:00.000Z`)
  }
  for (const [index, each] of said.entries()) {
    const text = declarationOf(each, index + 1)
    send(system, `${index}`, text, DECLARATION_TIME)
    if (each.isRepeated) send(system, `${index}-again`, text.replaceAll('.00;', '.0;'), DECLARATION_TIME)
  }
  for (const [index, text] of attestFiles(attested).entries()) send(system, `attests-${index}.xml`, text, DECLARATION_TIME)
  return system
}

type End = readonly [Awaited<ReturnType<typeof stateOf>>, Record<string, string>]
async function endOf(system: MemorySystem, all: Inputs): Promise<End> {
  expectSound(system)
  expectReasons(system, !hasCorrectedAlias(all))
  return [await stateOf(system), moneyOf(system)]
}

/** An alias that is corrected to a third number; that the cause is told there too is in recompute.test.ts. */
function hasCorrectedAlias({ decided }: Inputs): boolean {
  const rows = decided.flatMap((file) => (file.kind === 'aliases' ? file.rows : []))
  return rows.some(([old, by]) => rows.some(([other, otherBy]) => old === other && by !== otherBy))
}

/** What a recompute moved stands in its differences, to the cent, and each of them has a cause in the registry. */
function expectReasons(system: MemorySystem, withCauses: boolean): void {
  for (const { runId, source, state } of system.runs.all()) {
    if (!isRecompute(source.key) || state !== 'settled') continue
    const rows = differencesOf(system, runId)
    const { payments, claims } = outputsOf(system, runId)
    expect(sumEuro(rows.map(({ difference }) => difference))).toBe(sumEuro([...payments, ...claims].map(({ amount }) => amount)))
    for (const { causes } of withCauses ? rows : []) {
      const kinds = causes.map(({ kind }) => kind)
      expect(kinds).not.toEqual([])
      expect(kinds).not.toContain('computation-changed')
    }
  }
}

/** Everything registered first, in the order of the uploads, then everything declared. */
async function knownAtTheStart(all: Inputs): Promise<End> {
  const system = await uploaded(all)
  await system.run({ stages: ['registry'] })
  await system.run()
  return endOf(system, all)
}

/** The event that is handled next. With `registryLast` registry files wait until nothing else does: then every decision is a late one. */
function taken(system: MemorySystem, choice: number, registryLast: boolean): QueuedEvent {
  const others = system.queue.filter(({ stage }) => stage !== 'registry')
  const waiting = registryLast && others.length > 0 ? others : system.queue
  const event = waiting[choice % waiting.length]!
  system.queue = system.queue.filter((other) => other !== event)
  return event
}

const handle = ({ stage, created }: QueuedEvent, dependencies: Dependencies): Promise<void> => STAGES[stage](created, dependencies)

/** Every call waits some turns first, so that several at once go on in any order. */
function slowed(dependencies: Dependencies, seed: number): Dependencies {
  const random = seededRandom(seed)
  return aroundPorts(dependencies, async (_, effect) => {
    for (let turns = Math.floor(random() * 12); turns > 0; turns--) await Promise.resolve()
    return effect()
  })
}

describe('declarations and registry files', () => {
  test('in any order of delivery, one after the other: the same accounts and the same money', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.array(fc.nat(40), { minLength: 60, maxLength: 60 }), fc.boolean(), async (all, choices, registryLast) => {
        const system = await uploaded(all)
        for (let step = 0; system.queue.length > 0; step++)
          await handle(taken(system, choices[step] ?? 0, registryLast), system.dependencies)
        expect(await endOf(system, all)).toEqual(await knownAtTheStart(all))
      }),
      { numRuns: RUNS },
    )
  })

  test('several at once, some delivered twice: the same accounts and the same money', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.nat(1_000_000), fc.boolean(), async (all, seed, registryLast) => {
        const system = await uploaded(all)
        const random = seededRandom(seed)
        const dependencies = slowed(system.dependencies, seed + 1)
        while (system.queue.length > 0) {
          const events = Array.from({ length: Math.min(system.queue.length, 1 + Math.floor(random() * 4)) }, () =>
            taken(system, Math.floor(random() * 1000), registryLast),
          )
          const again = events.filter(() => random() < 0.1)
          await Promise.all([...events, ...again].map((event) => handle(event, dependencies)))
        }
        expect(await endOf(system, all)).toEqual(await knownAtTheStart(all))
      }),
      { numRuns: RUNS },
    )
  })
})
