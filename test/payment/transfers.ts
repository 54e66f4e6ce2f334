// Understands how tests write payment files: a debtor, settings and any number of transfers that differ, in few words.
import { localDate } from '../../shared/kernel/calendar.ts'
import { cents, euroText, type EuroText } from '../../shared/kernel/money.ts'
import { type Debtor, Pain001File, type PaymentFileHead, type PaymentFileSettings, type Transfer } from '../../shared/payment/pain001.ts'
import { TransferRules } from '../../shared/payment/transfer-rules.ts'
import { nthIban, nthKbo } from '../support/numbers.ts'

export const RUN = 'run-0123456789abcdef01234567'

export const DEBTOR: Debtor = {
  name: 'Departement Werk en Sociale Economie',
  iban: 'BE68539007547034',
  bic: 'KREDBEBB',
  organisationId: nthKbo(0),
}

export const SETTINGS: PaymentFileSettings = {
  debtor: DEBTOR,
  purpose: 'AEMP',
  remittance: 'TEXT',
  transactionsMax: 10_000,
  executionDays: 1,
}

export const HEAD: PaymentFileHead = {
  runId: RUN,
  fileNumber: 1,
  createdAt: '2025-08-01T09:00:00.000Z',
  executionDate: localDate('2025-08-04'),
}

export const euro = (text: string): EuroText => text as EuroText

/** The transfer to the n-th employer: every third one VOP, amounts of all lengths. */
export function transfer(n: number, other: Partial<Transfer> = {}): Transfer {
  const measure = n % 3 === 0 ? 'VOP' : 'IMW'
  const employer = nthKbo(n)
  return {
    paymentId: `${employer}${measure}2024Q3V0001`,
    measure,
    amount: euroText(cents(((BigInt(n) * 7_919n) % 10_000_000n) + 1n)),
    payeeName: `Bakkerij De Korenaar ${n} BV`,
    iban: nthIban(n),
    bic: null,
    remittance: `${measure} 2024Q3 ${employer} 2 werknemers`,
    ...other,
  }
}

/** One file of these transfers. */
export function fileOf(
  transfers: readonly Transfer[],
  settings: Partial<PaymentFileSettings> = {},
  head: Partial<PaymentFileHead> = {},
): string {
  const file = new Pain001File({ ...HEAD, ...head }, { ...SETTINGS, ...settings }, new TransferRules())
  for (const each of transfers) file.add(each)
  return [...file.pieces()].join('')
}

/** As many transfers as a run has, in files as the setting splits them. */
export function* filesOf(count: number, settings: PaymentFileSettings = SETTINGS): Generator<Pain001File> {
  const rules = new TransferRules()
  for (let first = 0, fileNumber = 1; first < count; first += settings.transactionsMax, fileNumber++) {
    const file = new Pain001File({ ...HEAD, fileNumber }, settings, rules)
    for (let n = first; n < count && !file.isFull; n++) file.add(transfer(n))
    yield file
  }
}
