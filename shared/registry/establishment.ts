// Understands in which region an establishment lies: declared, fictive or registered, in that order (rules.md 5).
import { checkEstablishmentNumber, type EmployerNumber, type EstablishmentNumber } from '../kernel/identifiers.ts'
import type { DeclaredOccupation } from '../declaration/declaration.ts'
import { REGIONS, type Region } from '../law/measures.ts'
import type { ResolvedRegion } from '../law/occupation.ts'
import { RegistryRowReader, type ReadRow } from './row.ts'

export const ESTABLISHMENT_COLUMNS = ['establishment_number', 'employer_number', 'region'] as const
export type EstablishmentColumn = (typeof ESTABLISHMENT_COLUMNS)[number]

export interface Establishment {
  readonly establishmentNumber: EstablishmentNumber
  readonly employerNumber: EmployerNumber
  readonly region: Region
}

export function readEstablishment(line: number, fields: Readonly<Record<EstablishmentColumn, string>>): ReadRow<Establishment> {
  const reader = new RegistryRowReader<EstablishmentColumn>(line, fields)
  const value = {
    establishmentNumber: reader.identifier('establishment_number', checkEstablishmentNumber(fields.establishment_number)),
    employerNumber: reader.employer('employer_number'),
    region: reader.listed('region', REGIONS),
  }
  return reader.exception
    ? { kind: 'refused', exception: reader.exception }
    : { kind: 'stored', value: value as Establishment, remarks: [] }
}

/** Fictive establishment numbers carry their region (RSZ; German-speaking = Wallonia); not applicable counts for nothing. */
const FICTIVE: Readonly<Record<string, ResolvedRegion>> = {
  '8999999993': 'ABROAD',
  '8999999104': 'FLANDERS',
  '8999999203': 'BRUSSELS',
  '8999999302': 'WALLONIA',
  '8999999401': 'WALLONIA',
  '8999999894': 'NOT_APPLICABLE',
}

/** A declared region wins over a fictive number and over the registry; `registered` holds only establishments of this employer, so one of another employer is unknown. */
export function resolveRegion(
  occupation: Pick<DeclaredOccupation, 'establishmentNumber' | 'establishmentRegion'>,
  registered: ReadonlyMap<string, Region>,
): ResolvedRegion {
  if (occupation.establishmentRegion !== null) return occupation.establishmentRegion
  if (occupation.establishmentNumber === null) return 'UNKNOWN'
  return FICTIVE[occupation.establishmentNumber] ?? registered.get(occupation.establishmentNumber) ?? 'UNKNOWN'
}
