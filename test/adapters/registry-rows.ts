// Understands how tests of the registry port write rows in few words: grants, aliases, establishments and payees with a stamp, and reaches as texts.
import type { LocalDate } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber, EstablishmentNumber, Inss } from '../../shared/kernel/identifiers.ts'
import type { StampedContent } from '../../shared/pipeline/ports.ts'
import { ENTITLEMENT_COLUMNS, readEntitlement, type EntitlementColumn } from '../../shared/registry/entitlement-period.ts'
import type { Reach } from '../../shared/registry/reach.ts'
import { grant, type IBANS, type Grant } from '../support/pipeline-builders.ts'

/** The grant of these cells. */
export function granted(cells: Grant, stamp: string): StampedContent {
  const fields = Object.fromEntries(ENTITLEMENT_COLUMNS.map((column) => [column, cells[column] ?? ''])) as Record<EntitlementColumn, string>
  const read = readEntitlement(2, fields, { testNumbersAllowed: true })
  if (read.kind === 'refused') throw new Error(read.exception.code)
  return { content: { kind: 'GRANT', value: read.value }, stamp }
}

/** A grant of 2024Q1 to 2028Q4 unless told otherwise. */
export const grantOf = (entitlement_id: string, employer: EmployerNumber, inss: Inss, stamp: string, other: Grant = {}): StampedContent =>
  granted(grant(employer, inss, { entitlement_id, ...other }), stamp)

export const aliasOf = (oldInss: Inss, newInss: Inss, stamp: string): StampedContent => ({
  content: { kind: 'ALIAS', value: { oldInss, newInss, from: '2024-05-06' as LocalDate } },
  stamp,
})

export const establishmentAt = (
  establishmentNumber: EstablishmentNumber,
  employerNumber: EmployerNumber,
  stamp: string,
  region: 'FLANDERS' | 'BRUSSELS' = 'FLANDERS',
): StampedContent => ({ content: { kind: 'ESTABLISHMENT', value: { establishmentNumber, employerNumber, region } }, stamp })

export const payeeOf = (employerNumber: EmployerNumber, iban: (typeof IBANS)[number], stamp: string): StampedContent => ({
  content: { kind: 'PAYEE', value: { employerNumber, name: 'x', iban, bic: null, language: 'nl', hold: false, holdReason: '' } },
  stamp,
})

/** `employer 2024Q1..2028Q4`, or `employer all`; sorted. */
export const reachTexts = (reaches: readonly Reach[]): string[] =>
  reaches
    .map(({ employerNumber, from, to }) => `${employerNumber} ${from === null && to === null ? 'all' : `${from ?? ''}..${to ?? ''}`}`)
    .toSorted()
