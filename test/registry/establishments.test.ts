/** Checks a row of the establishments file, and in which region an occupation counts: declared, fictive, registered, in that order. */
import { describe, expect, it } from 'vitest'
import type { DeclaredOccupation } from '../../shared/declaration/declaration.ts'
import type { Region } from '../../shared/law/measures.ts'
import { resolveRegion } from '../../shared/registry/establishment.ts'
import { registryOf } from '../../shared/registry/employer-registry.ts'
import { declaration, EMPLOYER, kbo, OTHER_EMPLOYER, readRows, row } from '../support/declaration-builders.ts'
import { contentOf, establishment, ESTABLISHMENT, outcomeOf, version } from './builders.ts'

describe('a row of the establishments file', () => {
  it.each(['FLANDERS', 'BRUSSELS', 'WALLONIA', 'ABROAD'])('in %s is stored', async (region) => {
    expect(await contentOf('establishments', establishment({ region }))).toEqual({
      kind: 'ESTABLISHMENT',
      value: { establishmentNumber: ESTABLISHMENT, employerNumber: EMPLOYER, region },
    })
  })

  it.each([
    ['establishment_number', '', 'REG-001 establishment_number missing'],
    ['establishment_number', '12', 'REG-001 establishment_number malformed'],
    ['establishment_number', kbo('10000000'), 'REG-001 establishment_number malformed'],
    ['establishment_number', '2000000000', 'REG-002 establishment_number'],
    ['employer_number', '', 'REG-001 employer_number missing'],
    ['employer_number', ESTABLISHMENT, 'REG-001 employer_number malformed'],
    ['employer_number', '0123456748', 'REG-002 employer_number'],
    ['region', '', 'REG-001 region missing'],
    ['region', 'flanders', 'REG-001 region malformed'],
    ['region', 'UNKNOWN', 'REG-001 region malformed'],
  ])('%s «%s»: refused', async (column, text, code) => {
    expect(await outcomeOf('establishments', establishment({ [column]: text }))).toEqual([code])
  })
})

describe('the region of an occupation', () => {
  async function occupation(number: string, region: string): Promise<DeclaredOccupation> {
    const [item] = declaration(await readRows([row({ establishment_number: number, establishment_region: region })])).items
    if (item?.type !== 'worker' || !item.occupations[0]) throw new Error('the row is not right')
    return item.occupations[0]
  }
  const registered = (entries: Readonly<Record<string, Region>>): ReadonlyMap<string, Region> => new Map(Object.entries(entries))
  const ABROAD = '8999999993'

  it.each<[string, string, string, Readonly<Record<string, Region>>, string]>([
    ['declared, nothing else known', '', 'WALLONIA', {}, 'WALLONIA'],
    ['declared wins over the registry', ESTABLISHMENT, 'FLANDERS', { [ESTABLISHMENT]: 'BRUSSELS' }, 'FLANDERS'],
    ['declared wins over a fictive number', ABROAD, 'FLANDERS', {}, 'FLANDERS'],
    ['declared wins over «not applicable»', '8999999894', 'BRUSSELS', {}, 'BRUSSELS'],
    ['fictive: abroad', ABROAD, '', {}, 'ABROAD'],
    ['fictive: Flemish', '8999999104', '', {}, 'FLANDERS'],
    ['fictive: Brussels', '8999999203', '', {}, 'BRUSSELS'],
    ['fictive: Walloon', '8999999302', '', {}, 'WALLONIA'],
    ['fictive: German-speaking counts as Wallonia', '8999999401', '', {}, 'WALLONIA'],
    ['fictive: not applicable', '8999999894', '', {}, 'NOT_APPLICABLE'],
    ['fictive wins over the registry', ABROAD, '', { [ABROAD]: 'FLANDERS' }, 'ABROAD'],
    ['registered', ESTABLISHMENT, '', { [ESTABLISHMENT]: 'FLANDERS' }, 'FLANDERS'],
    ['neither declared nor registered', ESTABLISHMENT, '', {}, 'UNKNOWN'],
    ['another one is registered', ESTABLISHMENT, '', { [kbo('20000001')]: 'FLANDERS' }, 'UNKNOWN'],
    ['no number and no region', '', '', { [ESTABLISHMENT]: 'FLANDERS' }, 'UNKNOWN'],
  ])('%s', async (_, number, region, entries, expected) => {
    expect(resolveRegion(await occupation(number, region), registered(entries))).toBe(expected)
  })

  it('registered under another employer it is unknown: the registry of this employer does not hold it', async () => {
    const own = registryOf([version(await contentOf('establishments', establishment({ establishment_number: kbo('20000001') })))])
    const others = registryOf([version(await contentOf('establishments', establishment({ employer_number: OTHER_EMPLOYER })))])
    expect(resolveRegion(await occupation(ESTABLISHMENT, ''), own.establishments)).toBe('UNKNOWN')
    expect(resolveRegion(await occupation(ESTABLISHMENT, ''), others.establishments)).toBe('FLANDERS')
  })
})
