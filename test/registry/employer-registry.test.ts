/** Checks which rows are in force for an employer, and the digests that change exactly when their content does. */
import { describe, expect, it } from 'vitest'
import { identityOf, registryOf, rowKey, type RegistryContent, type StoredRow } from '../../shared/registry/employer-registry.ts'
import { ANNA, BRAM, EMPLOYER } from '../support/declaration-builders.ts'
import { contentOf, establishment, ESTABLISHMENT, IBAN, imw, payee, version, WRONG_IBAN, type GrantFields } from './builders.ts'

const grant = (changed: GrantFields = {}): Promise<RegistryContent> => contentOf('entitlements', imw(changed))
const JANUARY = '2025-01-01T00:00:00.000Z'
const FEBRUARY = '2025-02-01T00:00:00.000Z'
const MARCH = '2025-03-01T00:00:00.000Z'
const closed = (content: RegistryContent, instant: string): StoredRow => ({ ...version(content, instant), content: null })

/** Every order of a few rows. */
const orders = <T>(all: readonly T[]): T[][] =>
  all.length <= 1
    ? [[...all]]
    : all.flatMap((each, index) => orders(all.filter((_, other) => other !== index)).map((rest) => [each, ...rest]))

describe('keys', () => {
  it('a grant is placed under its worker and keeps its identity when it moves', async () => {
    expect(rowKey(await grant())).toBe(`GRANT#${ANNA}#IMW-1`)
    expect(rowKey(await grant({ inss: BRAM }))).toBe(`GRANT#${BRAM}#IMW-1`)
    expect(identityOf(await grant({ inss: BRAM }))).toBe(identityOf(await grant()))
    expect(identityOf(await grant({ entitlement_id: 'IMW-2' }))).not.toBe(identityOf(await grant()))
  })

  it('payee and establishment are known by their numbers', async () => {
    const [account, place] = [await contentOf('payees', payee()), await contentOf('establishments', establishment())]
    expect([rowKey(account), identityOf(account)]).toEqual([`PAYEE#${EMPLOYER}`, `PAYEE#${EMPLOYER}`])
    expect([rowKey(place), identityOf(place)]).toEqual([`ESTABLISHMENT#${ESTABLISHMENT}`, `ESTABLISHMENT#${ESTABLISHMENT}`])
  })
})

describe('rows in force', () => {
  it('nothing is registered', () => {
    expect(registryOf([])).toMatchObject({ grants: [], payee: undefined, versions: [] })
    expect(registryOf([]).establishments.size).toBe(0)
  })

  it('the highest stamp wins, in whatever order the rows come', async () => {
    const rows = [
      version(await grant(), JANUARY),
      version(await grant({ end_quarter: '2024Q4' }), FEBRUARY),
      version(await grant({ end_quarter: '2025Q4' }), MARCH),
    ]
    for (const each of orders(rows)) expect(registryOf(each).grants.map(({ endQuarter }) => endQuarter)).toEqual(['2025Q4'])
  })

  it('within one instant the sequencer decides, then the line', async () => {
    const row = async (end: string, sequencer: string, line: string): Promise<StoredRow> => ({
      ...version(await grant({ end_quarter: end })),
      stamp: `${JANUARY}#${sequencer}#${line}`,
    })
    const rows = [
      await row('2024Q1', '0002', '000000003'),
      await row('2024Q2', '0002', '000000010'),
      await row('2024Q3', '0001', '000000099'),
    ]
    for (const each of orders(rows)) expect(registryOf(each).grants.map(({ endQuarter }) => endQuarter)).toEqual(['2024Q2'])
  })

  it('a closed row falls away, in whatever order; opened again it is back', async () => {
    const rows = [version(await grant(), JANUARY), closed(await grant(), FEBRUARY)]
    for (const each of orders(rows)) expect(registryOf(each)).toMatchObject({ grants: [], versions: [] })
    for (const each of orders([...rows, version(await grant(), MARCH)])) expect(registryOf(each).grants).toHaveLength(1)
  })

  it('an older closing does not close a newer row', async () => {
    for (const each of orders([closed(await grant(), JANUARY), version(await grant(), FEBRUARY)]))
      expect(registryOf(each).grants).toHaveLength(1)
  })

  it('grants, payee and establishments side by side, in the order of their keys', async () => {
    const rows = [
      version(await contentOf('payees', payee())),
      version(await grant({ inss: BRAM })),
      version(await grant({ entitlement_id: 'IMW-2' })),
      version(await grant()),
      version(await contentOf('establishments', establishment({ region: 'BRUSSELS' }))),
    ]
    for (const each of orders(rows)) {
      const registry = registryOf(each)
      expect(registry.grants.map(({ inss, entitlementId }) => [inss, entitlementId])).toEqual([
        [ANNA, 'IMW-1'],
        [ANNA, 'IMW-2'],
        [BRAM, 'IMW-1'],
      ])
      expect(registry.payee).toMatchObject({ iban: IBAN })
      expect([...registry.establishments]).toEqual([[ESTABLISHMENT, 'BRUSSELS']])
    }
  })

  it('versions tell which upload wrote what is in force', async () => {
    expect(
      registryOf([version(await grant(), JANUARY, 'import-a'), version(await grant({ end_quarter: '2024Q4' }), FEBRUARY, 'import-b')])
        .versions,
    ).toEqual([`GRANT#${ANNA}#IMW-1@${FEBRUARY} by import-b`])
  })
})

describe('digests', () => {
  const base = async (): Promise<StoredRow[]> => [
    version(await grant()),
    version(await contentOf('payees', payee())),
    version(await contentOf('establishments', establishment())),
  ]
  const digests = (rows: readonly StoredRow[]): { law: string; payee: string } => {
    const { lawDigest, payeeDigest } = registryOf(rows)
    return { law: lawDigest, payee: payeeDigest }
  }

  it('do not depend on the order of the rows', async () => {
    const rows = await base()
    for (const each of orders(rows)) expect(digests(each)).toEqual(digests(rows))
  })

  it('stay when the same content is uploaded again, or an older version turns up', async () => {
    const rows = await base()
    const before = digests(rows)
    expect(digests([...rows, version(await grant(), MARCH, 'import-9')])).toEqual(before)
    expect(digests([...rows, version(await grant({ end_quarter: '2024Q4' }), '2024-01-01T00:00:00.000Z')])).toEqual(before)
    expect(digests([...rows, closed(await grant({ entitlement_id: 'IMW-9' }), MARCH)])).toEqual(before)
  })

  it('stay when a value is written otherwise', async () => {
    const before = digests(await base())
    const rows = [
      version(await grant({ inss: '85.01.01-001.15', guidance_level: 'NONE' })),
      version(await contentOf('payees', payee({ iban: 'be68 5390 0754 7034', language: '', hold: '' }))),
      version(await contentOf('establishments', establishment())),
    ]
    expect(digests(rows)).toEqual(before)
  })

  it('return to what they were when the content does', async () => {
    const rows = await base()
    expect(digests([...rows, version(await grant({ end_quarter: '2024Q4' }), FEBRUARY), version(await grant(), MARCH)])).toEqual(
      digests(rows),
    )
  })

  it.each<[string, GrantFields]>([
    ['end', { end_quarter: '2024Q4' }],
    ['start', { start_quarter: '2023Q4' }],
    ['package', { package: 'IMW_5Y_INCREASED' }],
    ['guidance', { guidance_level: 'LOW' }],
    ['suspension', { suspended_quarters: '2024Q1' }],
    ['revocation', { revoked_from: '2025Q1' }],
    ['first hire', { first_hired_on: '2020-01-01' }],
    ['decision reference', { decision_reference: 'x' }],
  ])('a grant with another %s changes the digest of the law, not that of the payee', async (_, changed) => {
    const rows = await base()
    const after = digests([...rows, version(await grant(changed), MARCH)])
    expect(after.law).not.toBe(digests(rows).law)
    expect(after.payee).toBe(digests(rows).payee)
  })

  it('so do a new grant, a closed one, and an establishment in another region', async () => {
    const rows = await base()
    const changes = [
      version(await grant({ entitlement_id: 'IMW-2' }), MARCH),
      closed(await grant(), MARCH),
      version(await contentOf('establishments', establishment({ region: 'WALLONIA' })), MARCH),
    ]
    const after = changes.map((each) => digests([...rows, each]))
    expect(new Set([digests(rows).law, ...after.map(({ law }) => law)]).size).toBe(4)
    expect(new Set([digests(rows).payee, ...after.map((each) => each.payee)]).size).toBe(1)
  })

  it.each([
    ['account', { iban: WRONG_IBAN }],
    ['BIC', { bic: 'KREDBEBB' }],
    ['name', { name: 'Bakkerij Peeters nv' }],
    ['hold', { hold: 'YES' }],
    ['language', { language: 'en' }],
  ])('a payee with another %s changes the digest of the payee, not that of the law', async (_, changed) => {
    const rows = await base()
    const after = digests([...rows, version(await contentOf('payees', payee(changed)), MARCH)])
    expect(after.payee).not.toBe(digests(rows).payee)
    expect(after.law).toBe(digests(rows).law)
  })
})
