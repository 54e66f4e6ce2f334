// The attests of the official samples, worked out by hand; see official-samples.ts for how to read the figures.
// An attest with a lower version stands beside the higher one: which of them counts is not decided here.
import { type ExpectedAttest, type ExpectedOccupation, type ExpectedWorker } from './official-samples.ts'

/** Refused for its establishment number: the two digits found are not 97 - (first eight digits mod 97). */
const establishment = (inss: string, why: string): ExpectedWorker => ({
  inss,
  refused: { code: 'WRK-006', field: 'LokaleEenheid/Nummer' },
  why,
})

/** A cancelled attest leaves nothing of the worker record; its content is not judged, however broken. */
const cancelled = (inss: string, content: string): ExpectedWorker => ({
  inss,
  occupations: [],
  why: `cancelled; the content would be refused (${content})`,
})

const WITHOUT_PAY = { grossWage: '0.00', employerContributions: '0.00', contributionReductions: '0.00' } // none in an online answer

/** 71640618918: one clerk, full-time, declared in days, in the same occupation every quarter. */
const clerk = (hoursPaid: string): ExpectedWorker => ({
  inss: '71640618918',
  occupations: [
    {
      start: '2020-09-01',
      end: null,
      ...WITHOUT_PAY,
      weeklyHours: '40.00',
      fulltimeWeeklyHours: '40.00',
      hoursPaid,
      establishmentNumber: '2070345333',
      otherMeasure: null,
    },
  ],
})
const DAYS_65 = clerk('520.00') // 65 days x 40 / 5
const DAYS_66 = clerk('528.00') // 66 days x 40 / 5

/** 90022899866: one part-time manual worker, in two versions. */
const partTimer = (
  pay: Pick<ExpectedOccupation, 'grossWage' | 'employerContributions' | 'contributionReductions' | 'hoursPaid'>,
): ExpectedWorker => ({
  inss: '90022899866',
  occupations: [
    {
      start: '2023-01-09',
      end: null,
      ...pay,
      weeklyHours: '19.00',
      fulltimeWeeklyHours: '38.00',
      establishmentNumber: '2999998776',
      otherMeasure: null,
    },
  ],
})

const EMPLOYER_A = { employerNumber: '0332582613', employerValid: true, inss: '02622200138' }
const EMPLOYER_B = { employerNumber: '0454394421', employerValid: true, inss: '71640618918' }
const EMPLOYER_C = { employerNumber: '0308356862', employerValid: true, inss: '82650300149' }
const EMPLOYER_D = { employerNumber: '0999999823', employerValid: true, inss: '90022899866' }

const CHANGED_PART_TIMER: ExpectedAttest = {
  ...EMPLOYER_D,
  number: '9000000002',
  version: '9000000917',
  status: 'changed',
  created: '2025-01-28',
  quarter: '2024Q3',
  worker: partTimer({
    grossWage: '5316.00',
    employerContributions: '1755.10', // 2505.49 (015) - 750.39 (13.07 % of 5741.28 = 750.385296)
    contributionReductions: '70.00', // 3000
    hoursPaid: '243.20',
  }),
}

const attest = (
  common: Pick<ExpectedAttest, 'employerNumber' | 'employerValid' | 'inss'>,
  [number, version]: readonly [string, string],
  status: ExpectedAttest['status'],
  created: string,
  quarter: string,
  worker: ExpectedWorker,
): ExpectedAttest => ({ ...common, number, version, status, created, quarter, worker })

const A = EMPLOYER_A.inss
const C = EMPLOYER_C.inss

export const EXPECTED_ATTESTS: Readonly<Record<string, readonly ExpectedAttest[]>> = {
  '02622200138.xml': [
    // The establishment begins with 1 (and its check digits are wrong too: 18).
    attest(EMPLOYER_A, ['3021456789', '3021456789'], 'changed', '2023-05-12', '2023Q1', establishment(A, '1987654321: first digit 1')),
    // Status 2 is taken as cancelled here and below, with a warning.
    attest(EMPLOYER_A, ['4123567890', '4123567890'], 'cancelled', '2023-10-09', '2023Q2', cancelled(A, 'WRK-006, 2987654310: 10, not 39')),
    attest(EMPLOYER_A, ['5234678901', '5234678901'], 'new', '2024-02-14', '2023Q3', establishment(A, '3987654210: 10, not 61')),
    // The occupation starts on 2024-05-10, long after 2023Q4, but inside the record's own period (2024-05-10 to 2024-05-31):
    // not WRK-005.
    // Its worker record is of May 2024: nowhere near the quarter. Its establishment (20, not 93) is wrong too, but the dates come first.
    attest(EMPLOYER_A, ['6345789012', '6345789012'], 'changed', '2024-05-10', '2023Q4', {
      inss: A,
      refused: { code: 'WRK-005', field: 'Periode/Begin' },
    }),
    // Its link back is to version 6345789012, which is another attest and another quarter.
    attest(EMPLOYER_A, ['7456890123', '7456890123'], 'cancelled', '2024-08-08', '2024Q1', cancelled(A, 'WRK-006, 5987652130: 30, not 27')),
  ],
  '71640618918.xml': [
    attest(EMPLOYER_B, ['7847048323', '7847048323'], 'new', '2023-10-22', '2023Q3', DAYS_65),
    attest(EMPLOYER_B, ['7964784178', '7964784178'], 'new', '2024-01-21', '2023Q4', DAYS_65),
    attest(EMPLOYER_B, ['8095014766', '8095014766'], 'new', '2024-04-22', '2024Q1', DAYS_65),
    attest(EMPLOYER_B, ['8230019806', '8230019806'], 'new', '2024-07-21', '2024Q2', DAYS_65),
    // The same worker record again: only the employer's net total (now 0) differs, which is not checked per attest.
    attest(EMPLOYER_B, ['8230019806', '8269952369'], 'changed', '2024-08-06', '2024Q2', DAYS_65),
    attest(EMPLOYER_B, ['8350567999', '8350567999'], 'new', '2024-10-21', '2024Q3', DAYS_66),
    attest(EMPLOYER_B, ['8464178555', '8464178555'], 'new', '2025-01-19', '2024Q4', DAYS_66),
  ],
  '82650300149.xml': [
    attest(EMPLOYER_C, ['1234567890', '1234567890'], 'changed', '2023-06-15', '2023Q2', establishment(C, '9876543210: first digit 9')),
    attest(EMPLOYER_C, ['2345678901', '2345678901'], 'cancelled', '2024-01-10', '2023Q3', cancelled(C, 'WRK-006, 8765432109: 09, not 20')),
    attest(EMPLOYER_C, ['3456789012', '3456789012'], 'new', '2024-03-15', '2023Q4', establishment(C, '7654321098: 98, not 72')),
    attest(EMPLOYER_C, ['4567890123', '4567890123'], 'changed', '2024-06-10', '2024Q1', establishment(C, '6543210987: 87, not 17')),
    // Again a link back to another attest and another quarter.
    attest(EMPLOYER_C, ['5678901234', '5678901234'], 'cancelled', '2024-09-05', '2024Q2', cancelled(C, 'WRK-006, 5432109876: 76, not 66')),
    attest(EMPLOYER_C, ['6789012345', '6789012345'], 'changed', '2024-11-20', '2024Q3', establishment(C, '4321098765: 65, not 88')),
    attest(EMPLOYER_C, ['7890123456', '7890123456'], 'cancelled', '2025-01-10', '2024Q4', cancelled(C, 'WRK-006, 3210987654: 54, not 34')),
  ],
  'attest-versies-GeefDmfaVoorWerknemer-03.00.xml': [
    {
      ...EMPLOYER_D,
      number: '9000000002',
      version: '9000000002',
      status: 'new',
      created: '2024-10-20',
      quarter: '2024Q3',
      worker: partTimer({
        grossWage: '5400.00',
        employerContributions: '1782.84', // 2545.08 (015) - 762.24 (13.07 % of 5832.00 = 762.2424)
        contributionReductions: '70.00', // 3000
        hoursPaid: '247.00',
      }),
    },
    CHANGED_PART_TIMER,
  ],
  'mutatie-PubliceerMutatieDmfaVoorWerknemer-02.02.xml': [CHANGED_PART_TIMER],
}
