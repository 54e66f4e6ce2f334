// Understands how the two XML forms name the same fields: the tags of the DmfA and of MAGDA, each with the zone number that the RSZ knows it by.
import type { XmlElement } from '../../text/xml-element.ts'

/** A field of a worker record: its tag, for reports, its RSZ zone, and where it stands: in which element of the part, if not in the part itself. */
export interface LineField {
  readonly tag: string
  readonly zone: string
  readonly name: string
  readonly within: string | undefined
}

/** Text of a field of a part; '' when it is absent or empty. */
export const fieldText = (part: XmlElement, { name, within }: LineField): string =>
  within === undefined ? part.textOf(name) : (part.child(within)?.textOf(name) ?? '')

type FieldName =
  | 'inss'
  | 'workerCode'
  | 'employerClass'
  | 'periodStart'
  | 'periodEnd'
  | 'start'
  | 'end'
  | 'workingDays'
  | 'contractType'
  | 'fulltimeWeeklyHours'
  | 'weeklyHours'
  | 'establishment'
  | 'apprenticeship'
  | 'serviceCode'
  | 'days'
  | 'hours'
  | 'payCode'
  | 'pay'
  | 'contributionCode'
  | 'contributionType'
  | 'basis'
  | 'contribution'
  | 'reductionCode'
  | 'reduction'
  | 'occupation'

const field = (tag: string, zone: string): LineField => ({ tag, zone, name: tag, within: undefined })

/** What a worker record and its occupations consist of. */
export type LinePart = 'occupation' | 'service' | 'pay' | 'contribution' | 'reduction'

/** One form: where the parts of a worker record stand, and what its fields are called. */
export interface LineForm {
  readonly fields: Readonly<Record<FieldName, LineField>>
  readonly parts: (element: XmlElement, part: LinePart) => readonly XmlElement[]
}

const DMFA_FIELDS: LineForm['fields'] = {
  inss: field('INSS', '00024'),
  workerCode: field('WorkerCode', '00037'),
  employerClass: field('EmployerClass', '00036'),
  periodStart: field('NOSSQuarterStartingDate', '00038'),
  periodEnd: field('NOSSQuarterEndingDate', '00039'),
  start: field('OccupationStartingDate', '00044'),
  end: field('OccupationEndingDate', '00045'),
  workingDays: field('WorkingDaysSystem', '00047'),
  contractType: field('ContractType', '00050'),
  fulltimeWeeklyHours: field('RefMeanWorkingHours', '00049'),
  weeklyHours: field('MeanWorkingHours', '00048'),
  establishment: field('LocalUnitID', '00042'),
  apprenticeship: field('Apprenticeship', '00055'),
  serviceCode: field('ServiceCode', '00062'),
  days: field('ServiceNbrDays', '00063'),
  hours: field('ServiceNbrHours', '00064'),
  payCode: field('RemunCode', '00067'),
  pay: field('RemunAmount', '00070'),
  contributionCode: field('ContributionWorkerCode', '00082'),
  contributionType: field('ContributionType', '00083'),
  basis: field('ContributionCalculationBasis', '00084'),
  contribution: field('ContributionAmount', '00085'),
  reductionCode: field('DeductionCode', '00086'),
  reduction: field('DeductionAmount', '00089'),
  occupation: field('Occupation', '90015'),
}

const DMFA_PARTS = { occupation: 'Occupation', service: 'Service', pay: 'Remun', contribution: 'WorkerContribution' } as const

/** DmfAOriginal, as employers send it. */
export const DMFA_FORM: LineForm = {
  fields: DMFA_FIELDS,
  parts: (element, part) => (part === 'reduction' ? element.all('OccupationDeduction', 'WorkerDeduction') : element.all(DMFA_PARTS[part])),
}

/** Where a field stands in an attest; the last step is its tag. */
const MAGDA_PATHS: Readonly<Record<FieldName, readonly [string] | readonly [string, string]>> = {
  inss: ['INSZ'],
  workerCode: ['Kerngetal'],
  employerClass: ['Categorie'],
  periodStart: ['Periode', 'Begin'],
  periodEnd: ['Periode', 'Einde'],
  start: ['Periode', 'Begin'],
  end: ['Periode', 'Einde'],
  workingDays: ['AantalWerkdagenPerWeek'],
  contractType: ['TypeContract'],
  fulltimeWeeklyHours: ['GemiddeldAantalUrenPerWeek', 'Referentiepersoon'],
  weeklyHours: ['GemiddeldAantalUrenPerWeek', 'Werknemer'],
  establishment: ['LokaleEenheid', 'Nummer'],
  apprenticeship: ['TypeLeerling'],
  serviceCode: ['Code'],
  days: ['Dagen'],
  hours: ['Uren'],
  payCode: ['Code'],
  pay: ['Bedrag'],
  contributionCode: ['Code'],
  contributionType: ['Type'],
  basis: ['BasisVoorBerekening'],
  contribution: ['Bedrag'],
  reductionCode: ['Code'],
  reduction: ['BedragVermindering'],
  occupation: ['Tewerkstelling'],
}

const MAGDA_FIELDS = Object.fromEntries(
  Object.entries(MAGDA_PATHS).map(([key, path]): [string, LineField] => {
    const { zone } = DMFA_FIELDS[key as FieldName]
    const [first, second] = path
    return [key, { tag: path.join('/'), zone, name: second ?? first, within: second === undefined ? undefined : first }]
  }),
) as LineForm['fields']

const MAGDA_PARTS = {
  occupation: ['Tewerkstellingen', 'Tewerkstelling'],
  service: ['Prestaties', 'Prestatie'],
  pay: ['Bezoldigingen', 'Bezoldiging'],
  contribution: ['Bijdragen', 'Bijdrage'],
  reduction: ['Verminderingen', 'Vermindering'],
} as const

/** Attests of MAGDA, 02.02 and 03.00. */
export const MAGDA_FORM: LineForm = {
  fields: MAGDA_FIELDS,
  parts: (element, part) => {
    const [list, each] = MAGDA_PARTS[part]
    return element.all(list).flatMap((found) => found.all(each))
  },
}
