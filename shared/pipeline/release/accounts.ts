// Understands what waits on an account, whether its reason is gone, and who may release it.
import type { Quarter } from '../../kernel/calendar.ts'
import { IBAN_VISIBLE, masked, type EmployerNumber } from '../../kernel/identifiers.ts'
import { fold, isHeldPayment, type Account, type AccountLine } from '../../ledger/account.ts'
import type { AccountId, LedgerEntry } from '../../ledger/entry.ts'
import type { PaymentHolds } from '../../ledger/payment-holds.ts'
import { waitingEntry } from '../../ledger/recovery-limit.ts'
import type { EmployerRegistry } from '../../registry/employer-registry.ts'
import { personsOf } from '../assess-declaration.ts'
import { mapOrdered, type Dependencies } from '../dependencies.ts'
import { holdsNow } from '../payment-control.ts'
import type { Run } from '../run.ts'
import { told, type LineResult } from './findings.ts'
import { secondPerson } from './four-eyes.ts'

/** What waits on an account now. */
export interface Waiting {
  readonly account: AccountId
  readonly entries: readonly LedgerEntry[]
  readonly today: EmployerRegistry
  readonly holds: PaymentHolds
  readonly lines: readonly AccountLine[]
  /** The entry of a declaration that waits because of its recovery (RUN-003). */
  readonly declaration: LedgerEntry | undefined
}

/** Read from the ledger, never from the index of open holds. */
export async function waitingOn(account: AccountId, dependencies: Dependencies): Promise<Waiting> {
  const { ledger, registry } = dependencies
  const entries = await ledger.entries(account)
  const today = await registry.employer(account.employerNumber)
  const persons = personsOf(today.aliases)
  const holds = await holdsNow(today, account.quarter, dependencies)
  return { account, entries, today, holds, lines: heldLines(fold(entries, persons)), declaration: waitingEntry(entries, persons) }
}

const heldLines = (account: Account): AccountLine[] =>
  [...account.lines.values()].flatMap((worker) => [...worker.values()].filter(isHeldPayment))

/** Lines that nothing keeps back any more. */
export const releasableLines = ({ lines, holds }: Waiting): readonly AccountLine[] => lines.filter(({ measure }) => !holds[measure])

/** Of these accounts the ones on which a payment is held that nothing keeps back any more. */
export async function holdingAccounts(
  accounts: readonly (readonly [EmployerNumber, Quarter])[],
  dependencies: Dependencies,
): Promise<(readonly [EmployerNumber, Quarter])[]> {
  const holding: (readonly [EmployerNumber, Quarter])[] = []
  const look = async (account: readonly [EmployerNumber, Quarter]): Promise<readonly [EmployerNumber, Quarter] | undefined> => {
    const waiting = await waitingOn({ employerNumber: account[0], quarter: account[1] }, dependencies)
    return releasableLines(waiting).length > 0 ? account : undefined
  }
  for await (const account of mapOrdered(accounts, dependencies.settings.concurrency, look)) if (account) holding.push(account)
  return holding
}

/** Accounts that the index of open holds proposes, by employer and quarter. */
export async function listedAccounts({ runs }: Pick<Dependencies, 'runs'>): Promise<readonly AccountId[]> {
  const listed: AccountId[] = []
  for await (const { account } of runs.openHolds()) listed.push(account)
  return listed.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

const nameOf = ({ employerNumber, quarter }: AccountId): string => `${employerNumber} ${quarter}`

/** What the system asks for itself: payments whose reason is gone. Nothing that takes a second person. */
export async function retryAccount(
  { employerNumber, quarter }: { readonly employerNumber: EmployerNumber; readonly quarter: Quarter | undefined },
  dependencies: Dependencies,
): Promise<LineResult> {
  if (quarter === undefined) return [told('REL-003', employerNumber, 'unknown')]
  const account = { employerNumber, quarter }
  const waiting = await waitingOn(account, dependencies)
  return releasableLines(waiting).length > 0 ? [{ type: 'account', account }] : [nothing(waiting)]
}

/** What waits on the employer's account of the quarter, or of all its quarters. */
export async function releaseAccounts(
  { employerNumber, quarter }: { readonly employerNumber: EmployerNumber; readonly quarter: Quarter | undefined },
  request: Run,
  dependencies: Dependencies,
): Promise<LineResult> {
  const declared = await dependencies.ledger.quartersOf(employerNumber)
  const quarters = (quarter === undefined ? declared : declared.filter((each) => each === quarter)).toSorted()
  if (quarters.length === 0) return [told('REL-003', [employerNumber, quarter ?? ''].join(' ').trim(), 'unknown')]
  return releaseEach(
    quarters.map((each) => ({ employerNumber, quarter: each })),
    request,
    dependencies,
  )
}

/** What a settled run holds: of the accounts with open holds those that it has an entry of. */
export async function releaseHoldsOfRun({ runId }: Run, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { ledger, settings } = dependencies
  const isOfRun = async (account: AccountId): Promise<AccountId | undefined> =>
    (await ledger.entries(account)).some((entry) => entry.runId === runId) ? account : undefined
  const accounts: AccountId[] = []
  const listed = await listedAccounts(dependencies)
  for await (const account of mapOrdered(listed, settings.concurrency, isOfRun)) if (account) accounts.push(account)
  if (accounts.length === 0) return [told('REL-003', runId, 'nothing-held')]
  return releaseEach(accounts, request, dependencies)
}

async function releaseEach(accounts: readonly AccountId[], request: Run, dependencies: Dependencies): Promise<LineResult> {
  const results: LineResult[] = []
  for (const account of accounts) results.push(await releaseAccount(account, request, dependencies))
  // An account number is confirmed once for all quarters of its employer.
  const found = [...new Map(results.flat().map((item) => [JSON.stringify(item), item])).values()]
  // Of many quarters only what waits is told.
  const told = found.filter((item) => !(item.type === 'loose-row' && item.exception.details?.includes('nothing-held')))
  return told.length > 0 ? told : found.slice(0, 1)
}

/** The same trouble, of an account number instead of a run. */
const OF_REGISTRAR = {
  'same-uploader': 'same-registrar',
  'uploader-unknown': 'registrar-unknown',
  'requester-unknown': 'requester-unknown',
} as const

/** By a person: confirms an account number that somebody else set, and lets a declaration pass that somebody else uploaded. */
async function releaseAccount(account: AccountId, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { runs, registry } = dependencies
  const findings: LineResult[number][] = []
  let waiting = await waitingOn(account, dependencies)
  const { today, declaration } = waiting
  const iban = masked(today.payee?.iban ?? '', IBAN_VISIBLE)
  const unconfirmed = Object.values(waiting.holds).some(({ code }) => code === 'PAY-008')
  if (today.payee && unconfirmed && waiting.lines.length > 0) {
    const second = secondPerson(request.source.uploadedBy, today.payeeSetBy ?? '')
    if (second === 'yes') {
      const by = { person: request.source.uploadedBy, request: request.runId }
      await registry.confirmIban(account.employerNumber, today.payee.iban, by)
      waiting = await waitingOn(account, dependencies)
    } else findings.push(told('REL-004', account.employerNumber, OF_REGISTRAR[second], { iban }))
  }
  // Told again by a repeat of the request: it is the one that confirmed.
  const { payee, confirmedIbans } = waiting.today
  if (payee && confirmedIbans.get(payee.iban) === request.runId)
    findings.push(told('REL-002', account.employerNumber, 'confirmed', { iban }))
  const lifted = await liftRefusals(waiting, request, dependencies)
  if (lifted.length > 0) {
    findings.push(...lifted)
    waiting = await waitingOn(account, dependencies)
  }
  if (declaration) {
    const uploadedBy = (await runs.get(declaration.runId))?.source.uploadedBy ?? ''
    const second = secondPerson(request.source.uploadedBy, uploadedBy)
    if (second === 'yes') return [...findings, { type: 'waiting-declaration', account, record: declaration.record }]
    findings.push(told('REL-004', nameOf(account), second))
  }
  if (releasableLines(waiting).length > 0) return [...findings, { type: 'account', account }]
  return findings.length > 0 ? findings : [nothing(waiting)]
}

/** Refusals of the bank that are not about the payee: a person looked at them. Told again by a repeat of the request: it is the one that lifted them. */
async function liftRefusals({ account, today }: Waiting, request: Run, { registry }: Dependencies): Promise<LineResult> {
  const { employerNumber, quarter } = account
  const found = today.refusedPayments.filter((refused) => {
    const isOpen = refused.liftedBy === undefined || refused.liftedBy === request.runId
    return isOpen && refused.about === 'payment' && refused.quarter === quarter && refused.payeeVersion === today.payeeVersion
  })
  for (const { paymentId } of found)
    await registry.liftRefusal(employerNumber, paymentId, { person: request.source.uploadedBy, request: request.runId })
  return found.map(({ paymentId }) => told('REL-002', nameOf(account), 'lifted', { payment: paymentId }))
}

function nothing({ account, lines, holds }: Waiting): LineResult[number] {
  if (lines.length === 0) return told('REL-003', nameOf(account), 'nothing-held')
  const codes = new Set(lines.flatMap(({ measure }) => holds[measure]?.code ?? []))
  return told('REL-003', nameOf(account), 'still-held', { codes: [...codes].toSorted().join(', ') })
}
