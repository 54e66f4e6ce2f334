// Understands corrections: what a later declaration of the same quarter moves (rules.md 7).
import { describe, expect, test } from 'vitest'
import { bookDeclaration } from '../../shared/ledger/booking.ts'
import { arrive, arriveAfter, balance, bookingOf, full, instructed, partial, told } from './account-story.ts'

describe('the difference is paid, per line', () => {
  test('a first declaration moves the whole right', () => {
    expect(told(arrive(full(1, { ANNA: { wage: '3600.00', guidanceFixed: '1200.00', guidanceVariable: '730.00' } })))).toEqual([
      'ANNA IMW-1 wage: right 3600.00, moved 3600.00',
      'ANNA IMW-1 fixed: right 1200.00, moved 1200.00',
      'ANNA IMW-1 variable: right 730.00, moved 730.00',
    ])
  })

  test('a higher wage pays what is missing (rules.md 8, example 13)', () => {
    const entries = arrive(full(1, { ANNA: '3600.00' }), full(2, { ANNA: '3840.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 3840.00, moved 240.00'])
    expect(balance(entries)).toEqual(['ANNA IMW-1 wage: right 3840.00, instructed 3840.00, held 0.00'])
  })

  test('a lower wage is recovered (example 14)', () => {
    const entries = arrive(full(1, { ANNA: '3600.00' }), full(2, { ANNA: '3240.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 3240.00, moved -360.00'])
  })

  test('the same rights again move nothing, and the entry shows the lines all the same', () => {
    const entries = arrive(full(1, { ANNA: '3600.00' }), full(2, { ANNA: '3600.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 3600.00, moved 0.00'])
    expect(entries.map(({ version, refusal }) => [version, refusal])).toEqual([
      [1, null],
      [2, null],
    ])
  })

  test('after many corrections the sum of what was instructed is the last right, to the cent', () => {
    const entries = arrive(
      full(1, { ANNA: '3600.00' }),
      full(2, { ANNA: '0.01' }),
      full(3, { ANNA: '4691.98' }),
      full(4, { ANNA: '4691.97' }),
    )
    expect(instructed(entries)).toBe('4691.97')
  })

  test('another grant: the old line is recovered, the new one paid', () => {
    const entries = arrive(
      full(1, { ANNA: { grant: 'IMW-OLD', wage: '1000.00' } }),
      full(2, { ANNA: { grant: 'IMW-NEW', wage: '1500.00' } }),
    )
    expect(told(entries)).toEqual(['ANNA IMW-NEW wage: right 1500.00, moved 1500.00', 'ANNA IMW-OLD wage: right 0.00, moved -1000.00'])
  })

  test('lines of one worker stand VOP before IMW, then by grant, then by component', () => {
    const entries = arrive(
      full(1, {
        ANNA: [
          { measure: 'IMW', grant: 'B', wage: '1.00', guidanceFixed: '2.00' },
          { measure: 'VOP', grant: 'C', wage: '3.00' },
          { measure: 'IMW', grant: 'A', guidanceVariable: '4.00', wage: '5.00' },
        ],
      }),
    )
    expect(told(entries).map((line) => line.split(':')[0])).toEqual([
      'ANNA C wage',
      'ANNA A wage',
      'ANNA A variable',
      'ANNA B wage',
      'ANNA B fixed',
    ])
  })

  test('a wage premium of 0.00 that never was more is no line of the account', () => {
    expect(told(arrive(full(1, { ANNA: '0.00', BRAM: '10.00' })))).toEqual(['BRAM IMW-1 wage: right 10.00, moved 10.00'])
  })
})

describe('workers that a declaration does not list', () => {
  test('FULL: a worker who was paid and is absent goes to zero', () => {
    const entries = arrive(full(1, { ANNA: '1000.00', BRAM: '2000.00' }), full(2, { ANNA: '1000.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 1000.00, moved 0.00', 'BRAM IMW-1 wage: right 0.00, moved -2000.00'])
  })

  test('FULL: absent workers follow the listed ones, by INSS', () => {
    const entries = arrive(full(1, { DORA: '4.00', BRAM: '2.00', ANNA: '1.00', CEM: '3.00' }), full(2, { CEM: '3.00' }))
    expect(told(entries).map((line) => line.split(' ')[0])).toEqual(['CEM', 'ANNA', 'BRAM', 'DORA'])
  })

  test('PARTIAL: absent workers stay as they were', () => {
    const entries = arrive(full(1, { ANNA: '1000.00', BRAM: '2000.00' }), partial(2, { ANNA: '1100.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 1100.00, moved 100.00'])
    expect(balance(entries)).toEqual([
      'ANNA IMW-1 wage: right 1100.00, instructed 1100.00, held 0.00',
      'BRAM IMW-1 wage: right 2000.00, instructed 2000.00, held 0.00',
    ])
  })

  test('a worker who left and is declared again is paid again', () => {
    const entries = arrive(
      full(1, { ANNA: '1.00', BRAM: '2000.00' }),
      full(2, { ANNA: '1.00' }),
      full(3, { ANNA: '1.00', BRAM: '1900.00' }),
    )
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 1.00, moved 0.00', 'BRAM IMW-1 wage: right 1900.00, moved 1900.00'])
    expect(instructed(entries)).toBe('1901.00')
  })

  test.each([
    ['has a row that belongs to no worker', { unnamed: true }],
    ['is in a file with rows that joined no declaration or of an invalid employer', { fileBlocks: true }],
  ])('a FULL that %s recovers nobody: the absent one may be that row', (_, extras) => {
    const entries = arrive(full(1, { ANNA: '1000.00', BRAM: '2000.00' }), full(2, { ANNA: '1000.00' }, extras))
    expect(balance(entries)).toContain('BRAM IMW-1 wage: right 2000.00, instructed 2000.00, held 0.00')
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 1000.00, moved 0.00'])
  })

  test('a FULL without any worker says that nobody is due anything', () => {
    expect(told(arrive(full(1, { ANNA: '1000.00' }), full(2, {})))).toEqual(['ANNA IMW-1 wage: right 0.00, moved -1000.00'])
  })

  test('a FULL after a FULL that recovered nobody does recover', () => {
    const entries = arrive(
      full(1, { ANNA: '1000.00', BRAM: '2000.00' }),
      full(2, { ANNA: '1000.00' }, { unnamed: true }),
      full(3, { ANNA: '1000.00' }),
    )
    expect(instructed(entries)).toBe('1000.00')
  })
})

describe('refused workers', () => {
  test('refused by ENT or CAL-001: computed as zero, so an earlier payment comes back', () => {
    expect(told(arrive(full(1, { ANNA: '1000.00' }), full(2, { ANNA: [] })))).toEqual(['ANNA IMW-1 wage: right 0.00, moved -1000.00'])
    expect(told(arrive(full(1, { ANNA: '1000.00' }), partial(2, { ANNA: [] })))).toEqual(['ANNA IMW-1 wage: right 0.00, moved -1000.00'])
  })

  test.each([
    ['FULL', full],
    ['PARTIAL', partial],
  ])('refused by WRK: nothing changes for the worker, under %s', (_, kind) => {
    const entries = arrive(full(1, { ANNA: '1000.00', BRAM: '2000.00' }), kind(2, { ANNA: '900.00' }, { refused: ['BRAM'] }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 900.00, moved -100.00'])
    expect(balance(entries)).toContain('BRAM IMW-1 wage: right 2000.00, instructed 2000.00, held 0.00')
  })

  test('one measure refused: only its lines come back', () => {
    const entries = arrive(
      full(1, {
        ANNA: [
          { measure: 'VOP', wage: '500.00' },
          { measure: 'IMW', wage: '700.00' },
        ],
      }),
      full(2, { ANNA: [{ measure: 'IMW', wage: '700.00' }] }),
    )
    expect(told(entries)).toEqual(['ANNA VOP-1 wage: right 0.00, moved -500.00', 'ANNA IMW-1 wage: right 700.00, moved 0.00'])
  })
})

describe('numbers of declarations', () => {
  test('they need not be consecutive, and the first may be PARTIAL', () => {
    const entries = arrive(partial(3, { ANNA: '1000.00' }), full(17, { BRAM: '2000.00' }))
    expect(told(entries)).toEqual(['BRAM IMW-1 wage: right 2000.00, moved 2000.00', 'ANNA IMW-1 wage: right 0.00, moved -1000.00'])
  })

  test('DCL-005 older: nothing in it is newer than what was booked', () => {
    const entries = arrive(full(2, { ANNA: '1000.00' }), full(1, { ANNA: '1.00', BRAM: '2.00' }))
    expect(told(entries)).toEqual(['DCL-005 older'])
    expect(entries[1]?.refusal?.parameters).toEqual({ sequence: '1' })
    expect(instructed(entries)).toBe('1000.00')
  })

  test('DCL-005 other-ladder: the first kind of numbering binds the account, also when the other number is higher', () => {
    const entries = arrive(full(1, { ANNA: '1000.00' }), full(20241001, { ANNA: '1.00' }, { ladder: 'DMFA' }))
    expect(told(entries)).toEqual(['DCL-005 other-ladder'])
    expect(entries[1]?.refusal?.parameters).toEqual({ bound: 'CSV', declared: 'DMFA' })
  })

  test('a rejected declaration does not bind the numbering', () => {
    const tooLarge = bookDeclaration([], bookingOf(full(1, { ANNA: '1.00' })), 0)
    expect(tooLarge.refusal?.code).toBe('DCL-009')
    expect(told(arriveAfter([tooLarge], full(20241001, { ANNA: '2.00' }, { ladder: 'DMFA' })))).toEqual([
      'ANNA IMW-1 wage: right 2.00, moved 2.00',
    ])
  })

  test('DCL-006: a number that was booked with other content; the first booked stands and its run is named', () => {
    const entries = arrive(full(1, { ANNA: '1000.00' }, { run: 'run-first' }), full(1, { ANNA: '9000.00' }, { content: 'other' }))
    expect(told(entries)).toEqual(['DCL-006'])
    expect(entries[1]?.refusal?.parameters).toEqual({ sequence: '1', run: 'run-first' })
    expect(instructed(entries)).toBe('1000.00')
  })

  test('DCL-006 also when the number was overtaken since', () => {
    expect(
      told(arrive(full(1, { ANNA: '1000.00' }), full(2, { ANNA: '1100.00' }), full(1, { ANNA: '9000.00' }, { content: 'other' }))),
    ).toEqual(['DCL-006'])
  })

  test('DCL-006 also when the number was booked without moving anything', () => {
    expect(told(arrive(full(1, {}, { refused: ['ANNA'] }), full(1, { ANNA: '9000.00' }, { content: 'mended' })))).toEqual(['DCL-006'])
  })

  test('a number is compared within its own kind of numbering only: another kind with a booked number is DCL-005, not DCL-006', () => {
    expect(told(arrive(full(1, { ANNA: '1.00' }), full(1, { ANNA: '2.00' }, { ladder: 'ATTEST', content: 'other' })))).toEqual([
      'DCL-005 other-ladder',
    ])
  })

  test('the same number and content is computed again and moves only a difference', () => {
    const entries = arrive(full(1, { ANNA: '1000.00' }), full(1, { ANNA: '1250.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 1250.00, moved 250.00'])
  })

  test('the same number and content after a newer declaration: its workers are overtaken, nothing moves', () => {
    const entries = arrive(
      full(1, { ANNA: '1000.00', BRAM: '5.00' }),
      full(2, { ANNA: '1100.00' }),
      full(1, { ANNA: '1000.00', BRAM: '5.00' }),
    )
    expect(told(entries)).toEqual(['ANNA: overtaken by 2', 'BRAM: overtaken by 2'])
    expect(instructed(entries)).toBe('1100.00')
  })

  test('a declaration that was refused does not use up its number', () => {
    const entries = arrive(
      partial(2, { ANNA: '1000.00' }),
      partial(1, { ANNA: '1.00' }, { content: 'refused' }),
      partial(1, { BRAM: '7.00' }, { content: 'other' }),
    )
    expect(entries.map(({ refusal }) => refusal?.code)).toEqual([undefined, 'DCL-005', undefined])
    expect(told(entries)).toEqual(['BRAM IMW-1 wage: right 7.00, moved 7.00'])
  })

  test('a declaration whose workers are all refused by WRK uses up its number', () => {
    const entries = arrive(full(1, { ANNA: '1000.00' }), partial(2, {}, { refused: ['ANNA'] }))
    expect(told(entries)).toEqual([])
    expect(entries[1]?.refusal).toBeNull()
    expect(told(arriveAfter(entries, partial(2, { ANNA: '1.00' }, { content: 'mended' })))).toEqual(['DCL-006'])
  })
})

describe('DCL-010: a worker of whom a newer declaration speaks', () => {
  test('the late one books nothing for the overtaken and all for the others', () => {
    const entries = arrive(partial(2, { ANNA: '1100.00' }), full(1, { ANNA: '1000.00', BRAM: '2000.00' }))
    expect(told(entries)).toEqual(['ANNA: overtaken by 2', 'BRAM IMW-1 wage: right 2000.00, moved 2000.00'])
  })

  test('a newer one that refused the worker by WRK does not overtake', () => {
    const entries = arrive(full(2, { BRAM: '5.00' }, { refused: ['ANNA'] }), full(1, { ANNA: '1000.00' }))
    expect(told(entries)).toEqual(['ANNA IMW-1 wage: right 1000.00, moved 1000.00'])
  })

  test('a newer one that refused the worker by ENT does', () => {
    expect(told(arrive(partial(2, { ANNA: [] }), full(1, { ANNA: '1000.00', BRAM: '1.00' })))).toEqual([
      'ANNA: overtaken by 2',
      'BRAM IMW-1 wage: right 1.00, moved 1.00',
    ])
  })

  test('the highest number is named', () => {
    expect(
      told(arrive(partial(2, { ANNA: '2.00' }), partial(5, { ANNA: '5.00' }), full(1, { ANNA: '1.00', BRAM: '1.00' }))).slice(0, 1),
    ).toEqual(['ANNA: overtaken by 5'])
  })

  test('an older FULL that arrives late revives nobody whom a newer FULL left out', () => {
    const entries = arrive(full(1, { ANNA: '1.00' }), full(3, { ANNA: '3.00' }), full(2, { ANNA: '2.00', BRAM: '2000.00' }))
    expect(told(entries)).toEqual(['DCL-005 older'])
    expect(balance(entries)).toEqual(['ANNA IMW-1 wage: right 3.00, instructed 3.00, held 0.00'])
  })
})
