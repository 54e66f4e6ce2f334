// Official schemas and samples beside the project: what the generator writes is valid for its quarter, so tests of the reader read real files. Skipped where they are absent.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { dmfaFile, type DmfaPlan } from '../support/dmfa-generator.ts'

const DMFA = fileURLToPath(new URL('../../../shared/data/dmfa', import.meta.url))
const present = existsSync(join(DMFA, 'xsd'))
if (!present) process.stdout.write('conformance: SKIPPED, there is no ../shared/data/dmfa beside the project\n')

const QUARTERS = ['2019Q3', '2020Q3', '2021Q3', '2022Q3', '2023Q1'] as const

/** What is wrong with a document by the schema of a quarter (`20223`); nothing if it is valid. */
function anomalies(text: Buffer, schema: string): string[] {
  using xsd = XmlDocument.fromBuffer(readFileSync(join(DMFA, 'xsd', `DmfAOriginal_${schema}.xsd`)))
  using validator = XsdValidator.fromDoc(xsd)
  using document = XmlDocument.fromBuffer(text)
  try {
    validator.validate(document)
    return []
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error
    return error.details.map(({ line, message }) => `${line}: ${message.trim()}`)
  }
}

const sample = (name: string): Buffer => readFileSync(join(DMFA, 'samples', name))
const generated = (plan: DmfaPlan): Buffer => Buffer.from([...dmfaFile(plan)].join(''))

describe.skipIf(!present)('DmfA schemas (skipped where ../shared/data/dmfa is absent)', () => {
  describe.each(QUARTERS)('a generated file of %s is valid', (text) => {
    const plan: DmfaPlan = { seed: 1, employers: 3, workersPerEmployer: 150, quarter: quarter(text) }
    const schema = text.replace('Q', '')

    it.each([1, 2, 3, 4])('mixed, seed %i', (seed) => {
      expect(anomalies(generated({ ...plan, seed }), schema)).toEqual([])
    })

    it.each([
      ['indented', { indent: true }],
      ['plain', { plain: true }],
      ['said to be ISO-8859-1', { encoding: 'ISO-8859-1' }],
      ['of one person', { employers: 1, workersPerEmployer: 1 }],
    ] as const)('%s', (_, other) => {
      expect(anomalies(generated({ ...plan, ...other }), schema)).toEqual([])
    })
  })

  it('a file of a newer quarter uses what an older schema does not know', () => {
    const newer = generated({ seed: 1, employers: 3, workersPerEmployer: 150, quarter: quarter('2023Q1') })
    expect(anomalies(newer, '20193')).not.toEqual([])
  })

  it.each([
    ['the official sample', 'DmfAOriginal_20223_1.xml', '20223'],
    ['the official sample with the right total', 'DmfAOriginal_20223_1_Corrected.xml', '20223'],
    ['the invented sample of the notes', 'FI.DMFA.999999.20241014.00001.T.1.1.xml', '20231'],
  ])('%s is valid', (_, name, schema) => {
    expect(anomalies(sample(name), schema)).toEqual([])
  })

  it('an element out of order is not valid', () => {
    const text = sample('DmfAOriginal_20223_1_Corrected.xml').toString()
    const swapped = text.replace(/(<Trusteeship>0<\/Trusteeship>)\s*(<CompanyID>\d+<\/CompanyID>)/, '$2$1')
    expect(swapped).not.toBe(text)
    expect(anomalies(Buffer.from(swapped), '20223')).not.toEqual([])
  })
})
