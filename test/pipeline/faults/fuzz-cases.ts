// Understands one case of a spoiled input: a small registered system, the input let in, everything after it to quiet, and the verdict on what is left.

import { AssertionFailure } from '../../../shared/pipeline/dependencies.ts'

import { type RegistryKind } from '../../../shared/registry/import.ts'
import { aroundPorts } from '../../support/fault-injection.ts'
import { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  establishmentsCsv,
  GARAGE,
  grant,
  inssOf,
  payee,
  payeesCsv,
  row,
  SHOP,
  type Grant,
} from '../../support/pipeline-builders.ts'
import { aliasesCsv } from '../../support/recompute-builders.ts'
import { attest, dmfa, form, person, publication } from '../../support/xml-builders.ts'
import { happens, type Format, type Mutated, type Random } from './fuzz-mutations.ts'
import { registryReports, verdictOn, type Verdict } from './fuzz-verdict.ts'

/** A number that the registry does not know. */
const EVA = inssOf(5)
export const WORKERS: readonly string[] = [ANNA, BRAM, CEM, DORA, EVA]
export const NUMBERS: readonly string[] = [
  ...WORKERS,
  BAKERY,
  GARAGE,
  SHOP,
  `${ANNA.slice(0, 2)}.${ANNA.slice(2, 4)}.${ANNA.slice(4, 6)}-${ANNA.slice(6, 9)}.${ANNA.slice(9)}`,
]

/** Calls of ports of one case at most, and deliveries; a valid input takes less than a tenth of it. */
const CALLS_MAX = 4_000
const DELIVERIES_MAX = 120

export const ESTABLISHMENT = '2000000042'
/** Grants whose names do not show the worker: whoever decides on them gives neutral numbers (test/samples). */
export const granted = (id: string, employer: string, inss: string, other: Grant = {}): Grant =>
  grant(employer, inss, { entitlement_id: id, ...other })
export const REGISTRY: Readonly<Record<RegistryKind, string>> = {
  entitlements: entitlementsCsv(
    granted('A-1', BAKERY, ANNA),
    granted('B-1', BAKERY, BRAM, { guidance_level: 'LOW' }),
    granted('C-1', GARAGE, CEM, { end_quarter: '2024Q4' }),
    granted('D-1', BAKERY, DORA, {
      measure: 'VOP',
      start_quarter: '2024Q3',
      end_quarter: '2029Q2',
      package: 'VOP_STANDARD',
      applied_on: '2024-08-01',
    }),
  ),
  payees: payeesCsv(payee(BAKERY, { noss_number: '199999740' }), payee(GARAGE)),
  establishments: establishmentsCsv([ESTABLISHMENT, BAKERY, 'FLANDERS']),
  aliases: aliasesCsv(),
}
/** What a later upload of the registry says. */
export const LATER: Readonly<Record<RegistryKind, string>> = {
  entitlements: entitlementsCsv(
    granted('A-1', BAKERY, ANNA, { revoked_from: '2024Q3' }),
    granted('B-1', BAKERY, BRAM, { guidance_level: 'HIGH', suspended_quarters: '2024Q2 2024Q3', decided_on: '2024-01-15' }),
    granted('C-1', GARAGE, CEM, {
      package: 'EXPLICIT',
      schedule: '1-4:60,5-20:45',
      first_hired_on: '2012-03-05',
      left_on: '2021-06-30',
      rehired_on: '2023-01-16',
    }),
  ),
  payees: payeesCsv(
    payee(BAKERY, { iban: 'BE71096123456769', hold: 'YES', hold_reason: 'seizure', language: 'fr' }),
    payee(SHOP, { bic: 'GKCCBEBB' }),
  ),
  establishments: establishmentsCsv([ESTABLISHMENT, BAKERY, 'WALLONIA'], ['2110100148', GARAGE, 'FLANDERS']),
  aliases: aliasesCsv([ANNA, EVA], [CEM, DORA], [EVA, BRAM, '']),
}

export const FIRST = declarationCsv(
  declared(BAKERY, 'FULL', 1, [
    row(ANNA, '5000.00'),
    row(BRAM, '4000.00', { establishment_number: ESTABLISHMENT, establishment_region: '' }),
  ]),
  declared(GARAGE, 'PARTIAL', 1, [row(CEM, '2500.00', { weekly_hours: '19', occupation_end: '2024-08-31', other_support: '10.00' })]),
)
export const SECOND = declarationCsv(
  declared(BAKERY, 'PARTIAL', 2, [
    row(ANNA, '4500.00', { employer_contributions: '1200.00', contribution_reductions: '90.00' }),
    row(DORA, '6000.00'),
  ]),
)
export const DMFA = dmfa(form(person(ANNA) + person(BRAM), { CompanyID: BAKERY }))
export const DMFA_OF_NOSS = dmfa(form(person(DORA), { CompanyID: '0' }), form(person(CEM), { CompanyID: GARAGE }))
export const ATTESTS = publication(
  attest({ employer: BAKERY, inss: ANNA, number: '9000000001' }),
  attest({ employer: BAKERY, inss: BRAM, number: '9000000002', wage: '400000' }),
)
export const ATTEST_CHANGED = publication(
  attest({ employer: BAKERY, inss: ANNA, number: '9000000001', version: '9000000003', status: '1', wage: '300000', part: [1, 1] }),
  attest({ employer: BAKERY, inss: BRAM, number: '9000000002', version: '9000000004', status: '3' }),
)
export const REQUESTS = [
  `employer_number;quarter\n${BAKERY};2024Q3\n${GARAGE};\n`,
  `all;2024Q3\n`,
  `${GARAGE};2024Q3\n${BAKERY};2024Q3\n${SHOP};2024Q4\n`,
]

/** Sometimes in chunks of one declaration, which costs more. */
export async function registered(random: Random, settings: ConstructorParameters<typeof MemorySystem>[0] = {}): Promise<MemorySystem> {
  const chunks = happens(random, 0.2) ? { chunkCharactersMin: 1 } : {}
  const system = new MemorySystem({ ...chunks, ...settings }, '2024-10-01T06:00:00.000Z')
  for (const kind of ['entitlements', 'payees', 'establishments'] as const) system.upload(`registry/${kind}/all.csv`, REGISTRY[kind])
  await system.run()
  system.objects.now = '2024-10-15T08:00:00.000Z'
  return system
}

export async function declaredBefore(random: Random, file = FIRST, ending = 'csv'): Promise<MemorySystem> {
  const system = await registered(random)
  system.upload(`declarations/before.${ending}`, file)
  await system.run()
  return system
}

export interface Played extends Verdict {
  readonly target: string
  readonly mutated: Mutated
  readonly format: Format
  readonly milliseconds: number
  readonly deliveries: number
}

export interface Target {
  readonly name: string
  readonly weight: number
  readonly play: (random: Random) => Promise<Omit<Played, 'target' | 'milliseconds'>>
}

export interface Started {
  readonly system: MemorySystem
  readonly mutated: Mutated
  readonly format: Format
  readonly isSenders: boolean
  readonly mayBeSilent?: boolean
  /** Other runs of the case may pay. */
  readonly paysOnFault?: boolean
  /** Lets the spoiled input in; gives what was thrown outside the queue. */
  readonly letIn: (system: MemorySystem) => Promise<readonly unknown[]> | undefined
  /** Something valid that comes after it, on what it left. */
  readonly then?: ((system: MemorySystem) => void | Promise<void>) | undefined
}

/** Until nothing waits; more calls or deliveries than any valid input takes are an error that ends it. */
export async function toQuiet({
  system,
  mutated,
  format,
  isSenders,
  mayBeSilent = !isSenders,
  paysOnFault = true,
  letIn,
  then,
}: Started): Promise<Omit<Played, 'target' | 'milliseconds'>> {
  const before = new Set(system.runs.all().flatMap(({ runId, state }) => (state === 'settled' ? [runId] : [])))
  const reportsBefore = registryReports(system)
  const handledBefore = system.handled.length
  const tooLong: number[] = []
  const dependencies = aroundPorts(system.dependencies, ({ number }, effect) => {
    const deliveries = system.handled.length - handledBefore + system.deadLetters.length * 3
    if (number <= CALLS_MAX && deliveries <= DELIVERIES_MAX) return effect()
    tooLong.push(number)
    return Promise.reject(new AssertionFailure('too many steps'))
  })
  const bounded = Object.assign(system, { dependencies })
  const errors = (await letIn(bounded)) ?? []
  await system.run({ receivesMax: 3 })
  if (then) {
    await then(system)
    await system.run({ receivesMax: 3 })
  }
  const verdict = await verdictOn({
    system,
    before,
    errors: [...errors, ...system.deadLetters.map(({ error }) => error)],
    isSenders,
    reportsBefore,
    mayBeSilent,
    numbers: WORKERS,
  })
  const deliveries = system.handled.length - handledBefore + 3 * system.deadLetters.length
  const wrong = [
    ...verdict.wrong,
    ...(tooLong.length > 0 ? ['too many steps'] : []),
    ...(paysOnFault || verdict.result !== 'fault' || !verdict.paid ? [] : ['a fault, and something is paid']),
  ]
  return { ...verdict, wrong, mutated, format, deliveries }
}

export const again = (random: Random, share: number): ((system: MemorySystem) => void) | undefined =>
  happens(random, share)
    ? (system) => {
        system.upload('recompute/again.csv', 'all;2024Q3\n')
        if (happens(random, 0.3)) system.upload('declarations/later.csv', SECOND)
      }
    : undefined
