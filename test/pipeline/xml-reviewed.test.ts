// What a second pair of eyes found in the reading of DmfA files and attests: each stays as it was mended.
import { describe, expect, it } from 'vitest'
import {
  ANNA,
  BAKERY,
  BRAM,
  establishmentOf,
  establishmentsCsv,
  GARAGE,
  grant,
  outputsOf,
  send,
  systemWith,
  type Grant,
} from '../support/pipeline-builders.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  attest,
  contribution,
  dmfa,
  form,
  occupation,
  pay,
  person,
  publication,
  readXml,
  reduction,
  service,
  workerRecord,
} from '../support/xml-builders.ts'

const NOW = '2025-01-15T09:00:00.000Z'

async function run(system: MemorySystem, name: string, text: string, at = NOW): Promise<ReturnType<typeof outputsOf>> {
  const id = send(system, `${name}.xml`, text, at)
  await system.run()
  return outputsOf(system, id)
}
const amounts = ({ payments, claims }: ReturnType<typeof outputsOf>): string[] => [...payments, ...claims].map(({ amount }) => amount)

const ofAnna = (changed: Parameters<typeof attest>[0] = {}): string => attest({ employer: BAKERY, inss: ANNA, ...changed })
const formOf = (people: string, changed = {}, head = {}): string => form(people, { CompanyID: BAKERY, ...changed }, head)
const codesOf = async (text: string, grants: readonly Grant[] = [grant(BAKERY, ANNA)]): Promise<readonly string[]> =>
  (await run(await systemWith(grants), 'a', text)).exceptions

describe('an attest', () => {
  it('that says it has 99,999,999,999 parts is one that misses most of them', async () => {
    const found = await readXml(publication(ofAnna({ part: [1, 99_999_999_999] })), { testNumbersAllowed: true })
    expect(found.outcome.kind).toBe('complete')
    expect(await codesOf(publication(ofAnna({ part: [1, 99_999_999_999] })))).toEqual([`WRK-008 ${ANNA.slice(-5)}`])
  })

  it('that is cancelled without naming its worker comes back from the worker of the version held', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    expect(amounts(await run(system, 'a', publication(ofAnna({ wage: '900000' }))))).toEqual(['3600.00'])
    const nobody = ofAnna({ version: '9000000917', status: '3' }).replace(/<Werknemer>.*<\/Werknemer>/, '')
    const cancelled = await run(system, 'b', publication(nobody))
    expect(amounts(cancelled)).toEqual(['-3600.00'])
    expect(cancelled.exceptions).toContain(`DCL-012 ${ANNA.slice(-5)}`)
  })

  it('with a status that is the name of something else is WRK-003', async () => {
    expect(await codesOf(publication(ofAnna({ status: 'constructor' })))).toEqual(['WRK-003'])
  })

  it('split in two parts pays what it pays whole, also when its occupations are equal but for their numbers', async () => {
    const line = (number: string): string =>
      ofAnna({ wage: '100000' }).replace(
        '<Volgnummer>1</Volgnummer><InternNummer>A1',
        `<Volgnummer>${number}</Volgnummer><InternNummer>A${number}`,
      )
    const parts = ['1', '2'].map((number) =>
      line(number).replace('</MutatieAttest>', `<Delen><Nummer>${number}</Nummer><Totaal>2</Totaal></Delen></MutatieAttest>`),
    )
    expect(amounts(await run(await systemWith([grant(BAKERY, ANNA)]), 'a', publication(...parts)))).toEqual(['800.00'])
  })
})

describe('a Form', () => {
  it.each([
    [
      'two heads',
      formOf(person(ANNA)).replace(
        '</EmployerDeclaration>',
        `</EmployerDeclaration><EmployerDeclaration><CompanyID>${GARAGE}</CompanyID></EmployerDeclaration>`,
      ),
    ],
    ['two quarters', formOf(person(ANNA)).replace('</EmployerDeclaration>', '<Quarter>20242</Quarter></EmployerDeclaration>')],
    ['two totals', formOf(person(ANNA)).replace('<NetOwedAmount>', '<NetOwedAmount>1</NetOwedAmount><NetOwedAmount>')],
    ['a date years after its receipt', formOf(person(ANNA), {}, { FormCreationDate: '2099-01-01' })],
  ])('with %s is DCL-011 and pays nothing', async (_, text) => {
    const outputs = await run(await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)]), 'a', dmfa(text))
    expect(amounts(outputs)).toEqual([])
    expect(outputs.exceptions).toEqual(['DCL-011'])
  })

  it('with 100 lines of pay in one occupation is WRK-004, at once', async () => {
    const pays = Array.from({ length: 100 }, (_, n) => pay('002', '100', String(n))).join('')
    const text = dmfa(formOf(person(ANNA, workerRecord(occupation({}, service('001', '6600') + pays)))))
    expect(await codesOf(text)).toEqual([`WRK-004 ${ANNA.slice(-5)}`])
  })

  it('whose worker has no grant any more says what comes back, and from whom', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const wage = (cents: string): string => person(ANNA, workerRecord(occupation({}, service('001', '6600') + pay('001', cents))))
    expect(amounts(await run(system, 'a', dmfa(formOf(wage('900000')))))).toEqual(['3600.00'])
    system.upload('registry/entitlements/later.csv', entitlements(grant(GARAGE, ANNA, { entitlement_id: `IMW-${BAKERY}-${ANNA}` })))
    await system.run({ stages: ['registry'] })
    system.queue = [] // declared again before the account is computed again
    const later = await run(system, 'b', dmfa(formOf(wage('900000'), {}, { FormCreationDate: '2024-11-14' })))
    expect(amounts(later)).toEqual(['-3600.00'])
    expect(later.exceptions).toEqual([`ENT-001 ${ANNA.slice(-5)}`, 'PAY-005'])
  })
})

describe('a VOP is not for', () => {
  const vop = grant(BAKERY, ANNA, {
    entitlement_id: 'VOP-1',
    measure: 'VOP',
    package: 'VOP_INDEFINITE',
    start_quarter: '2022Q1',
    end_quarter: '2026Q4',
    applied_on: '2022-01-10',
  })
  const full = service('001', '6600') + pay('001', '900000')

  it.each([
    ['article 60 § 7 (worker code 090)', workerRecord(occupation({}, full), { WorkerCode: '090' })],
    ['an apprentice from 19 years on (worker code 499)', workerRecord(occupation({}, full), { WorkerCode: '499' })],
    ['a declared kind of apprentice', workerRecord(occupation({ Apprenticeship: '1' }, full))],
    [
      'a reduction for apprentices',
      workerRecord(occupation({}, full + reduction('Occupation', '6310', '100')) + contribution('495', '0', '900000', '342630')),
    ],
  ])('%s: ENT-008', async (_, record) => {
    expect(await codesOf(dmfa(formOf(person(ANNA, record))), [vop])).toEqual([`ENT-008 ${ANNA.slice(-5)}`])
  })
})

describe('guidance', () => {
  it('is not due for an occupation in the days by which the RSZ period differs from the quarter', async () => {
    const system = await systemWith([grant(BAKERY, ANNA, { guidance_level: 'MEDIUM' })])
    system.upload('registry/establishments/all.csv', establishmentsCsv([establishmentOf(1), BAKERY, 'FLANDERS']))
    await system.run()
    const days = { OccupationStartingDate: '2024-06-25', OccupationEndingDate: '2024-06-30', LocalUnitID: establishmentOf(1) }
    const record = workerRecord(occupation(days, service('001', '400') + pay('001', '50000')), { NOSSQuarterStartingDate: '2024-06-24' })
    const outputs = await run(system, 'a', dmfa(formOf(person(ANNA, record))))
    expect(amounts(outputs)).toEqual([])
    expect(outputs.exceptions).toEqual([`CAL-004 ${ANNA.slice(-5)}`])
  })
})

/** The registry file of one grant. */
function entitlements(of: Grant): string {
  return `${Object.keys(of).join(';')}\n${Object.values(of).join(';')}\n`
}
