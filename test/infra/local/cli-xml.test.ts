// Understands what a person sees of DmfA files and attests: from XML to payments, exceptions and a calculation in plain words.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cli,
  Folders,
  processSamples,
  readExceptions,
  readLines,
  readSummary,
  REGISTRY,
  sample,
  workerOf,
  type CliResult,
} from '../../support/cli.ts'

interface Instruction {
  readonly employerNumber: string
  readonly amount: string
  readonly lines: readonly {
    readonly entitlementId: string
    readonly component: string
    readonly premium: string
    readonly amount: string
  }[]
}

const FILES = ['dmfa', 'attests', 'attests-changed'].map((name) => sample(`${name}.xml`))
const folders = new Folders()
let out: string
let data: string
let result: CliResult

beforeAll(async () => {
  out = folders.create()
  data = folders.create()
  result = await processSamples(FILES, out, '--data', data)
})

afterAll(() => {
  folders.remove()
})

/** Grant, component and amount of every line paid or claimed. */
const linesOf = (run: string, file = 'payment-instructions.jsonl'): readonly string[] =>
  readLines<Instruction>(out, run, file).flatMap(({ lines }) =>
    lines.map(({ entitlementId, component, amount }) => `${entitlementId} ${component} ${amount}`),
  )

describe('dmfa.xml', () => {
  test.each([
    [
      '40 % of 8100.00 + 2025.00 - 200.00; 3083.67 less 13.07 % of 8100.00; code 856 and the company car do not count',
      'NOT-01 WAGE_PREMIUM 3970.00',
    ],
    ['430.00 x 64 days x 38 / 5 = 486.4 hours of 494', 'NOT-01 GUIDANCE_VARIABLE 423.38'],
    ['55 % of 5500.00 + 2554.20 - 776.36 (13.07 % of 108 % of the wage); the werkbonus is the worker’s', 'NOT-02 WAGE_PREMIUM 4002.81'],
    ['1280.00 x (121.6 + 190) / 494; holidays of manual workers are not paid by the employer', 'NOT-02 GUIDANCE_VARIABLE 807.38'],
    ['40 % of 5400.00 + 1350.00: severance is left out with its 3/5 of 3375.00', 'NOT-03 WAGE_PREMIUM 2700.00'],
    ['an employer known by RSZ number: 40 % of 7200.00 + 2327.36 - 150.00', 'LOV-01 WAGE_PREMIUM 3750.94'],
  ])('%s', (_, line) => {
    expect(linesOf('dmfa')).toContain(line)
  })

  test('lists everyone: a worker without a grant is only counted, a student has no premium and a finding says so', () => {
    expect(readSummary(out, 'dmfa').counts).toMatchObject({ workers: 6, withoutGrant: 1, paid: 4, refused: 1, declarations: 2 })
    expect(readExceptions(out, 'dmfa').map(({ code, worker }) => `${code ?? ''} ${worker?.slice(-5) ?? ''}`)).toEqual([
      `CAL-005 ${workerOf('NOT-04').slice(-5)}`,
    ])
  })

  test('gzipped and under another name it is the same content', async () => {
    const [folder, again] = [folders.create(), folders.create()]
    writeFileSync(join(folder, 'again.xml.gz'), gzipSync(readFileSync(sample('dmfa.xml'))))
    const second = await processSamples([join(folder, 'again.xml.gz')], again, '--data', data)
    expect(second.stdout).toContain('again.xml.gz  REJECTED FIL-002')
  })

  test('explain tells a worker of it in words', async () => {
    const told = await cli('explain', workerOf('NOT-02'), '--quarter', '2025Q1', '--data', data, '--language', 'en')
    expect(told).toMatchObject({ code: 0, stderr: '' })
    expect(told.stdout).toContain('= 4002.81 euros')
    for (const line of [
      'pay 001: 2600.00 euros, counts',
      'working time 002: 7.60 hours, does not count',
      'contribution 015/1: 2554.20 euros, of which 776.36 is the worker’s own',
      'reduction 0001: 120.00 euros, does not count',
    ])
      expect(told.stdout).toContain(line)
  })
})

describe('attests.xml and attests-changed.xml', () => {
  test('40 % of 7800.00 + 1950.00, 40 % of 6400.00 + 1600.00, 20 % of 7000.00 + 1750.00', () => {
    const wages = linesOf('attests').filter((line) => line.includes('WAGE_PREMIUM'))
    expect(wages).toEqual(['EIK-01 WAGE_PREMIUM 3900.00', 'EIK-02 WAGE_PREMIUM 3200.00', 'EIK-03 WAGE_PREMIUM 1750.00'])
  })

  test('a changed attest moves its difference, a cancelled one comes back, an unchanged one moves nothing', () => {
    expect(linesOf('attests-changed')).toEqual([])
    expect(linesOf('attests-changed', 'claims.jsonl')).toEqual(['EIK-01 WAGE_PREMIUM 100.00', 'EIK-03 WAGE_PREMIUM -1750.00'])
    expect(readLines<Instruction>(out, 'attests-changed', 'claims.jsonl').map(({ amount }) => amount)).toEqual(['-1650.00'])
  })

  test('the cancellation is told with what comes back, in which line and column it stands', () => {
    const [cancelled, claim] = readExceptions(out, 'attests-changed')
    expect(cancelled).toMatchObject({ code: 'DCL-012', line: '101', column: 13, amount_effect: '-1750.00' })
    expect(claim).toMatchObject({ code: 'PAY-005', amount_effect: '-1650.00' })
  })

  test('explain says of a cancelled attest that none is left, and of severance that it does not count', async () => {
    const told = async (grant: string): Promise<string> =>
      (await cli('explain', workerOf(grant), '--quarter', '2025Q1', '--data', data, '--language', 'en')).stdout
    expect(await told('EIK-03')).toContain('No attest of this worker is left')
    expect(await told('NOT-03')).toContain('pay 003: 8100.00 euros, does not count (severance)')
  })

  test('the call ends well', () => {
    expect(result).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('what no XML may do', () => {
  const entity = '<?xml version="1.0"?><!DOCTYPE DmfAOriginal [<!ENTITY x SYSTEM "file:///etc/hostname">]><DmfAOriginal>&x;</DmfAOriginal>'
  const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n] ?? ''} "${`&${'abcdefghi'[n] ?? ''};`.repeat(10)}">`).join('')}]><DmfAOriginal>&j;</DmfAOriginal>`
  const update = '<?xml version="1.0"?><DmfAUpdate><Form/></DmfAUpdate>'

  test.each([
    ['entity.xml', entity, 'FIL-008'],
    ['laughs.xml', laughs, 'FIL-008'],
    ['deep.xml', `<DmfAOriginal>${'<Form>'.repeat(100_000)}`, 'FIL-007'],
    ['truncated.xml', readFileSync(sample('dmfa.xml'), 'utf8').slice(0, -200), 'FIL-005'],
    ['two-roots.xml', '<DmfAOriginal><Form/></DmfAOriginal><DmfAOriginal/>', 'FIL-005'],
    ['update.xml', update, 'FIL-003'],
    ['nothing.xml', '<DmfAOriginal/>', 'FIL-001'],
  ])('%s is refused as a whole, with its reports', async (name, content, code) => {
    const [folder, reports] = [folders.create(), folders.create()]
    writeFileSync(join(folder, name), content)
    const refused = await cli('process', join(folder, name), ...REGISTRY, '--now', '2025-08-01T09:00:00Z', '--out', reports)
    expect(refused).toMatchObject({ code: 2, stderr: '' })
    expect(refused.stdout).toContain(`${name}  REJECTED ${code}`)
    expect(readExceptions(reports, name.replace('.xml', '')).map((each) => each.code)).toEqual([code])
  })
})
