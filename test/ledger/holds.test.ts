// Understands held amounts: guidance lines of an unknown region one by one, and everything of an employer that cannot be paid (rules.md 7).
import { describe, expect, test } from 'vitest'
import { arrive, balance, full, instructed, partial, PAYEE, told } from './account-story.ts'

const unknownRegion = { wage: '2000.00', guidanceFixed: '1200.00', guidanceVariable: '430.00', regionUnknown: true } as const
const flemish = { ...unknownRegion, regionUnknown: false } as const
const onHold = { payee: { ...PAYEE, hold: true, holdReason: 'court order' } }

describe('CAL-003: the region is not known', () => {
  test('guidance lines are held, the wage premium is paid', () => {
    expect(told(arrive(full(1, { ANNA: unknownRegion })))).toEqual([
      'ANNA IMW-1 wage: right 2000.00, moved 2000.00',
      'ANNA IMW-1 fixed: right 1200.00, held 1200.00 CAL-003',
      'ANNA IMW-1 variable: right 430.00, held 430.00 CAL-003',
    ])
  })

  test('what was instructed already stays, only the rest is held, line by line; a negative one is booked', () => {
    const entries = arrive(
      full(1, { ANNA: flemish }),
      full(2, { ANNA: { ...unknownRegion, guidanceFixed: '1300.00', guidanceVariable: '400.00' } }),
    )
    expect(told(entries)).toEqual([
      'ANNA IMW-1 wage: right 2000.00, moved 0.00',
      'ANNA IMW-1 fixed: right 1300.00, held 100.00 CAL-003',
      'ANNA IMW-1 variable: right 400.00, moved -30.00',
    ])
  })

  test('once the region is known, what was held is instructed', () => {
    const entries = arrive(full(1, { ANNA: unknownRegion }), full(1, { ANNA: flemish }))
    expect(balance(entries)).toContain('ANNA IMW-1 fixed: right 1200.00, instructed 1200.00, held 0.00')
    expect(instructed(entries)).toBe('3630.00')
  })

  test('once it turns out to lie outside Flanders, nothing of it remains', () => {
    const entries = arrive(full(1, { ANNA: unknownRegion }), full(2, { ANNA: { wage: '2000.00' } }))
    expect(told(entries)).toEqual([
      'ANNA IMW-1 wage: right 2000.00, moved 0.00',
      'ANNA IMW-1 fixed: right 0.00, moved 0.00',
      'ANNA IMW-1 variable: right 0.00, moved 0.00',
    ])
    expect(balance(entries)).toEqual(['ANNA IMW-1 wage: right 2000.00, instructed 2000.00, held 0.00'])
  })

  test('a later declaration supersedes the held lines: it holds the new total less what is instructed', () => {
    const entries = arrive(full(1, { ANNA: unknownRegion }), partial(2, { ANNA: { ...unknownRegion, guidanceVariable: '500.00' } }))
    expect(balance(entries)).toContain('ANNA IMW-1 variable: right 500.00, instructed 0.00, held 500.00')
  })

  test('in a PARTIAL the held lines of absent workers stay', () => {
    const entries = arrive(full(1, { ANNA: unknownRegion, BRAM: '5.00' }), partial(2, { BRAM: '6.00' }))
    expect(balance(entries)).toContain('ANNA IMW-1 fixed: right 1200.00, instructed 0.00, held 1200.00')
  })

  test('in a FULL the held lines of absent workers go', () => {
    const entries = arrive(full(1, { ANNA: unknownRegion }), full(2, {}))
    expect(balance(entries)).toEqual([])
    expect(instructed(entries)).toBe('0.00')
  })
})

describe('PAY-001 to PAY-003: the payee', () => {
  test.each([
    ['PAY-001', undefined],
    ['PAY-002', { ...PAYEE, iban: 'BE00000000000000' }],
    ['PAY-002', { ...PAYEE, bic: 'NOBIC' }],
    ['PAY-003', onHold.payee],
  ])('%s holds everything of the employer', (code, payee) => {
    const entries = arrive(full(1, { ANNA: '100.00', BRAM: '50.00' }, { payee }))
    expect(told(entries)).toEqual([
      `ANNA IMW-1 wage: right 100.00, held 100.00 ${code}`,
      `BRAM IMW-1 wage: right 50.00, held 50.00 ${code}`,
    ])
  })

  test('net positive: the whole measure is held, its recoveries too', () => {
    const entries = arrive(full(1, { ANNA: '100.00', BRAM: '50.00' }), full(2, { ANNA: '300.00', BRAM: '20.00' }, onHold))
    expect(told(entries)).toEqual([
      'ANNA IMW-1 wage: right 300.00, held 200.00 PAY-003',
      'BRAM IMW-1 wage: right 20.00, held -30.00 PAY-003',
    ])
    expect(instructed(entries)).toBe('150.00')
  })

  test('net negative: booked, as a claim', () => {
    const entries = arrive(full(1, { ANNA: '100.00', BRAM: '50.00' }), full(2, { ANNA: '110.00', BRAM: '20.00' }, onHold))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 110.00, moved 10.00', 'BRAM IMW-1 wage: right 20.00, moved -30.00'])
    expect(instructed(entries)).toBe('130.00')
  })

  test('net zero: booked, as there is nothing to pay', () => {
    const entries = arrive(full(1, { ANNA: '100.00', BRAM: '50.00' }), full(2, { ANNA: '110.00', BRAM: '40.00' }, onHold))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 110.00, moved 10.00', 'BRAM IMW-1 wage: right 40.00, moved -10.00'])
  })

  test('each measure on its own', () => {
    const before = full(1, {
      ANNA: [
        { measure: 'VOP', wage: '100.00' },
        { measure: 'IMW', wage: '100.00' },
      ],
    })
    const entries = arrive(
      before,
      full(
        2,
        {
          ANNA: [
            { measure: 'VOP', wage: '80.00' },
            { measure: 'IMW', wage: '130.00' },
          ],
        },
        onHold,
      ),
    )
    expect(told(entries)).toEqual(['ANNA VOP-1 wage: right 80.00, moved -20.00', 'ANNA IMW-1 wage: right 130.00, held 30.00 PAY-003'])
  })

  test('a line that is held twice carries the PAY code', () => {
    expect(told(arrive(full(1, { ANNA: unknownRegion }, onHold)))).toEqual([
      'ANNA IMW-1 wage: right 2000.00, held 2000.00 PAY-003',
      'ANNA IMW-1 fixed: right 1200.00, held 1200.00 PAY-003',
      'ANNA IMW-1 variable: right 430.00, held 430.00 PAY-003',
    ])
  })

  test('a line that is held twice carries the PAY code also when nothing else of the measure moves', () => {
    const entries = arrive(full(1, { ANNA: { wage: '2000.00' } }), full(2, { ANNA: unknownRegion }, onHold))
    expect(told(entries)).toEqual([
      'ANNA IMW-1 wage: right 2000.00, moved 0.00',
      'ANNA IMW-1 fixed: right 1200.00, held 1200.00 PAY-003',
      'ANNA IMW-1 variable: right 430.00, held 430.00 PAY-003',
    ])
  })

  test('the rest is negative: it is booked as a claim, and guidance of an unknown region stays held under its own code', () => {
    const entries = arrive(full(1, { ANNA: { wage: '2000.00' } }), full(2, { ANNA: { ...unknownRegion, wage: '1500.00' } }, onHold))
    expect(told(entries)).toEqual([
      'ANNA IMW-1 wage: right 1500.00, moved -500.00',
      'ANNA IMW-1 fixed: right 1200.00, held 1200.00 CAL-003',
      'ANNA IMW-1 variable: right 430.00, held 430.00 CAL-003',
    ])
  })

  test('the hold ends: the same declaration again instructs what was held, once', () => {
    const entries = arrive(full(1, { ANNA: '100.00' }, onHold), full(1, { ANNA: '100.00' }), full(1, { ANNA: '100.00' }))
    expect(entries.map(({ lines }) => lines.map(({ moved }) => moved))).toEqual([['0.00'], ['100.00'], ['0.00']])
  })

  test('a PARTIAL leaves what is held of absent workers', () => {
    const entries = arrive(full(1, { ANNA: '100.00', BRAM: '50.00' }, onHold), partial(2, { BRAM: '60.00' }))
    expect(balance(entries)).toEqual([
      'ANNA IMW-1 wage: right 100.00, instructed 0.00, held 100.00',
      'BRAM IMW-1 wage: right 60.00, instructed 60.00, held 0.00',
    ])
  })
})
