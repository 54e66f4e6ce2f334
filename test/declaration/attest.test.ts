// Understands the reading of MAGDA attests: who and which version each one is, what cannot be placed, and in which answers they stand (formats.md 1.3).
import { describe, expect, it } from 'vitest'
import type { AttestItem } from '../../shared/declaration/attest.ts'
import type { Attest } from '../../shared/declaration/declaration.ts'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { parseWorkerLine } from '../../shared/law/worker-line.ts'
import { ANNA, BRAM, EMPLOYER, OTHER_EMPLOYER, said } from '../support/declaration-builders.ts'
import { testInss, withWrongCheck } from '../support/numbers.ts'
import { attest, attestLine, publication, readXml, tag, type AttestFields, type XmlRead, type XmlReading } from '../support/xml-builders.ts'

const itemsOf = ({ items }: XmlRead): AttestItem[] => items.flatMap((item) => (item.type === 'attest' ? [item] : []))

async function onlyItem(file: string, reading?: XmlReading): Promise<AttestItem> {
  const read = await readXml(file, reading)
  const [only, ...others] = itemsOf(read)
  if (!only || others.length > 0 || read.items.length > 1) throw new Error('the file does not have exactly one attest')
  return only
}
const onlyAttest = async (fields: AttestFields = {}): Promise<Attest> => (await onlyItem(publication(attest(fields)))).attest

/** The finding about an attest that could not be placed. */
async function loose(mutation: string): Promise<BusinessException> {
  const { items, outcome } = await readXml(publication(mutation))
  const [item] = items
  if (item?.type !== 'loose-row' || items.length > 1) throw new Error('the attest was placed')
  expect(outcome).toMatchObject({ kind: 'complete', rows: 1 })
  said(item.exception)
  return item.exception
}

/** An attest whose text is changed; fails when there is nothing to change. */
function changed(find: string, replacement: string): string {
  const text = attest()
  if (!text.includes(find)) throw new Error(`there is no ${find} in the attest`)
  return text.replace(find, replacement)
}

const bare = (fields: AttestFields = {}): string => /<Attest>.*<\/Attest>/s.exec(attest(fields))![0]

describe('one attest', () => {
  it('is one worker record of one employer and quarter', async () => {
    const item = await onlyItem(publication(attest({ number: '9000000002', version: '9000000917', status: '1' })))
    expect(item).toMatchObject({ employer: { kind: 'known', employerNumber: EMPLOYER }, quarter: '2024Q3' })
    expect(item.part).toBeUndefined()
    const { number, version, inss, status, unusualStatus, exceptions } = item.attest
    expect({ number, version, inss, status, unusualStatus, exceptions }).toEqual({
      number: '9000000002',
      version: 9_000_000_917,
      inss: ANNA,
      status: 'changed',
      unusualStatus: false,
      exceptions: [],
    })
  })

  it('carries the record in the terms of the RSZ, codes padded', async () => {
    const { workerLine } = await onlyAttest({ line: attestLine('912345').replace('Kerngetal>495', 'Kerngetal>15') })
    expect(parseWorkerLine(workerLine!)).toMatchObject({
      employerClass: '010',
      workerCode: '015',
      occupations: [
        {
          start: '2020-01-01',
          end: null,
          weeklyHours: '38.00',
          establishmentNumber: '2000000042',
          services: [{ code: '001', days: '65.00' }],
          remunerations: [{ code: '001', amount: '9123.45' }],
        },
      ],
    })
  })

  it('stands where its Attest begins', async () => {
    const { line, column } = (
      await onlyItem(
        `\n\n${publication(attest())
          .replace(/^<\?xml.*\?>\n/, '')
          .replace('<Attest>', '\n   <Attest>')}`,
      )
    ).attest
    expect([line, column]).toEqual([4, 4])
  })

  it.each([
    ['9000000002', '9000000002'],
    ['09000000002', '9000000002'],
    ['1', '1'],
    ['99999999999', '99999999999'],
  ])('number %s is %s: leading zeros say nothing', async (written, read) => {
    expect((await onlyAttest({ number: written, version: '7' })).number).toBe(read)
  })

  it('versions are numbers: 10 is later than 9, and padding says nothing', async () => {
    expect((await onlyAttest({ version: '10' })).version).toBeGreaterThan((await onlyAttest({ version: '00000000009' })).version)
  })

  it.each([
    ['0', 'new', false],
    ['1', 'changed', false],
    ['2', 'cancelled', true],
    ['3', 'cancelled', false],
    ['4', 'reactivated', false],
  ])('status %s is %s', async (code, status, unusualStatus) => {
    expect(await onlyAttest({ status: code })).toMatchObject({ status, unusualStatus })
  })

  it.each(['2', '3'])('a cancelled one (status %s) says nothing else, however broken its content', async (status) => {
    const read = await onlyAttest({ status, line: attestLine('much', { start: 'yesterday' }) })
    expect(read).toMatchObject({ status: 'cancelled', exceptions: [] })
    expect(read.workerLine).toBeUndefined()
    expect((await onlyAttest({ status, line: '' })).digest).toBe(read.digest)
  })

  it.each([
    ['a wage that is no number', attestLine('much'), 'WRK-003 Bedrag whole-number'],
    ['dates outside the quarter', attestLine('900000', { start: '2024-11-01' }), 'WRK-005 Periode/Begin after-quarter'],
    [
      'an establishment that does not exist',
      attestLine('900000', { establishment: '2000000043' }),
      'WRK-006 LokaleEenheid/Nummer check-digits',
    ],
    ['no Werknemerslijn', '', 'WRK-002 Werknemerslijn'],
  ])('%s: it is placed, and cannot be read', async (_, line, finding) => {
    const read = await onlyAttest({ number: '5', version: '6', line })
    expect(read).toMatchObject({ number: '5', version: 6, inss: ANNA })
    expect(read.workerLine).toBeUndefined()
    expect(read.exceptions.map(said)).toEqual([finding])
    expect(read.exceptions[0]).toMatchObject({ employerNumber: EMPLOYER, quarter: '2024Q3', inss: ANNA })
  })
})

describe('an attest that cannot be placed', () => {
  it.each([
    ['Nummer', '<Nummer>9000000002</Nummer>', '<Nummer>A1</Nummer>', 'WRK-003 Nummer attest', '100040-003'],
    ['a Nummer that is too long', '<Nummer>9000000002</Nummer>', '<Nummer>123456789012</Nummer>', 'WRK-003 Nummer attest', '100040-003'],
    ['Versie', '<Versie>9000000002</Versie>', '<Versie>-1</Versie>', 'WRK-003 Versie attest', '100041-003'],
    ['Status', '<Code>0</Code></Status>', '<Code>5</Code></Status>', 'WRK-003 Status/Code attest', '100003-008'],
    ['Kwartaal', '<Kwartaal>20243</Kwartaal>', '<Kwartaal>20245</Kwartaal>', 'WRK-003 Kwartaal attest', '00013-003'],
    ['Kwartaal as in a CSV', '<Kwartaal>20243</Kwartaal>', '<Kwartaal>2024Q3</Kwartaal>', 'WRK-003 Kwartaal attest', '00013-003'],
  ])('%s malformed', async (_, find, replacement, finding, anomaly) => {
    const exception = await loose(changed(find, replacement))
    expect([said(exception), exception.anomaly]).toEqual([finding, anomaly])
    expect(exception).toMatchObject({ line: 2, employerNumber: EMPLOYER })
  })

  // In a DmfA and in the fields of an attest a missing value has kind 001 (annex 30), an unreadable one 002, 003 or 008.
  it.each([
    ['Nummer', '<Nummer>9000000002</Nummer>', '<Nummer/>', 'WRK-002 Nummer', '100040-001'],
    ['Versie', '<Versie>9000000002</Versie>', '', 'WRK-002 Versie', '100041-001'],
    ['Status', '<Status><Code>0</Code></Status>', '', 'WRK-002 Status/Code', '100003-001'],
    ['Kwartaal', '<Kwartaal>20243</Kwartaal>', '<Kwartaal> </Kwartaal>', 'WRK-002 Kwartaal', '00013-001'],
  ])('%s missing', async (_, find, replacement, finding, anomaly) => {
    const exception = await loose(changed(find, replacement))
    expect([said(exception), exception.anomaly]).toEqual([finding, anomaly])
  })

  it.each([
    ['missing', '', 'WRK-001 INSZ missing', '00024-001'],
    ['with wrong check digits', withWrongCheck(ANNA), 'WRK-001 INSZ check-digits', '00024-004'],
    ['too short', '8501010', 'WRK-001 INSZ malformed', '00024-093'],
    ['with a letter', `X${ANNA.slice(1)}`, 'WRK-001 INSZ malformed', '00024-002'],
    ['a test number where these are not allowed', testInss('1990-03-15', 1), 'WRK-001 INSZ test-number', '00024-003'],
  ])('INSZ %s', async (_, inss, finding, anomaly) => {
    const exception = await loose(attest({ inss }))
    expect([said(exception), exception.anomaly]).toEqual([finding, anomaly])
    expect(exception).toMatchObject({ employerNumber: EMPLOYER, quarter: '2024Q3', value: inss })
  })

  it('no Werknemer, no Identificatie, no AangifteWerkgever: a finding, never a fault', async () => {
    expect(said(await loose(tag('MutatieAttest', '<Attest/>')))).toBe('WRK-001 INSZ missing')
    expect(said(await loose(attest().replace(/<Attest><Identificatie>.*?<\/Identificatie>/s, '<Attest>')))).toBe('WRK-002 Nummer')
    expect(said(await loose(attest().replace(/<Werknemer>.*<\/Werknemer>/s, '')))).toBe('WRK-001 INSZ missing')
  })

  it('the others of the file are read all the same', async () => {
    const read = await readXml(publication(attest({ number: '1' }), attest({ number: 'A' }), attest({ number: '3', inss: BRAM })))
    expect(itemsOf(read).map(({ attest: { number } }) => number)).toEqual(['1', '3'])
    expect(read.outcome).toMatchObject({ kind: 'complete', rows: 3 })
  })
})

describe('the employer', () => {
  it('is found by RSZNummer when the Ondernemingsnummer is not given', async () => {
    for (const employer of ['', '0', '0000000000'])
      expect(
        (await onlyItem(publication(attest({ employer, noss: '0199999740' })), { employers: { '199999740': OTHER_EMPLOYER } })).employer,
      ).toEqual({ kind: 'known', employerNumber: OTHER_EMPLOYER })
  })

  it('is the one of the Ondernemingsnummer when both are given', async () => {
    const item = await onlyItem(publication(attest()), { employers: { '199999740': OTHER_EMPLOYER } })
    expect(item.employer).toEqual({ kind: 'known', employerNumber: EMPLOYER })
  })

  it('may lack its leading zero', async () => {
    expect((await onlyItem(publication(attest({ employer: EMPLOYER.slice(1) })))).employer).toEqual({
      kind: 'known',
      employerNumber: EMPLOYER,
    })
  })
})

describe('the answers of MAGDA', () => {
  const answer = (content: string): string =>
    `<w:GeefDmfaVoorWerknemerResponse xmlns:w="http://magda.vlaanderen.be/werk/soap/geefdmfavoorwerknemer/v03_00"><Repliek><Context/>`
    + `<Antwoorden><Antwoord><Referte>r</Referte>${content}</Antwoord></Antwoorden></Repliek></w:GeefDmfaVoorWerknemerResponse>`
  const attests = (...all: string[]): string => `<Inhoud><Attesten>${all.join('')}</Attesten></Inhoud>`
  const envelope = (content: string): string =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>${content}</s:Body></s:Envelope>`
  const published = (...all: string[]): string =>
    `<f:PubliceerDmfaVoorWerknemer xmlns:f="x"><Publicatie><Context/><Onderwerpen><Onderwerp><Referte>r</Referte><Inhoud><PubliceerDmfa>`
    + `<Vraag><INSZ>${ANNA}</INSZ></Vraag><Attesten>${all.join('')}</Attesten></PubliceerDmfa></Inhoud></Onderwerp></Onderwerpen></Publicatie></f:PubliceerDmfaVoorWerknemer>`
  const both = [bare({ number: '1', version: '2' }), bare({ number: '3', version: '4', inss: BRAM })] as const

  it.each([
    ['GeefDmfaVoorWerknemer', answer(attests(...both))],
    ['GeefDmfaVoorWerknemer in a SOAP Envelope', envelope(answer(attests(...both)))],
    ['PubliceerDmfaVoorWerknemer', published(...both)],
  ])('%s: the same attests as in PubliceerMutatieDmfaVoorWerknemer', async (_, file) => {
    const mutations = publication(attest({ number: '1', version: '2' }), attest({ number: '3', version: '4', inss: BRAM }))
    const say = (read: XmlRead): unknown[] =>
      itemsOf(read).map(({ employer, quarter, attest: { number, version, inss, digest, workerLine } }) => [
        ...[employer, quarter, number, version, inss, digest, workerLine],
      ])
    const read = await readXml(file)
    expect(say(read)).toHaveLength(2)
    expect(say(read)).toEqual(say(await readXml(mutations)))
    expect(read.outcome).toMatchObject({ kind: 'complete', rows: 2 })
  })

  const exceptions =
    '<Uitzonderingen><Uitzondering><Identificatie>30001</Identificatie><Oorsprong>MAGDA</Oorsprong><Type>FOUT</Type>'
    + '<Diagnose>Geen gegevens gevonden</Diagnose></Uitzondering></Uitzonderingen>'
  const mutation = (content: string): string =>
    `<f:PubliceerMutatieDmfaVoorWerknemer xmlns:f="x">${content}</f:PubliceerMutatieDmfaVoorWerknemer>`

  it.each([
    ['of an answer', answer(exceptions)],
    ['of a reply', answer('').replace('</Antwoorden>', `</Antwoorden>${exceptions}`)],
    ['of an answer in an Envelope', envelope(answer(exceptions))],
    ['of a publication', mutation(`<Publicatie>${exceptions}</Publicatie>`)],
    [
      'of a subject',
      mutation(`<Publicatie><Onderwerpen><Onderwerp><Referte>r</Referte>${exceptions}</Onderwerp></Onderwerpen></Publicatie>`),
    ],
    ['of the whole', mutation(exceptions)],
    ['of PubliceerDmfaVoorWerknemer', `<PubliceerDmfaVoorWerknemer>${exceptions}</PubliceerDmfaVoorWerknemer>`],
  ])('without attests: FIL-001 with what MAGDA said (Uitzonderingen %s)', async (_, file) => {
    const { items, outcome } = await readXml(file)
    if (outcome.kind === 'complete') throw new Error('the file was not rejected')
    expect(items).toEqual([])
    expect(outcome).toMatchObject({ rows: 0, readWhole: true })
    expect(said(outcome.exception)).toBe('FIL-001 magda')
    expect(outcome.exception.parameters).toEqual({ code: '30001', diagnosis: 'Geen gegevens gevonden' })
  })

  it.each([
    ['an answer', answer('')],
    ['a publication', publication()],
  ])('%s with nothing in it: FIL-001 without a diagnosis', async (_, file) => {
    const { outcome } = await readXml(file)
    expect(outcome.kind === 'rejected' && said(outcome.exception)).toBe('FIL-001')
  })
})

describe('the digest', () => {
  const digestOf = async (file: string): Promise<string> => (await onlyItem(file)).attest.digest
  const plain = digestOf(publication(attest()))

  it('is the same wherever the attest stands and however it is indented', async () => {
    const indented = publication(attest()).replaceAll('><', '>\n      <')
    expect(await digestOf(indented)).toBe(await plain)
    const read = await readXml(publication(attest({ number: '1' }), attest({ inss: BRAM, number: '7' }), attest()))
    expect(itemsOf(read)[2]?.attest.digest).toBe(await plain)
  })

  it('is the same of an attest that cannot be read, wherever it stands and however it is indented', async () => {
    const unreadable = publication(attest({ line: attestLine('much') }))
    expect(await digestOf(unreadable.replaceAll('><', '>\n  <'))).toBe(await digestOf(unreadable))
    expect(await digestOf(unreadable)).not.toBe(await digestOf(publication(attest({ line: attestLine('more') }))))
  })

  it.each([
    ['padding of the number', { number: '09000000002' }],
    ['padding of the wage', { wage: '00000900000' }],
    ['padding of codes', { line: attestLine('900000').replace('<Categorie>10<', '<Categorie>010<') }],
  ])('does not see %s', async (_, fields) => {
    expect(await digestOf(publication(attest({ version: '9000000002', ...fields })))).toBe(await plain)
  })

  it.each<[string, AttestFields]>([
    ['number', { number: '9000000003', version: '9000000002' }],
    ['version', { version: '9000000003' }],
    ['status', { status: '1' }],
    ['worker', { inss: BRAM }],
    ['wage', { wage: '900001' }],
    ['hours', { line: attestLine('900000', { hours: '1900' }) }],
    ['establishment', { line: attestLine('900000', { establishment: '' }) }],
  ])('sees another %s', async (_, fields) => {
    expect(await digestOf(publication(attest(fields)))).not.toBe(await plain)
  })
})
