// Understands which accounts a registry import touches: those that are declared, of the employers and quarters that its rows reach.
import type { Quarter } from '../../kernel/calendar.ts'
import type { EmployerNumber } from '../../kernel/identifiers.ts'
import { reaches, type Reach } from '../../registry/reach.ts'
import { mapOrdered, type Dependencies } from '../dependencies.ts'

/** Collects reaches while rows are stored. Memory grows with the employers and the different periods of their grants. */
export class TouchedAccounts {
  readonly #reaches = new Map<EmployerNumber, Map<string, Reach>>()

  add(all: readonly Reach[]): void {
    for (const reach of all) {
      const { employerNumber, from, to } = reach
      const ofEmployer = this.#reaches.get(employerNumber) ?? new Map<string, Reach>()
      this.#reaches.set(employerNumber, ofEmployer.set(`${from ?? ''}-${to ?? ''}`, reach))
    }
  }

  /** The declared accounts, by employer and quarter. One query per employer. */
  async declared({ ledger, settings }: Pick<Dependencies, 'ledger' | 'settings'>): Promise<(readonly [EmployerNumber, Quarter])[]> {
    const employers = [...this.#reaches.keys()].toSorted()
    const accounts: (readonly [EmployerNumber, Quarter])[] = []
    const quartersOf = async (employer: EmployerNumber): Promise<readonly [EmployerNumber, readonly Quarter[]]> => [
      employer,
      await ledger.quartersOf(employer),
    ]
    for await (const [employer, quarters] of mapOrdered(employers, settings.concurrency, quartersOf)) {
      const ofEmployer = [...(this.#reaches.get(employer)?.values() ?? [])]
      const touched = quarters.filter((quarter) => ofEmployer.some((reach) => reaches(reach, quarter)))
      accounts.push(...touched.toSorted().map((quarter) => [employer, quarter] as const))
    }
    return accounts
  }
}
