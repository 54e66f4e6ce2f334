// Checks why a worker's result came out otherwise: every kind of cause with an example on both sides of the quarter, and what is no cause.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quarter } from '../../../shared/kernel/calendar.ts'
import type { EmployerNumber, EstablishmentNumber, Inss } from '../../../shared/kernel/identifiers.ts'
import type { EntitlementPeriod } from '../../../shared/law/grant.ts'
import type { Region } from '../../../shared/law/measures.ts'
import { CAUSE_KINDS, causesOf, type Cause, type AffectedWorker } from '../../../shared/pipeline/recompute/causes.ts'
import { registryOf, rowKey, type Place, type RegistryContent, type StoredRow } from '../../../shared/registry/employer-registry.ts'
import { EMPLOYER, imw, vop, WORKER, type Given } from '../../support/law-builders.ts'
import { establishmentOf, kboOf, testInss } from '../../support/numbers.ts'

const ELSEWHERE = kboOf('01234568') as EmployerNumber
const OLD = testInss('1985-07-30', 1) as Inss
const OLDER = testInss('1985-07-30', 2) as Inss
const COLLEAGUE = testInss('1990-03-15', 7) as Inss
const SHOP = establishmentOf('21234567') as EstablishmentNumber
const FICTIVE_WALLONIA = '8999999302' as EstablishmentNumber
const PARAMETERS = '0123456789abcdef0123456789abcdef'

/** When an upload came; the earlier result was computed after MARCH and before JUNE. */
const MARCH = '2025-03-01T00:00:00.000Z'
const JUNE = '2025-06-01T00:00:00.000Z'
const JULY = '2025-07-01T00:00:00.000Z'

const stored = (content: RegistryContent, instant: string, elsewhere?: Place): StoredRow => ({
  key: rowKey(content),
  stamp: `${instant}#0001#000000002`,
  recordedAt: instant,
  importId: `import-${instant.slice(0, 7)}`,
  content,
  ...(elsewhere ? { elsewhere } : {}),
})
const closed = (row: StoredRow): StoredRow => ({ ...row, content: null })
const grant = (of: EntitlementPeriod): RegistryContent => ({ kind: 'GRANT', value: of })
const shop = (region: Region, establishmentNumber = SHOP): RegistryContent => ({
  kind: 'ESTABLISHMENT',
  value: { establishmentNumber, employerNumber: EMPLOYER, region },
})
const alias = (oldInss: Inss, newInss: Inss): RegistryContent => ({ kind: 'ALIAS', value: { oldInss, newInss, from: null } })
const at = (employerNumber: EmployerNumber, inss: Inss | null = null): Place => ({ employerNumber, inss })

interface Example {
  readonly before?: readonly StoredRow[]
  readonly later?: readonly StoredRow[]
  readonly worker?: Partial<AffectedWorker>
  readonly parameterSets?: readonly [string, string]
  readonly payeeChanged?: boolean
}

/** Causes of a difference of the worker in 2024Q3 after `later` came to the rows of the earlier result. */
function causes({ before = [], later = [], worker = {}, parameterSets = [PARAMETERS, PARAMETERS], payeeChanged = false }: Example) {
  const basis = { registryVersions: registryOf(before).versions, parameterSet: parameterSets[0] }
  const asked = { numbers: [WORKER], quarter: quarter('2024Q3'), establishments: [SHOP], ...worker }
  return causesOf(asked, basis, registryOf([...before, ...later]), parameterSets[1], payeeChanged)
}

/** A grant before and the same grant as a later upload tells it. */
const changed = (from: Given<EntitlementPeriod>, to: Given<EntitlementPeriod>, of = imw): readonly Cause[] =>
  causes({ before: [stored(grant(of(from)), MARCH)], later: [stored(grant(of(to)), JUNE)] })

const NOTHING: readonly Cause[] = [{ kind: 'computation-changed', parameters: {} }]
const PERIOD = { grant: 'IMW-1', measure: 'IMW', start: '2023Q3', end: '2028Q2' }

describe('a grant that is decided or withdrawn', () => {
  it('decided since, covering the quarter', () => {
    expect(causes({ later: [stored(grant(imw()), JUNE)] })).toEqual([{ kind: 'grant-decided', parameters: PERIOD }])
  })

  it.each<[string, Given<EntitlementPeriod>, boolean]>([
    ['begins in the quarter', { startQuarter: '2024Q3' }, true],
    ['begins a quarter later', { startQuarter: '2024Q4' }, false],
    ['ends in the quarter', { endQuarter: '2024Q3' }, true],
    ['ended a quarter earlier', { endQuarter: '2024Q2' }, false],
    ['is revoked from a quarter later', { revokedFrom: '2024Q4' }, true],
    ['is revoked from the quarter, which people are told', { revokedFrom: '2024Q3' }, true],
  ])('one that %s', (_, given, isCause) => {
    const row = stored(grant(imw(given)), MARCH)
    expect(causes({ later: [row] }).map(({ kind }) => kind)).toEqual([isCause ? 'grant-decided' : 'computation-changed'])
    expect(causes({ before: [row], later: [closed(stored(grant(imw()), JUNE))] }).map(({ kind }) => kind)).toEqual([
      isCause ? 'grant-withdrawn' : 'computation-changed',
    ])
  })

  it('withdrawn: closed without another place', () => {
    expect(causes({ before: [stored(grant(imw()), MARCH)], later: [closed(stored(grant(imw()), JUNE))] })).toEqual([
      { kind: 'grant-withdrawn', parameters: PERIOD },
    ])
  })

  it('of another worker is no cause', () => {
    expect(causes({ later: [stored(grant(imw({ inss: COLLEAGUE })), JUNE)] })).toEqual(NOTHING)
  })

  it('in force at the earlier result and since withdrawn and decided again as it was is no cause', () => {
    const later = [closed(stored(grant(imw()), JUNE)), stored(grant(imw()), JULY)]
    expect(causes({ before: [stored(grant(imw()), MARCH)], later })).toEqual(NOTHING)
  })
})

describe('a revocation', () => {
  const revoked = (from: string | null, to: string | null): readonly Cause[] => changed({ revokedFrom: from }, { revokedFrom: to })
  const parameters = (before: string, after: string) => ({ grant: 'IMW-1', quarter: '2024Q3', before, after })

  it.each([
    ['from the quarter', null, '2024Q3', [{ kind: 'grant-revoked', parameters: parameters('', '2024Q3') }]],
    ['from a quarter earlier', null, '2024Q2', [{ kind: 'grant-revoked', parameters: parameters('', '2024Q2') }]],
    ['from a quarter later', null, '2024Q4', NOTHING],
    ['brought forward to the quarter', '2025Q1', '2024Q3', [{ kind: 'grant-revoked', parameters: parameters('2025Q1', '2024Q3') }]],
    ['brought forward, all before the quarter', '2024Q3', '2024Q1', NOTHING],
    ['lifted', '2024Q3', null, [{ kind: 'revocation-lifted', parameters: parameters('2024Q3', '') }]],
    ['put off past the quarter', '2024Q1', '2024Q4', [{ kind: 'revocation-lifted', parameters: parameters('2024Q1', '2024Q4') }]],
    ['put off, all after the quarter', '2024Q4', '2025Q2', NOTHING],
  ])('%s', (_, from, to, expected) => {
    expect(revoked(from, to)).toEqual(expected)
  })

  it('of a grant that never covered the quarter is no cause', () => {
    expect(changed({ endQuarter: '2024Q2' }, { endQuarter: '2024Q2', revokedFrom: '2024Q1' })).toEqual(NOTHING)
  })

  it('of a grant that is also changed: of what is revoked before and now only whether it covers the quarter counts', () => {
    const revokedFrom = '2024Q1'
    expect(changed({ revokedFrom }, { revokedFrom, package: 'IMW_2Y' })).toEqual(NOTHING)
    expect(changed({ revokedFrom, endQuarter: '2024Q2' }, { revokedFrom }).map(({ kind }) => kind)).toEqual(['grant-changed'])
  })
})

describe('a suspension', () => {
  it.each([
    ['of the quarter', [], ['2024Q3'], 'grant-suspended'],
    ['of the quarter before', [], ['2024Q2'], undefined],
    ['of the quarter after', [], ['2024Q4'], undefined],
    ['lifted', ['2024Q3'], [], 'suspension-lifted'],
    ['moved to another quarter', ['2024Q3'], ['2024Q4'], 'suspension-lifted'],
    ['of another quarter lifted', ['2024Q2'], [], undefined],
    ['extended', ['2024Q3'], ['2024Q3', '2024Q4'], undefined],
  ])('%s', (_, from, to, kind) => {
    const expected = kind === undefined ? NOTHING : [{ kind, parameters: { grant: 'IMW-1', quarter: '2024Q3' } }]
    expect(changed({ suspendedQuarters: from }, { suspendedQuarters: to })).toEqual(expected)
  })
})

describe('a grant that moves', () => {
  it.each<[string, Place, Record<string, string>]>([
    ['another employer', at(ELSEWHERE, WORKER), { employer: ELSEWHERE }],
    ['another worker', at(EMPLOYER, COLLEAGUE), { worker: `••••••${COLLEAGUE.slice(-5)}` }],
    ['another worker of another employer', at(ELSEWHERE, COLLEAGUE), { employer: ELSEWHERE, worker: `••••••${COLLEAGUE.slice(-5)}` }],
  ])('to and from %s', (_, place, shown) => {
    const before = [stored(grant(imw()), MARCH)]
    expect(causes({ before, later: [closed(stored(grant(imw()), JUNE, place))] })).toEqual([
      { kind: 'grant-moved-away', parameters: { grant: 'IMW-1', ...shown } },
    ])
    expect(causes({ later: [stored(grant(imw()), JUNE, place)] })).toEqual([
      { kind: 'grant-moved-here', parameters: { grant: 'IMW-1', ...shown } },
    ])
  })

  it('without covering the quarter is no cause', () => {
    const past = grant(imw({ endQuarter: '2024Q2' }))
    expect(causes({ before: [stored(past, MARCH)], later: [closed(stored(past, JUNE, at(ELSEWHERE, WORKER)))] })).toEqual(NOTHING)
    expect(causes({ later: [stored(past, JUNE, at(ELSEWHERE, WORKER))] })).toEqual(NOTHING)
  })

  it('away and back is no cause, unless it came back otherwise', () => {
    const before = [stored(grant(imw()), MARCH)]
    const away = closed(stored(grant(imw()), JUNE, at(ELSEWHERE, WORKER)))
    const back = (given: Given<EntitlementPeriod>): StoredRow => stored(grant(imw(given)), JULY, at(ELSEWHERE, WORKER))
    expect(causes({ before, later: [away, back({})] })).toEqual(NOTHING)
    expect(causes({ before, later: [away, back({ package: 'IMW_2Y' })] }).map(({ kind }) => kind)).toEqual(['grant-changed'])
  })

  const worker = { numbers: [OLD, WORKER] }
  const atOld = stored(grant(imw({ inss: OLD })), MARCH)
  const closedAtOld = closed(stored(grant(imw({ inss: OLD })), JUNE, at(EMPLOYER, WORKER)))
  const atNew = (instant: string): StoredRow => stored(grant(imw()), instant, at(EMPLOYER, OLD))

  it('between two numbers of one person is no move', () => {
    expect(causes({ before: [atOld], later: [closedAtOld, atNew(JUNE)], worker })).toEqual(NOTHING)
    const expected = [{ kind: 'number-replaced', parameters: { before: `••••••${OLD.slice(-5)}`, after: '••••••03328' } }]
    expect(causes({ before: [atOld], later: [closedAtOld, atNew(JUNE), stored(alias(OLD, WORKER), JUNE)], worker })).toEqual(expected)
  })

  it('between two numbers of one person, and changed with it', () => {
    const later = [closedAtOld, stored(grant(imw({ package: 'IMW_2Y' })), JUNE, at(EMPLOYER, OLD))]
    expect(causes({ before: [atOld], later, worker }).map(({ kind }) => kind)).toEqual(['grant-changed'])
  })

  it('between two numbers of one person and on to another employer has moved away', () => {
    const later = [closedAtOld, closed(stored(grant(imw()), JULY, at(ELSEWHERE, WORKER)))]
    expect(causes({ before: [atOld], later, worker })).toEqual([
      { kind: 'grant-moved-away', parameters: { grant: 'IMW-1', employer: ELSEWHERE } },
    ])
  })

  it('elsewhere under the old number, back under the new one and elsewhere again: the last place counts', () => {
    const away = closed(stored(grant(imw({ inss: OLD })), JUNE, at(EMPLOYER, COLLEAGUE)))
    const awayAgain = closed(stored(grant(imw()), JULY, at(ELSEWHERE, WORKER)))
    expect(causes({ before: [atOld], later: [away, awayAgain], worker })).toEqual([
      { kind: 'grant-moved-away', parameters: { grant: 'IMW-1', employer: ELSEWHERE } },
    ])
  })

  it('decided under the old number and moved to the new one, both since, is decided', () => {
    expect(causes({ later: [closedAtOld, atNew(JULY)], worker })).toEqual([{ kind: 'grant-decided', parameters: PERIOD }])
  })
})

describe('a grant that changes', () => {
  it.each<[string, Given<EntitlementPeriod>, Given<EntitlementPeriod>, string, string]>([
    ['start_quarter', {}, { startQuarter: '2023Q4', endQuarter: '2028Q2' }, '2023Q3', '2023Q4'],
    ['package', {}, { package: 'IMW_2Y' }, 'IMW_5Y_STANDARD', 'IMW_2Y'],
    [
      'schedule',
      { schedule: [{ from: 1, to: 20, percentage: 40 }] },
      {
        schedule: [
          { from: 1, to: 4, percentage: 60 },
          { from: 5, to: 20, percentage: 45 },
        ],
      },
      '1-20:40',
      '1-4:60,5-20:45',
    ],
    ['guidance_level', {}, { guidanceLevel: 'HIGH' }, 'NONE', 'HIGH'],
    ['applied_on', {}, { appliedOn: '2023-06-01' }, '', '2023-06-01'],
    ['first_hired_on', { firstHiredOn: '2019-01-01' }, {}, '2019-01-01', ''],
    ['left_on', {}, { leftOn: '2020-01-01' }, '', '2020-01-01'],
    ['rehired_on', { rehiredOn: '2021-02-01' }, { rehiredOn: '2021-03-01' }, '2021-02-01', '2021-03-01'],
    ['measure', {}, { measure: 'VOP' }, 'IMW', 'VOP'],
  ])('in %s, with both values', (field, from, to, before, after) => {
    const parameters = { grant: 'IMW-1', fields: field, [`${field}_before`]: before, [`${field}_after`]: after }
    expect(changed(from, to)).toEqual([{ kind: 'grant-changed', parameters }])
  })

  it.each<[string, string, string, boolean]>([
    ['shortened to before the quarter', '2028Q2', '2024Q2', true],
    ['extended to the quarter', '2024Q2', '2024Q3', true],
    ['shortened to the quarter', '2028Q2', '2024Q3', false],
    ['extended after the quarter', '2024Q3', '2028Q2', false],
    ['extended before the quarter', '2024Q1', '2024Q2', false],
  ])('in its end, %s', (_, before, after, isCause) => {
    const parameters = { grant: 'IMW-1', fields: 'end_quarter', end_quarter_before: before, end_quarter_after: after }
    expect(changed({ endQuarter: before }, { endQuarter: after })).toEqual(isCause ? [{ kind: 'grant-changed', parameters }] : NOTHING)
  })

  it('in its start, from after the quarter to before it', () => {
    const parameters = { grant: 'IMW-1', fields: 'start_quarter', start_quarter_before: '2024Q4', start_quarter_after: '2024Q3' }
    expect(changed({ startQuarter: '2024Q4', endQuarter: '2028Q2' }, { startQuarter: '2024Q3', endQuarter: '2028Q2' })).toEqual([
      { kind: 'grant-changed', parameters },
    ])
  })

  it('in several fields is one cause that names each, in the order of the columns', () => {
    const [cause] = changed({}, { package: 'EXPLICIT', schedule: [{ from: 1, to: 20, percentage: 50 }], startQuarter: '2024Q1' })
    expect(cause?.parameters).toEqual({
      grant: 'IMW-1',
      fields: 'start_quarter, package, schedule',
      start_quarter_before: '2023Q3',
      start_quarter_after: '2024Q1',
      package_before: 'IMW_5Y_STANDARD',
      package_after: 'EXPLICIT',
      schedule_before: '',
      schedule_after: '1-20:50',
    })
  })

  it.each<[string, Given<EntitlementPeriod>]>([
    ['decision reference', { decisionReference: 'B-2' }],
    ['date of decision', { decidedOn: '2025-05-30' }],
  ])('in its %s alone is no cause', (_, to) => {
    expect(changed({}, to)).toEqual(NOTHING)
    expect(changed({}, to, vop)).toEqual(NOTHING)
  })

  it('in what an upload between has said and taken back is no cause', () => {
    const later = [stored(grant(imw({ package: 'IMW_2Y' })), JUNE), stored(grant(imw()), JULY)]
    expect(causes({ before: [stored(grant(imw()), MARCH)], later })).toEqual(NOTHING)
  })
})

describe('a region', () => {
  const guided = stored(grant(imw({ guidanceLevel: 'LOW' })), MARCH)
  const region = (from: Region | undefined, to: Region | undefined, others: Example = {}): readonly Cause[] => {
    const before = [guided, ...(from ? [stored(shop(from), MARCH)] : [])]
    const later = to ? [stored(shop(to), JUNE)] : [closed(stored(shop('FLANDERS'), JUNE, at(ELSEWHERE)))]
    return causes({ before, later, ...others })
  }

  it.each<[string, Region | undefined, Region | undefined, string | undefined]>([
    ['Flemish, not known before', undefined, 'FLANDERS', 'region-known'],
    ['Walloon, not known before', undefined, 'WALLONIA', 'region-known'],
    ['from Flemish to Brussels', 'FLANDERS', 'BRUSSELS', 'region-changed'],
    ['from abroad to Flemish', 'ABROAD', 'FLANDERS', 'region-changed'],
    ['from Flemish to unknown: the establishment moved to another employer', 'FLANDERS', undefined, 'region-changed'],
    ['the same again', 'FLANDERS', 'FLANDERS', undefined],
    ['another one that is not Flemish either', 'BRUSSELS', 'WALLONIA', undefined],
  ])('%s', (_, from, to, kind) => {
    const parameters = { establishment: SHOP, before: from ?? 'UNKNOWN', after: to ?? 'UNKNOWN' }
    expect(region(from, to)).toEqual(kind === undefined ? NOTHING : [{ kind, parameters }])
  })

  it('of an establishment that is not declared for the worker, or with its region, is no cause', () => {
    expect(region(undefined, 'FLANDERS', { worker: { establishments: [] } })).toEqual(NOTHING)
  })

  it('an establishment of two occupations is one cause', () => {
    expect(region(undefined, 'FLANDERS', { worker: { establishments: [SHOP, SHOP] } })).toHaveLength(1)
  })

  it('a fictive number carries its own region, whatever is registered', () => {
    const later = [stored(shop('FLANDERS', FICTIVE_WALLONIA), JUNE)]
    expect(causes({ before: [guided], later, worker: { establishments: [FICTIVE_WALLONIA] } })).toEqual(NOTHING)
  })

  it.each<[string, EntitlementPeriod]>([
    ['has no guidance', imw()],
    ['is a VOP', vop()],
    ['has guidance in other quarters', imw({ guidanceLevel: 'LOW', endQuarter: '2024Q2' })],
  ])('is no cause where the grant %s', (_, of) => {
    expect(causes({ before: [stored(grant(of), MARCH)], later: [stored(shop('FLANDERS'), JUNE)] })).toEqual(NOTHING)
  })
})

describe('a number that is replaced', () => {
  const worker = { numbers: [OLDER, OLD, WORKER] }
  const shown = (inss: Inss): string => `••••••${inss.slice(-5)}`

  it('once for each replacement since', () => {
    expect(causes({ later: [stored(alias(OLDER, OLD), JUNE), stored(alias(OLD, WORKER), JUNE)], worker })).toEqual([
      { kind: 'number-replaced', parameters: { before: shown(OLDER), after: shown(OLD) } },
      { kind: 'number-replaced', parameters: { before: shown(OLD), after: shown(WORKER) } },
    ])
  })

  it('known at the earlier result is no cause, also told again', () => {
    const before = [stored(alias(OLDER, OLD), MARCH)]
    expect(causes({ before, worker })).toEqual(NOTHING)
    expect(causes({ before, later: [stored(alias(OLDER, OLD), JUNE)], worker })).toEqual(NOTHING)
  })

  it('by another number than before is a cause', () => {
    const before = [stored(alias(OLD, COLLEAGUE), MARCH)]
    expect(causes({ before, later: [stored(alias(OLD, WORKER), JUNE)], worker }).map(({ kind }) => kind)).toEqual(['number-replaced'])
  })

  it('of a colleague is no cause', () => {
    expect(causes({ later: [stored(alias(COLLEAGUE, OLD), JUNE)], worker: { numbers: [WORKER] } })).toEqual(NOTHING)
  })

  it('a grant of the old number that stood and stands is no cause of its own', () => {
    const before = [stored(grant(imw({ inss: OLD })), MARCH)]
    expect(causes({ before, later: [stored(alias(OLD, WORKER), JUNE)], worker }).map(({ kind }) => kind)).toEqual(['number-replaced'])
  })
})

describe('parameters, payee, computation', () => {
  it('another parameter set, by the beginning of its hash', () => {
    const parameterSets = [PARAMETERS, 'fedcba9876543210'] as const
    expect(causes({ parameterSets })).toEqual([
      { kind: 'parameters-changed', parameters: { before: '0123456789ab', after: 'fedcba987654' } },
    ])
  })

  it('another payee, only when told so', () => {
    expect(causes({ payeeChanged: true })).toEqual([{ kind: 'payee-changed', parameters: {} }])
    const payee = { employerNumber: EMPLOYER, name: 'x', iban: 'x', bic: null, language: 'nl', hold: true, holdReason: '' } as const
    expect(causes({ later: [stored({ kind: 'PAYEE', value: payee }, JUNE)] })).toEqual(NOTHING)
  })

  it('nothing at all: the computation itself', () => {
    expect(causes({})).toEqual(NOTHING)
    expect(causes({ before: [stored(grant(imw()), MARCH), stored(shop('FLANDERS'), MARCH)] })).toEqual(NOTHING)
  })
})

describe('several causes', () => {
  it('come in the order of the kinds, then by subject', () => {
    const ids = ['B', 'A', 'C'].map((entitlementId) => stored(grant(imw({ entitlementId })), JUNE))
    const before = [stored(grant(imw({ entitlementId: 'D', guidanceLevel: 'LOW' })), MARCH)]
    const revised: Given<EntitlementPeriod> = { entitlementId: 'D', guidanceLevel: 'HIGH', suspendedQuarters: ['2024Q3'] }
    const later = [...ids, stored(grant(imw(revised)), JUNE), stored(shop('FLANDERS'), JUNE)]
    const found = causes({ before, later, parameterSets: ['a', 'b'], payeeChanged: true })
    expect(found.map(({ kind, parameters }) => `${kind} ${parameters.grant ?? ''}`.trim())).toEqual([
      'grant-decided A',
      'grant-decided B',
      'grant-decided C',
      'grant-suspended D',
      'grant-changed D',
      'region-known',
      'parameters-changed',
      'payee-changed',
    ])
  })
})

describe('a version that the history does not have', () => {
  const lost = (key: string): string => `${key}@2024-01-01T00:00:00.000Z by import-lost`
  const withLost = (key: string, rows: readonly StoredRow[]): readonly Cause[] =>
    causesOf(
      { numbers: [OLD, WORKER], quarter: quarter('2024Q3'), establishments: [SHOP] },
      { registryVersions: [lost(key)], parameterSet: PARAMETERS },
      registryOf(rows),
      PARAMETERS,
      false,
    )

  it.each<[string, string, readonly StoredRow[]]>([
    ['a grant that stands', `GRANT#${WORKER}#IMW-1`, [stored(grant(imw()), JUNE)]],
    ['a grant that is gone', `GRANT#${WORKER}#IMW-1`, []],
    ['a grant that has moved', `GRANT#${WORKER}#IMW-1`, [closed(stored(grant(imw()), JUNE, at(ELSEWHERE, WORKER)))]],
    ['an establishment', `ESTABLISHMENT#${SHOP}`, [stored(shop('FLANDERS'), JUNE)]],
    ['an alias', `ALIAS#${OLD}`, [stored(alias(OLD, WORKER), JUNE)]],
    ['a name without form', 'something', []],
  ])('of %s tells nothing about the row', (_, key, rows) => {
    expect(withLost(key, rows)).toEqual(NOTHING)
  })

  it('of a grant, which may have had guidance: a region counts', () => {
    expect(withLost(`GRANT#${WORKER}#IMW-1`, [stored(shop('FLANDERS'), JUNE)]).map(({ kind }) => kind)).toEqual(['region-known'])
  })

  it('leaves the other rows as they are', () => {
    const rows = [stored(grant(imw({ entitlementId: 'IMW-2', guidanceLevel: 'LOW' })), JUNE), stored(shop('FLANDERS'), JUNE)]
    expect(withLost(`GRANT#${WORKER}#IMW-1`, rows).map(({ kind }) => kind)).toEqual(['grant-decided', 'region-known'])
    expect(withLost(`ESTABLISHMENT#${SHOP}`, rows).map(({ kind }) => kind)).toEqual(['grant-decided'])
  })
})

describe('whatever was registered in whatever order', () => {
  const quarters = fc.constantFrom('2023Q4', '2024Q2', '2024Q3', '2024Q4', '2026Q1')
  const grants = fc
    .record({
      entitlementId: fc.constantFrom('A', 'B'),
      inss: fc.constantFrom<string>(WORKER, OLD, COLLEAGUE),
      startQuarter: quarters,
      endQuarter: quarters,
      guidanceLevel: fc.constantFrom('NONE' as const, 'LOW' as const),
      revokedFrom: fc.option(quarters),
      suspendedQuarters: fc.array(quarters, { maxLength: 2 }),
    })
    .map((given) => grant(imw(given)))
  const contents = fc.oneof(
    grants,
    fc.constantFrom<Region>('FLANDERS', 'BRUSSELS').map((each) => shop(each)),
    fc.constantFrom(alias(OLD, WORKER), alias(OLDER, OLD)),
  )
  const rows = fc
    .record({
      content: contents,
      day: fc.integer({ min: 1, max: 28 }),
      isClosed: fc.boolean(),
      elsewhere: fc.option(fc.constantFrom(at(ELSEWHERE, WORKER), at(EMPLOYER, OLD), at(EMPLOYER, COLLEAGUE))),
    })
    .map(({ content, day, isClosed, elsewhere }) => {
      const row = stored(content, `2025-03-${String(day).padStart(2, '0')}T00:00:00.000Z`, elsewhere ?? undefined)
      return isClosed ? closed(row) : row
    })

  it('there is a cause, each once, in order; without a change the computation alone', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 6 }), fc.array(rows, { maxLength: 6 }), (before, later) => {
        const worker = { numbers: [OLDER, OLD, WORKER] }
        const found = causes({ before, later, worker })
        const places = found.map(({ kind }) => CAUSE_KINDS.indexOf(kind))
        expect(places.length).toBeGreaterThan(0)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(found.length)
        expect(causes({ before: [...before, ...later], worker })).toEqual(NOTHING)
      }),
    )
  })
})
