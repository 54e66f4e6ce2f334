// The official samples beside the project are read with exactly the persons, occupations, amounts and hours that official-samples.ts works out by hand. Skipped where they are absent.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { AttestItem } from '../../shared/declaration/attest.ts'
import type { Declaration, FileItem } from '../../shared/declaration/declaration.ts'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { quarter } from '../../shared/kernel/calendar.ts'
import { omit } from '../../shared/kernel/omit.ts'
import { paidOccupations } from '../../shared/law/declared-pay.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { parseWorkerLine, type WorkerLineText } from '../../shared/law/worker-line.ts'
import { readXml, type XmlRead } from '../support/xml-builders.ts'
import {
  EXPECTED_ATTESTS,
  EXPECTED_DMFA,
  EXPECTED_FILE_REJECTIONS,
  type ExpectedOccupation,
  type ExpectedWorker,
} from './official-samples.ts'

const folderOf = (name: string): string => fileURLToPath(new URL(`../../../shared/data/${name}/samples`, import.meta.url))
const FOLDERS = ['dmfa', 'magda'].map(folderOf).filter((folder) => existsSync(folder))
const FILES = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => [name, `${folder}/${name}`] as const))
if (FILES.length === 0) process.stdout.write('conformance: SKIPPED, there is no ../shared/data beside the project\n')

/** Employers whom the samples name by RSZ number alone. */
const EMPLOYERS = { '199999934': '0123456749' }
const read = (path: string): Promise<XmlRead> =>
  readXml(readFileSync(path), { testNumbersAllowed: true, receivedOn: '2025-06-01', employers: EMPLOYERS })

function occupationsIn(lines: readonly WorkerLineText[], inQuarter: string): ExpectedOccupation[] {
  return paidOccupations(lines.map(parseWorkerLine), quarter(inQuarter), PARAMETERS).map((occupation) =>
    omit(occupation, 'otherSupport', 'establishmentRegion'),
  )
}

const inShort = ({ code, field }: BusinessException): ExpectedWorker['refused'] & object => ({ code, field: field ?? '' })
const withoutWhy = (worker: ExpectedWorker): ExpectedWorker => omit(worker, 'why')

/** The workers of a declaration as official-samples.ts writes them. */
const workersOf = ({ items, quarter: inQuarter }: Declaration): ExpectedWorker[] =>
  items.map((item): ExpectedWorker => {
    switch (item.type) {
      case 'worker':
        return { inss: item.inss, occupations: occupationsIn(item.workerLines ?? [], inQuarter) }
      case 'refused-worker':
        return { inss: item.inss, ...(item.exceptions[0] ? { refused: inShort(item.exceptions[0]) } : {}) }
      case 'unnamed-row':
        return { inss: null, refused: inShort(item.exception) }
      case 'withdrawn-worker':
        return { inss: item.inss, occupations: [] }
    }
  })

const declared = (items: readonly (FileItem | AttestItem)[]): readonly FileItem[] => items.filter((item) => item.type !== 'attest')

describe.skipIf(FILES.length === 0)('an official sample', () => {
  it('is known: every file of the folders has an expectation', () => {
    const known = [EXPECTED_DMFA, EXPECTED_ATTESTS, EXPECTED_FILE_REJECTIONS].flatMap(Object.keys)
    expect(FILES.map(([name]) => name).filter((name) => !known.includes(name))).toEqual([])
  })

  it.each(FILES.filter(([name]) => name in EXPECTED_FILE_REJECTIONS))('%s is refused as a whole', async (name, path) => {
    expect((await read(path)).outcome).toMatchObject({ kind: 'rejected', exception: { code: EXPECTED_FILE_REJECTIONS[name] } })
  })

  it.each(FILES.filter(([name]) => name in EXPECTED_DMFA))('%s: every declaration', async (name, path) => {
    const { items, outcome } = await read(path)
    const expected = EXPECTED_DMFA[name] ?? []
    expect(outcome.kind).toBe('complete')
    expect(items).toHaveLength(expected.length)
    for (const [index, item] of declared(items).entries()) {
      const { employerNumber, nossNumber, quarter: inQuarter, rejected, workers } = expected[index]!
      const employer = employerNumber ?? EMPLOYERS[nossNumber as keyof typeof EMPLOYERS]
      if (item.type === 'declaration') {
        expect(rejected).toBeUndefined()
        expect(item.declaration).toMatchObject({ employerNumber: employer, quarter: inQuarter, kind: 'FULL', ladder: 'DMFA' })
        expect(workersOf(item.declaration)).toEqual(workers.map(withoutWhy))
      } else if (item.type === 'rejected') {
        expect(item).toMatchObject({ employerNumber: employer, quarter: inQuarter, exception: { code: rejected } })
        expect(item.rowExceptions.map(inShort)).toEqual(workers.flatMap(({ refused }) => refused ?? []))
      } else throw new Error('a DmfA has no loose rows')
    }
  })

  it.each(FILES.filter(([name]) => name in EXPECTED_DMFA))(
    '%s: an employer known by RSZ number alone must be registered',
    async (name, path) => {
      const { items } = await readXml(readFileSync(path), { receivedOn: '2025-06-01' })
      for (const [index, item] of declared(items).entries())
        if (EXPECTED_DMFA[name]?.[index]?.employerNumber === null)
          expect(item).toMatchObject({ type: 'rejected', exception: { code: 'DCL-007' } })
    },
  )

  it.each(FILES.filter(([name]) => name in EXPECTED_ATTESTS))('%s: every attest', async (name, path) => {
    const { items, outcome } = await read(path)
    expect(outcome.kind).toBe('complete')
    const found = items.map((item) => {
      if (item.type !== 'attest') throw new Error('every attest of the samples can be placed')
      const { attest, employer, quarter: inQuarter } = item
      const [refused] = attest.exceptions
      const worker = refused
        ? { refused: inShort(refused) }
        : { occupations: attest.workerLine === undefined ? [] : occupationsIn([attest.workerLine], inQuarter) }
      const employerNumber = employer.kind === 'known' ? employer.employerNumber : employer.value
      const { number, version, status, inss } = attest
      return {
        number,
        version: String(version),
        status,
        employerNumber,
        employerValid: employer.kind === 'known',
        quarter: inQuarter,
        inss,
        worker: { inss, ...worker },
      }
    })
    expect(found).toEqual(
      (EXPECTED_ATTESTS[name] ?? []).map((attest) => ({ ...omit(attest, 'created'), worker: withoutWhy(attest.worker) })),
    )
  })
})
