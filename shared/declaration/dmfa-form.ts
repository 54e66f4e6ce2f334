// Understands a Form of a DmfA while it is being read: its head, its people, what its employer owes and the digest of what it says (DCL-008, DCL-011).
import { createHash, type Hash } from 'node:crypto'
import type { Quarter } from '../kernel/calendar.ts'
import type { Inss } from '../kernel/identifiers.ts'
import { cents, euroText } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { XmlElement } from '../text/xml-element.ts'
import type { DeclarationItem } from './declaration.ts'
import { INVALID, MISSING } from './rsz/field-reader.ts'

/** Amounts that add to what the employer owes (NetOwedAmount, RSZ validator step 4), beside the contributions and reductions of worker records. */
const OWED: readonly string[] = [
  'ContributionAmount',
  'StudentContributionAmount',
  'UnrelatedAmount',
  'GrossRefRemunContributionAmount',
  'EarlyRetirementContributionAmount',
]
/** Parts of a worker record whose amounts are read with the record. */
const READ_WITH_RECORD: readonly string[] = ['Occupation', 'WorkerContribution', 'WorkerDeduction']

/** Cents that an element adds, everything in it included; an unreadable amount counts as nothing. A person's sum stays far below 2^53. */
export function owedIn({ leaves, children }: XmlElement): number {
  let sum = 0
  for (let at = 0; at < leaves.length; at += 2) {
    const text = leaves[at + 1] ?? ''
    if (OWED.includes(leaves[at] ?? '') && /^\d{1,15}$/.test(text)) sum += Number(text)
  }
  for (const child of children) sum += owedIn(child)
  return sum
}

/** Students, early retirement and whatever else a worker record can hold. */
export const owedBeside = (record: XmlElement): number =>
  record.children.reduce((sum, child) => (READ_WITH_RECORD.includes(child.name) ? sum : sum + owedIn(child)), 0)

/** A Form while it is being read. */
export class OpenForm {
  readonly line: number
  readonly column: number
  readonly texts = new Map<string, string>()
  /** A part of the head that stands more than once: which one counts cannot be said. */
  repeated: string | undefined
  quarter: Quarter | undefined
  readonly items: DeclarationItem[] = []
  readonly seen = new Set<Inss>()
  readonly #hash: Hash = createHash('sha256')
  #said = ''
  #owed = 0n
  /** The last of it, as a number: adding those is much faster. */
  #owedSoFar = 0
  #about: Pick<BusinessException, 'employerNumber' | 'quarter'> | undefined
  compensation: bigint | undefined
  rows = 0
  personTwice: BusinessException | undefined
  tooMany: BusinessException | undefined
  /** A person stood before a readable quarter: its dates could not be checked. */
  isOutOfOrder = false

  constructor(line: number, column: number) {
    this.line = line
    this.column = column
  }

  /** A part of the head. */
  head(name: string, text: string): void {
    if (this.texts.has(name)) this.repeated ??= name
    else this.texts.set(name, text)
  }

  /** Whom findings are about; the head stands before the people. */
  get about(): Pick<BusinessException, 'employerNumber' | 'quarter'> {
    const { quarter } = this
    this.#about ??= { employerNumber: this.texts.get('CompanyID') ?? '', ...(quarter === undefined ? {} : { quarter }) }
    return this.#about
  }

  /** What the form says goes into its digest, many people at once. */
  say(text: string): void {
    this.#said += text
    if (this.#said.length < SAID_MAX) return
    this.#hash.update(this.#said)
    this.#said = ''
  }

  /** The digest of everything said, and of this. */
  digest(last: string): string {
    return this.#hash.update(this.#said + last).digest('hex')
  }

  /** Adds cents to what is owed; of a person far below 2^53. */
  add(cents: number): void {
    this.#owedSoFar += cents
    if (Math.abs(this.#owedSoFar) > OWED_NUMBER_MAX) this.#carry()
  }

  get owed(): bigint {
    this.#carry()
    return this.#owed
  }

  #carry(): void {
    this.#owed += BigInt(this.#owedSoFar)
    this.#owedSoFar = 0
  }
}
const OWED_NUMBER_MAX = 2 ** 50
const SAID_MAX = 16_384

type About = Pick<BusinessException, 'line' | 'column' | 'employerNumber' | 'quarter'>

export const unreadableHead = (field: string, value: string, zone: string | undefined, about: About): BusinessException => ({
  code: 'DCL-011',
  parameters: {},
  ...about,
  field,
  value: value.trim(),
  ...(zone === undefined ? {} : { anomaly: `${zone}-${value === '' ? MISSING : INVALID}` }),
})

/** DCL-008 when NetOwedAmount is not contributions less reductions; a compensation (2023) may be taken off or not, as no public text settles it. */
export function controlTotal(form: OpenForm, about: About): BusinessException | undefined {
  const text = form.texts.get('NetOwedAmount') ?? ''
  if (!/^\d{1,15}$/.test(text)) return unreadableHead('NetOwedAmount', text, '00015', about)
  const stated = BigInt(text)
  const computed = form.owed
  if (stated === computed || (form.compensation !== undefined && stated === computed - form.compensation)) return undefined
  const parameters = { stated: euroText(cents(stated)), computed: euroText(cents(computed)) }
  return { code: 'DCL-008', parameters, ...about, field: 'NetOwedAmount', value: text, anomaly: '00015-007' }
}
