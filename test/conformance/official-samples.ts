// What the official samples must read as, worked out by hand from the notes on the format and the rules, not from the code
// under test. Amounts are euro, hours are hours; every amount that is not simply copied from a sample carries its derivation.
// "own share" is the worker's personal part of the contributions; it is taken off per contribution line, half-up to the cent.
// hoursPaid is a decimal with two digits where it is exact, else a fraction `n/d`.
// `refused.field` is the element of the file, with its parent where the name alone says too little.

export { EXPECTED_ATTESTS } from './official-samples-magda.ts'

export interface ExpectedOccupation {
  readonly start: string
  readonly end: string | null
  readonly grossWage: string
  readonly employerContributions: string
  readonly contributionReductions: string
  readonly weeklyHours: string
  readonly fulltimeWeeklyHours: string
  readonly hoursPaid: string
  readonly establishmentNumber: string | null
  readonly otherMeasure: string | null
}

export interface ExpectedWorker {
  readonly inss: string | null
  readonly occupations?: readonly ExpectedOccupation[]
  readonly refused?: { readonly code: string; readonly field: string }
  readonly why?: string
}

export interface ExpectedDeclaration {
  readonly employerNumber: string | null
  readonly nossNumber: string
  readonly quarter: string
  readonly netOwedAmount: string
  readonly rejected?: string
  readonly workers: readonly ExpectedWorker[]
}

export interface ExpectedAttest {
  readonly number: string
  readonly version: string
  readonly status: 'new' | 'changed' | 'cancelled' | 'reactivated'
  readonly created: string
  readonly employerNumber: string
  readonly employerValid: boolean
  readonly quarter: string
  readonly inss: string
  readonly worker: ExpectedWorker
}

/** What the occupations in the two samples of 2022Q3 have in common: one establishment, no other measure. */
const AT_THE_EMPLOYER = { establishmentNumber: '2000000141', otherMeasure: null }
const FULL_TIME_38 = { weeklyHours: '38.00', fulltimeWeeklyHours: '38.00' }
const FULL_TIME_48 = { weeklyHours: '48.00', fulltimeWeeklyHours: '48.00' }

/** Persons 1, 2, 5 and 6 of 2022Q3: the same result in the original sample and in the corrected one. */
const STATUTORY: ExpectedWorker = {
  inss: '77101500172',
  occupations: [
    {
      start: '2005-10-01', // no end: still running
      end: null,
      grossWage: '10999.98', // 9999.99 (001) + 999.99 (002); the file lists 002 first
      // 969.09 (675) + 99.99 (856) + 4545.74 (815) - 1437.70 (13.07 % of 10999.98 = 1437.697386) - 99.99 (856) = 4077.13.
      // The own share exceeds the 675 line it is taken from: a statutory civil servant does not really pay 13.07 %.
      employerContributions: '4077.13',
      contributionReductions: '0.00',
      ...FULL_TIME_38,
      hoursPaid: '501.60', // 66 days x 38 / 5
      ...AT_THE_EMPLOYER,
    },
  ],
}
const CAREER_BREAK: ExpectedWorker = {
  inss: '78101500193',
  occupations: [
    {
      start: '2012-07-01',
      end: null,
      grossWage: '0.00', // no pay, no service, no contribution in the file
      employerContributions: '0.00',
      contributionReductions: '0.00',
      weeklyHours: '0.00',
      fulltimeWeeklyHours: '38.00',
      hoursPaid: '0.00', // no service at all, so nothing is divided by the 0 working days a week
      ...AT_THE_EMPLOYER,
    },
  ],
}
const STUDENT: ExpectedWorker = { inss: '98010112171', occupations: [], why: 'a student record has no occupation' }
const ABROAD: ExpectedWorker = {
  inss: '78101512170',
  occupations: [
    {
      start: '2015-02-01',
      end: null,
      grossWage: '0.00',
      employerContributions: '750.00', // 750.00 (815), not the worker code; no pay at all, so all of it to the first occupation
      contributionReductions: '0.00',
      ...FULL_TIME_38,
      hoursPaid: '0.00',
      ...AT_THE_EMPLOYER,
    },
  ],
}

/** Persons 3 and 4. Amounts of 999999999.99 (99999999999 cents) are at the bound, not above it: the hours refuse them. */
const TOO_MANY_HOURS: readonly ExpectedWorker[] = [
  {
    inss: '67011500190',
    refused: { code: 'WRK-004', field: 'ServiceNbrHours' },
    why: '99999.99 + 5.00 = 100004.99 hours in one occupation',
  },
  { inss: '67101500156', refused: { code: 'WRK-004', field: 'ServiceNbrHours' }, why: '99999.99 hours in one occupation' },
]

/** Person 7, whose second contribution line differs between the two files. */
const maribel = (employerContributions: string): ExpectedWorker => ({
  inss: '97010100173',
  occupations: [
    {
      start: '2020-10-01',
      end: null,
      grossWage: '9999.99',
      employerContributions,
      contributionReductions: '0.00',
      ...FULL_TIME_48,
      hoursPaid: '3072/7', // 64 days x 48 / 7 = 438.857142...
      ...AT_THE_EMPLOYER,
    },
  ],
})

const FIRST_EMPLOYER = { employerNumber: null, nossNumber: '199999934', quarter: '2022Q3' } // CompanyID 0 in both files

/**
 * By file. `rejected` is what the file itself shows; where employerNumber is null the employer must be found by nossNumber,
 * and where it is not, DCL-007 comes before any other code.
 */
export const EXPECTED_DMFA: Readonly<Record<string, readonly ExpectedDeclaration[]>> = {
  'DmfAOriginal_20223_1.xml': [
    {
      ...FIRST_EMPLOYER,
      netOwedAmount: '99.99',
      // The sum, as in the corrected file: 6000006381.26 + 100.00 + 99999999999.99 - 3999999999.96 = 102000006481.29.
      rejected: 'DCL-008',
      workers: [
        STATUTORY,
        CAREER_BREAK,
        ...TOO_MANY_HOURS,
        STUDENT,
        ABROAD,
        // 999999999.99 (015) + 999999999.99 (999) - 130700000.00 (13.07 % of 999999999.99 = 130699999.998693) = 1869299999.98
        maribel('1869299999.98'),
      ],
    },
  ],
  'DmfAOriginal_20223_1_Corrected.xml': [
    {
      ...FIRST_EMPLOYER,
      // Contributions: 969.09 + 99.99 + 4545.74 + 16.50 + 750.00 + 6 x 999999999.99 = 6000006381.26; student 100.00;
      // not tied to a person 99999999999.99; deductions 4 x 999999999.99 = 3999999999.96. Net 102000006481.29, as declared.
      netOwedAmount: '102000006481.29',
      workers: [
        STATUTORY,
        CAREER_BREAK,
        ...TOO_MANY_HOURS,
        STUDENT,
        ABROAD,
        // Both lines are of code 015 here (type 1 and type 0), so the own share is taken twice:
        // 999999999.99 + 999999999.99 - 130700000.00 - 130700000.00 = 1738599999.98
        maribel('1738599999.98'),
      ],
    },
  ],
  'FI.DMFA.999999.20241014.00001.T.1.1.xml': [
    {
      employerNumber: '0999999823',
      nossNumber: '199999740',
      quarter: '2024Q3',
      // Contributions: 3711.83 + 17.55 + 9.75 + 57.72 + 2545.08 + 9.91 + 2969.46 = 9321.30; student 108.40; not tied to a
      // person 99.66; deductions 123.45 + 40.00 + 30.00 + 150.00 = 343.45. 9321.30 + 108.40 + 99.66 - 343.45 = 9185.91
      netOwedAmount: '9185.91',
      workers: [
        {
          inss: '85073099734',
          occupations: [
            {
              start: '2020-09-01',
              end: null,
              grossWage: '9750.00', // 9000.00 (001) + 750.00 (002)
              // 3711.83 + 17.55 + 9.75 + 57.72 - 57.72 (856) - 1274.33 (13.07 % of 9750.00 = 1274.325, half-up) = 2464.80
              employerContributions: '2464.80',
              contributionReductions: '123.45', // 3000
              ...FULL_TIME_38,
              hoursPaid: '501.60', // 66 days x 38 / 5
              establishmentNumber: '2999998776',
              otherMeasure: null,
            },
          ],
        },
        {
          // Both occupations share 2545.08 (015) + 9.91 (810) - 762.24 (13.07 % of 5832.00 = 762.2424) = 1792.75,
          // by 3000.00 : 2400.00. Exactly 995.9722... and 796.7777...: the cent left over goes to the second.
          // The 150.00 of deduction 0001 lowers the worker's own share and is no reduction of the employer's.
          inss: '90022899866',
          occupations: [
            {
              start: '2023-01-09',
              end: '2024-08-15',
              grossWage: '3000.00',
              employerContributions: '995.97',
              contributionReductions: '40.00', // 3000
              weeklyHours: '19.00',
              fulltimeWeeklyHours: '38.00',
              hoursPaid: '102.60', // code 001 only; 19.00 of holidays (002) and 3.80 of illness (050) are not paid hours
              establishmentNumber: '2999998776',
              otherMeasure: null,
            },
            {
              start: '2024-08-16',
              end: null,
              grossWage: '2400.00',
              employerContributions: '796.78',
              contributionReductions: '30.00', // 3000
              weeklyHours: '30.40',
              fulltimeWeeklyHours: '38.00',
              hoursPaid: '193.80',
              establishmentNumber: '2999998776',
              otherMeasure: null,
            },
          ],
        },
        {
          // 2969.46 (495) - 1019.46 (13.07 % of 7800.00) = 1950.00, by 5200.00 : 2600.00 of severance = 1300.00 + 650.00.
          // The severance occupation (pay code 003) is left out, and its 650.00 with it.
          inss: '98472899765',
          occupations: [
            {
              start: '2019-03-01',
              end: '2024-08-31',
              grossWage: '5200.00',
              employerContributions: '1300.00',
              contributionReductions: '0.00',
              ...FULL_TIME_38,
              hoursPaid: '342.00', // 45 days x 38 / 5
              establishmentNumber: '2999998776',
              otherMeasure: null,
            },
          ],
        },
        { inss: '03110599789', occupations: [], why: 'a student record has no occupation' },
      ],
    },
  ],
}

/** Files in which nothing is computed: no declaration, or an answer without attests. */
export const EXPECTED_FILE_REJECTIONS: Readonly<Record<string, string>> = {
  'DmfAUpdate_20223_1.xml': 'FIL-003',
  'ACRF_20231_1.xml': 'FIL-003',
  'NOTIFICATION_20224_2.xml': 'FIL-003',
  '84720680027.xml': 'FIL-001', // an empty Inhoud
  'notfound.xml': 'FIL-001', // an exception (30001, no data found) instead of Inhoud
}
