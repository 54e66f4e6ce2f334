// Understands how tests write small XML declarations by hand: a DmfA and MAGDA attests that are right unless told otherwise, and a file read to its end.
import type { AttestItem } from '../../shared/declaration/attest.ts'
import type { FileItem } from '../../shared/declaration/declaration.ts'
import type { FileOutcome } from '../../shared/declaration/file-outcome.ts'
import { readDeclarationXml } from '../../shared/declaration/xml-file.ts'
import { localDate } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { openText } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS, type TextLimits } from '../../shared/text/limits.ts'
import { xmlEncoding } from '../../shared/text/xml-encoding.ts'
import { ANNA, EMPLOYER, inPieces } from './declaration-builders.ts'

/** Tags with their text; undefined leaves a tag out, '' writes it empty. */
export type Tags = Readonly<Record<string, string | undefined>>

export const tag = (name: string, content: string): string => (content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`)
const tags = (of: Tags): string =>
  Object.entries(of)
    .map(([name, text]) => (text === undefined ? '' : tag(name, text)))
    .join('')

/** Service, Remun, WorkerContribution, reductions: in short. */
export const service = (code: string, days: string, hours?: string): string =>
  tag('Service', tags({ ServiceSequenceNbr: '01', ServiceCode: code, ServiceNbrDays: days, ServiceNbrHours: hours }))
export const pay = (code: string, cents: string, frequency?: string): string =>
  tag('Remun', tags({ RemunSequenceNbr: '01', RemunCode: code, BonusPaymentFrequency: frequency, RemunAmount: cents }))
export const contribution = (code: string, type: string, basis: string | undefined, cents: string): string =>
  tag(
    'WorkerContribution',
    tags({ ContributionWorkerCode: code, ContributionType: type, ContributionCalculationBasis: basis, ContributionAmount: cents }),
  )
export const reduction = (of: 'Worker' | 'Occupation', code: string, cents?: string): string =>
  tag(`${of}Deduction`, tags({ DeductionCode: code, DeductionAmount: cents }))

/** A full-time occupation for the whole of 2024Q3, 9,000.00 euro, days only. */
export const occupation = (
  changed: Tags = {},
  content: string = service('001', '06600') + pay('001', '00000900000'),
  sequence = '01',
): string =>
  tag(
    'Occupation',
    tags({
      OccupationSequenceNbr: sequence,
      OccupationStartingDate: '2020-01-01',
      OccupationEndingDate: undefined,
      JointCommissionNbr: '200',
      WorkingDaysSystem: '500',
      ContractType: '0',
      RefMeanWorkingHours: '3800',
      MeanWorkingHours: '3800',
      Retired: '0',
      LocalUnitID: '2000000042',
      ...changed,
    }) + content,
  )

export const workerRecord = (
  content: string = occupation() + contribution('495', '0', '00000900000', '00000342630'),
  changed: Tags = {},
): string =>
  tag(
    'WorkerRecord',
    tags({
      EmployerClass: '010',
      WorkerCode: '495',
      NOSSQuarterStartingDate: '2024-07-01',
      NOSSQuarterEndingDate: '2024-09-30',
      Border: '0',
      ...changed,
    }) + content,
  )

export const person = (inss: string = ANNA, records: string = workerRecord()): string =>
  tag('NaturalPerson', tags({ NaturalPersonSequenceNbr: '1', INSS: inss, NaturalPersonUserReference: '' }) + records)

/** Contributions less reductions of a text, in cents. */
export function owedIn(content: string): bigint {
  const sum = (pattern: RegExp): bigint => [...content.matchAll(pattern)].reduce((total, [, cents = '0']) => total + BigInt(cents), 0n)
  return (
    sum(/<(?:Contribution|StudentContribution|Unrelated|GrossRefRemunContribution|EarlyRetirementContribution)Amount>(\d+)</g)
    - sum(/<DeductionAmount>(\d+)</g)
  )
}

/** One Form; NetOwedAmount agrees unless told otherwise. */
export const form = (people: string = person(), changed: Tags = {}, head: Tags = {}): string =>
  tag(
    'Form',
    tags({
      Identification: 'DMFA',
      FormCreationDate: '2024-10-14',
      FormCreationHour: '09:30:00.000',
      AttestationStatus: '0',
      TypeForm: 'SU',
      ...head,
    })
      + tag(
        'EmployerDeclaration',
        tags({
          Quarter: '20243',
          NOSSRegistrationNbr: '199999740',
          Trusteeship: '0',
          CompanyID: EMPLOYER,
          NetOwedAmount: owedIn(people).toString().padStart(15, '0'),
          ...changed,
        }) + people,
      ),
  )

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
export const dmfa = (...forms: readonly string[]): string => DECLARATION + tag('DmfAOriginal', forms.join(''))

export interface AttestFields {
  readonly number?: string
  readonly version?: string
  readonly status?: string
  readonly quarter?: string
  readonly employer?: string
  readonly noss?: string
  readonly inss?: string
  /** Cents. */
  readonly wage?: string
  /** Replaces the whole Werknemerslijn. */
  readonly line?: string
  readonly part?: readonly [number: number, total: number]
}

/** A full-time Werknemerslijn of 2024Q3 with one wage (cents). */
export const attestLine = (
  wage: string,
  changed: { readonly start?: string; readonly hours?: string; readonly establishment?: string } = {},
): string =>
  `<Werknemerslijn><Categorie>10</Categorie><Kerngetal>495</Kerngetal><Periode><Begin>2024-07-01</Begin><Einde>2024-09-30</Einde></Periode>`
  + `<Grensarbeider>0</Grensarbeider><Tewerkstellingen><Tewerkstelling><Volgnummer>1</Volgnummer><InternNummer>A1</InternNummer>`
  + `<LokaleEenheid><Nummer>${changed.establishment ?? '2000000042'}</Nummer></LokaleEenheid>`
  + `<Periode><Begin>${changed.start ?? '2020-01-01'}</Begin></Periode><ParitairComite>200</ParitairComite>`
  + `<AantalWerkdagenPerWeek>500</AantalWerkdagenPerWeek><TypeContract>0</TypeContract>`
  + `<GemiddeldAantalUrenPerWeek><Referentiepersoon>3800</Referentiepersoon><Werknemer>${changed.hours ?? '3800'}</Werknemer></GemiddeldAantalUrenPerWeek>`
  + `<Prestaties><Prestatie><Volgnummer>1</Volgnummer><Code>1</Code><Dagen>6500</Dagen></Prestatie></Prestaties>`
  + `<Bezoldigingen><Bezoldiging><Volgnummer>1</Volgnummer><Code>1</Code><Bedrag>${wage}</Bedrag></Bezoldiging></Bezoldigingen>`
  + `</Tewerkstelling></Tewerkstellingen></Werknemerslijn>`

/** One MutatieAttest, new unless told otherwise. */
export function attest(fields: AttestFields = {}): string {
  const { number = '9000000002', version = number, status = '0', quarter = '20243', employer = EMPLOYER, noss = '0199999740' } = fields
  const { inss = ANNA, wage = '900000', line = attestLine(wage), part } = fields
  const parts = part ? tag('Delen', tags({ Nummer: String(part[0]), Totaal: String(part[1]) })) : ''
  const identification =
    tags({ Nummer: number, Versie: version }) + tag('Status', tags({ Code: status })) + tag('DatumCreatie', '2025-01-28')
  const declaration =
    tags({ Kwartaal: quarter, RSZNummer: noss, Ondernemingsnummer: employer }) + tag('Werknemer', tag('INSZ', inss) + line)
  const body = tag('Identificatie', identification) + tag('AangifteWerkgever', declaration)
  return tag('MutatieAttest', tag('Identificatie', 'DMFAP0000000001') + tag('Attest', body) + parts)
}

/** A publication of attests, as MAGDA writes it. */
export const publication = (...attests: readonly string[]): string =>
  `${DECLARATION}<f:PubliceerMutatieDmfaVoorWerknemer xmlns:f="http://magda.vlaanderen.be/werk/file/publiceermutatiedmfavoorwerknemer/v02_02">`
  + `<Publicatie><Context><Naam>PubliceerMutatieDmfaVoorWerknemer</Naam></Context><Onderwerpen>`
  + attests.map((each) => `<Onderwerp><Referte>m</Referte><Inhoud>${each}</Inhoud></Onderwerp>`).join('')
  + `</Onderwerpen></Publicatie></f:PubliceerMutatieDmfaVoorWerknemer>\n`

export interface XmlReading {
  readonly pieceBytes?: number
  readonly limits?: Partial<TextLimits>
  readonly testNumbersAllowed?: boolean
  /** Date of receipt in Brussels; 10 January 2025 unless told otherwise. */
  readonly receivedOn?: string
  /** Employers by RSZ number without leading zeros. */
  readonly employers?: Readonly<Record<string, string>>
  readonly workersMax?: number
}

export interface XmlRead {
  readonly items: readonly (FileItem | AttestItem)[]
  readonly outcome: FileOutcome
}

/** Reads a whole XML file. */
export async function readXml(file: string | Uint8Array, reading: XmlReading = {}): Promise<XmlRead> {
  const { pieceBytes = 100_000, limits, testNumbersAllowed = false, receivedOn = '2025-01-10', employers = {}, workersMax } = reading
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const allLimits = { ...TEXT_LIMITS, ...limits }
  const found = readDeclarationXml(
    openText(inPieces(bytes, pieceBytes), allLimits, xmlEncoding).pieces,
    allLimits,
    { testNumbersAllowed, receivedOn: localDate(receivedOn), ...(workersMax === undefined ? {} : { workersMax }) },
    PARAMETERS,
    (noss) => Promise.resolve(employers[noss] as EmployerNumber | undefined),
  )
  const items: (FileItem | AttestItem)[] = []
  for (;;) {
    const next = await found.next()
    if (next.done === true) return { items, outcome: next.value }
    items.push(...next.value)
  }
}
