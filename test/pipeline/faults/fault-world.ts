// Understands a small world that follows from a seed: employers, grants, payees, and the uploads of some weeks in the order in which they are dropped.
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import type { RegistryKind } from '../../../shared/registry/import.ts'
import { Random } from '../../support/dmfa-random.ts'
import {
  declarationCsv,
  declared,
  employerOf,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  grant,
  IBANS,
  inssOf,
  payee,
  payeesCsv,
  row,
  unnamed,
  unreadable,
  type Grant,
} from '../../support/pipeline-builders.ts'
import { aliasesCsv } from '../../support/recompute-builders.ts'
import {
  attestLine,
  contribution,
  dmfa,
  form,
  occupation,
  pay,
  person,
  publication,
  service,
  workerRecord,
} from '../../support/xml-builders.ts'
import { version } from '../attest-story.ts'

/** The first two declare in CSV, the third in attests, the last in DmfA: the first kind of numbering binds an account. */
export const EMPLOYERS = [1, 2, 3, 4].map(employerOf)
export const CSV_EMPLOYERS = EMPLOYERS.slice(0, 2)
const ATTEST_EMPLOYER = EMPLOYERS[2]!
const FORM_EMPLOYER = EMPLOYERS[3]!
const WORKERS = [1, 2, 3, 4, 5, 6].map(inssOf)
export const QUARTERS = ['2024Q2', '2024Q3'] as const
/** Old and new number; no chain, so that a test can follow them without asking the code. */
const ALIASES = [
  [WORKERS[1]!, WORKERS[2]!],
  [WORKERS[4]!, WORKERS[3]!],
] as const

export interface SaidWorker {
  readonly inss: string
  /** Cents; undefined when the row cannot be read. */
  readonly wage: bigint | undefined
}

/** A CSV declaration, as whoever checks amounts needs it. */
export interface Said {
  readonly employer: string
  readonly quarter: string
  readonly sequence: number
  readonly kind: 'FULL' | 'PARTIAL'
  readonly hasUnnamed: boolean
  readonly workers: readonly SaidWorker[]
}

export interface Step {
  readonly key: string
  readonly text: string
  readonly at: string
  /** The rules make the end depend on when this is processed: only for uploads one after the other. */
  readonly isOrderBound: boolean
  readonly said?: readonly Said[]
  readonly grants?: readonly Grant[]
  readonly aliases?: readonly (readonly [oldInss: string, newInss: string])[]
}

export interface World {
  /** Employers to whom nothing may be transferred, from the beginning to the end. */
  readonly withoutPayment: ReadonlySet<string>
  readonly steps: readonly Step[]
}

type Draft = Omit<Step, 'at' | 'isOrderBound'> & { readonly isOrderBound?: boolean }

const establishmentAt = (employer: string): string => establishmentOf(1 + EMPLOYERS.findIndex((each) => each === employer))
const euro = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`

/** The same uploads, so many hours apart: sweeps fall between them, and each must be young enough for the last sweep that looks for it. */
export const hoursApart = (hours: number, steps: readonly Step[]): Step[] =>
  steps.map((step, index) => ({ ...step, at: new Date(Date.UTC(2024, 9, 15, 6 + index * hours)).toISOString() }))

export function worldOf(seed: number): World {
  const builder = new WorldBuilder(new Random(seed, 77))
  return builder.world()
}

class WorldBuilder {
  readonly #random: Random
  readonly #drafts: Draft[] = []
  readonly #grants = new Map<string, Grant>()
  readonly #sequences = new Set<number>()
  readonly #attests = new Map<string, string>()
  readonly #withoutPayment = new Set<string>()
  #files = 0
  #wages = 0

  constructor(random: Random) {
    this.#random = random
  }

  world(): World {
    this.#payees()
    this.#firstGrants()
    for (const employer of EMPLOYERS) if (this.#random.chance(60)) this.#region(employer)
    for (let count = this.#random.between(7, 11); count > 0; count--) this.#declaration()
    for (let count = this.#random.between(4, 6); count > 0; count--) this.#registry()
    for (let count = this.#random.between(1, 2); count > 0; count--) this.#request()
    this.#dryRun()
    this.#betterPayees()
    const pauses = this.#random.chance(60) ? this.#pause() : []
    // Payees and the first grants stay in front, the others come in any order.
    const [payees, grants, ...others] = this.#drafts
    const mixed = others.map((draft) => ({ draft, place: this.#random.below(1_000_000) })).toSorted((a, b) => a.place - b.place)
    const inOrder = [payees!, grants!, ...mixed.map(({ draft }) => draft)]
    // What is paused is let go on later.
    const places = new Set(pauses)
    const steps = inOrder.map((draft) => (places.has(draft) ? pauses.shift()! : draft))
    return {
      withoutPayment: this.#withoutPayment,
      steps: hoursApart(
        1,
        steps.map((step) => ({ isOrderBound: false, ...step, at: '' })),
      ),
    }
  }

  #add(draft: Draft): void {
    this.#drafts.push(draft)
  }

  #name(folder: string, ending: 'csv' | 'xml' = 'csv'): string {
    this.#files += 1
    return `${folder}/${this.#files}.${ending}`
  }

  #registryFile(kind: RegistryKind, text: string, other: Partial<Draft> = {}): void {
    this.#add({ key: this.#name(`registry/${kind}`), text, ...other })
  }

  #payees(): void {
    const rows = EMPLOYERS.flatMap((employer, index) => {
      const drawn = index === 0 ? 99 : this.#random.below(100)
      if (drawn < 40) this.#withoutPayment.add(employer)
      if (drawn < 15) return []
      return [payee(employer, drawn < 30 ? { hold: 'YES' } : drawn < 40 ? { iban: 'BE00000000000000' } : {})]
    })
    this.#registryFile('payees', payeesCsv(...rows))
  }

  /** Of some to whom nothing could be transferred: what was held until then goes out. */
  #betterPayees(): void {
    for (const employer of [...this.#withoutPayment].filter(() => this.#random.chance(60))) {
      this.#withoutPayment.delete(employer)
      this.#registryFile('payees', payeesCsv(payee(employer)))
    }
  }

  /** The drafts, in the order in which they must come. */
  #pause(): Draft[] {
    const measure = this.#random.chance(80) ? 'IMW' : 'VOP'
    for (const text of [releaseText([['pause', measure, '', 'doubt']]), releaseText([['resume', measure]])])
      this.#add({ key: this.#name('release'), text })
    return this.#drafts.slice(-2)
  }

  #firstGrants(): void {
    const rows = EMPLOYERS.flatMap((employer, at) =>
      WORKERS.filter((_, worker) => (at > 0 || worker < 5) && this.#random.chance(65)).map((inss) =>
        grant(employer, inss, {
          ...(this.#random.chance(25) ? { package: 'IMW_5Y_INCREASED' } : {}),
          ...(inss === WORKERS[at] ? { guidance_level: 'MEDIUM' } : {}),
        }),
      ),
    )
    const vop = grant(EMPLOYERS[0]!, WORKERS[5]!, {
      entitlement_id: 'VOP-1',
      measure: 'VOP',
      package: 'VOP_INDEFINITE',
      start_quarter: '2022Q1',
      end_quarter: '2026Q4',
      applied_on: '2022-01-15',
    })
    this.#decide([...rows, vop])
  }

  #decide(rows: readonly Grant[]): void {
    for (const each of rows) this.#grants.set(each.entitlement_id!, each)
    this.#registryFile('entitlements', entitlementsCsv(...rows), { grants: rows })
  }

  #registry(): void {
    const drawn = this.#random.below(10)
    if (drawn < 5) this.#lateGrants()
    else if (drawn < 6) this.#region(this.#random.pick(EMPLOYERS))
    else if (drawn < 8) {
      const alias = this.#random.pick(ALIASES)
      this.#registryFile('aliases', aliasesCsv(alias), { aliases: [alias] })
    } else if (drawn < 9) {
      const drawn = this.#random.below(10)
      const change = drawn < 4 ? { hold: 'YES' } : drawn < 6 ? { iban: 'BE00000000000000' } : drawn < 8 ? { iban: IBANS[1] } : {}
      const rows = [payee(this.#random.pick(EMPLOYERS), change)]
      this.#registryFile('payees', payeesCsv(...rows), { isOrderBound: true })
    } else {
      // A number that is another employer's makes the region unknown.
      const [from, to] = [this.#random.pick(EMPLOYERS), this.#random.pick(EMPLOYERS)]
      this.#registryFile('establishments', establishmentsCsv([establishmentAt(from), to, 'FLANDERS']), { isOrderBound: true })
    }
  }

  #lateGrants(): void {
    const changes: readonly Grant[] = [
      { revoked_from: '2024Q3' },
      { revoked_from: '2024Q1' },
      { suspended_quarters: '2024Q3' },
      { package: 'IMW_5Y_INCREASED' },
      { employer_number: this.#random.pick(EMPLOYERS) },
      { inss: this.#random.pick(WORKERS) },
      {},
    ]
    const known = [...this.#grants.values()].filter(({ measure }) => measure === 'IMW')
    const changed = Array.from({ length: this.#random.between(1, 3) }, () => ({
      ...this.#random.pick(known),
      ...this.#random.pick(changes),
    }))
    const [employer, inss] = [this.#random.pick(EMPLOYERS), this.#random.pick(WORKERS)]
    const fresh = grant(employer, inss)
    const rows = this.#grants.has(fresh.entitlement_id!) ? changed : [...changed, fresh]
    this.#decide([...new Map(rows.map((each) => [each.entitlement_id, each])).values()])
  }

  /** A region becomes known. Some never do. */
  #region(employer: string): void {
    const region = this.#random.chance(75) ? 'FLANDERS' : 'BRUSSELS'
    this.#registryFile('establishments', establishmentsCsv([establishmentAt(employer), employer, region]))
  }

  #declaration(): void {
    const drawn = this.#random.below(20)
    const earlier = this.#drafts.filter(({ said }) => said !== undefined)
    if (drawn < 10 || earlier.length === 0) this.#csv(this.#saidNow())
    else if (drawn < 12) {
      const again = this.#random.pick(earlier)
      // The same number and content in other bytes; or the same bytes, which are read once.
      const text = this.#random.chance(60) ? again.text.replaceAll(';0.00', ';0.0') : again.text
      this.#add({ key: this.#name('declarations'), text, said: again.said!, isOrderBound: again.isOrderBound ?? false })
    } else if (drawn < 13) {
      const again = this.#random.pick(earlier).said!
      this.#csv(
        again.map((said) => ({ ...said, workers: this.#workers(said.kind) })),
        true,
      )
    } else if (drawn < 14) {
      const place = { employer: ATTEST_EMPLOYER, quarter: '2024Q3', kind: 'PARTIAL' } as const
      this.#csv([{ ...place, sequence: this.#sequence(), hasUnnamed: false, workers: this.#workers('PARTIAL') }], true)
    } else if (drawn < 17) this.#attestFile()
    else this.#form()
  }

  #saidNow(): Said[] {
    const places = CSV_EMPLOYERS.flatMap((employer) => QUARTERS.map((quarter) => ({ employer, quarter })))
    const count = this.#random.between(1, 3)
    return this.#random
      .rotated(places)
      .slice(0, count)
      .map((place) => {
        const kind = this.#random.chance(55) ? 'FULL' : 'PARTIAL'
        return { ...place, kind, sequence: this.#sequence(), hasUnnamed: this.#random.chance(10), workers: this.#workers(kind) }
      })
  }

  /** In any order: an older declaration comes later now and then. */
  #sequence(): number {
    let sequence = this.#random.between(1, 99)
    while (this.#sequences.has(sequence)) sequence += 1
    this.#sequences.add(sequence)
    return sequence
  }

  #workers(kind: 'FULL' | 'PARTIAL'): SaidWorker[] {
    const count = kind === 'FULL' ? this.#random.between(2, 5) : this.#random.between(1, 2)
    return this.#random
      .rotated(WORKERS)
      .slice(0, count)
      .map((inss) => ({ inss, wage: this.#random.chance(10) ? undefined : this.#wage() }))
  }

  /** No wage twice, so that no two differences are equal by chance. */
  #wage(): bigint {
    this.#wages += 1
    return BigInt(this.#random.between(100, 540)) * 1000n + BigInt(this.#wages) * 7n
  }

  #csv(said: readonly Said[], isOrderBound = false): void {
    const rows = said.map(({ employer, quarter, kind, sequence, hasUnnamed, workers }) => {
      const place = { quarter, establishment_region: '', establishment_number: establishmentAt(employer) }
      const lines = workers.map(({ inss, wage }) => (wage === undefined ? unreadable(inss, place) : row(inss, euro(wage), place)))
      return declared(employer, kind, sequence, hasUnnamed ? [...lines, unnamed({ quarter })] : lines)
    })
    this.#add({ key: this.#name('declarations'), text: declarationCsv(...rows), said, isOrderBound })
  }

  /** A version has one content wherever it stands; it may stand in several files. */
  #attestFile(): void {
    for (let count = this.#random.between(1, 3); count > 0; count--) {
      const [number, of] = [this.#random.between(1, 3), this.#random.between(1, 3)]
      const name = `${number}/${of}`
      const line = attestLine(String(this.#wage()), { establishment: establishmentAt(ATTEST_EMPLOYER) })
      const status = this.#random.chance(20) ? { status: '3' } : {}
      const text = version(number, of, '0.00', { employer: ATTEST_EMPLOYER, inss: this.#random.pick(WORKERS), line, ...status })
      if (!this.#attests.has(name)) this.#attests.set(name, text)
    }
    const texts = [...this.#attests.values()].slice(-4)
    this.#add({ key: this.#name('declarations', 'xml'), text: publication(...texts) })
  }

  #form(): void {
    const people = this.#random
      .rotated(WORKERS)
      .slice(0, this.#random.between(1, 4))
      .map((inss) => {
        const cents = String(this.#wage()).padStart(11, '0')
        const work = occupation({ LocalUnitID: establishmentAt(FORM_EMPLOYER) }, service('001', '06600') + pay('001', cents))
        return person(inss, workerRecord(work + contribution('495', '0', cents, '00000100000')))
      })
    const hour = `${String(this.#random.between(0, 23)).padStart(2, '0')}:${String(this.#files % 60).padStart(2, '0')}:00.000`
    const text = dmfa(form(people.join(''), { CompanyID: FORM_EMPLOYER }, { FormCreationHour: hour }))
    this.#add({ key: this.#name('declarations', 'xml'), text })
  }

  #request(): void {
    const employer = this.#random.pick(EMPLOYERS)
    const line = this.#random.pick(['all;2024Q3', `${employer};`, `${employer};2024Q2`])
    const isDry = this.#random.chance(25)
    this.#add({ key: this.#name(isDry ? 'recompute/dry-run' : 'recompute'), text: `${line}\n` })
  }

  #dryRun(): void {
    const before = this.#drafts.length
    this.#csv(this.#saidNow())
    const { text } = this.#drafts.splice(before, 1)[0]!
    this.#add({ key: this.#name('dry-run'), text })
  }
}
