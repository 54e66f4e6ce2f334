// Understands people in the registry table: under each number of a person the employers at which it has or had a grant, and the aliases that it is or was part of.
import { type DynamoDBClient, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import type { InssAlias } from '../../shared/registry/alias.ts'
import { consistentItems } from './consistent-items.ts'

/** All that hangs together by aliases, those of the past too: what is in force among them the copies at the employers say. */
export interface Person {
  readonly numbers: ReadonlySet<Inss>
  /** By number. */
  readonly employers: readonly EmployerNumber[]
  /** Numbers that an alias names, or named, as replaced. */
  readonly replaced: readonly Inss[]
}

const LINKED = 'LINKED'
const EMPLOYER = 'EMPLOYER#'
const ALIAS = 'ALIAS#'
const partitionOf = (inss: Inss): string => `PERSON#${inss}`

/**
 * A grant import puts the employer, then reads the aliases; an alias import puts the alias, then reads the employers. All reads are consistent, so of
 * an employer and the aliases that lead to it, whichever was put last, its import sees all the others: no copy is missed, whatever runs at once.
 * Nothing is ever removed here.
 */
export class DynamoPersons {
  readonly #client: DynamoDBClient
  readonly #table: string

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async addEmployer(inss: Inss, employerNumber: EmployerNumber): Promise<void> {
    await this.#put(inss, `${EMPLOYER}${employerNumber}`)
  }

  /** Both numbers are marked first: where there is no mark, there is no alias, whenever this stops. */
  async addAlias({ oldInss, newInss }: InssAlias): Promise<void> {
    for (const inss of [oldInss, newInss]) await this.#put(inss, LINKED)
    for (const inss of [oldInss, newInss]) await this.#put(inss, `${ALIAS}${oldInss}#${newInss}`)
  }

  /** Which of these numbers are part of any alias: nearly none, so that one read for many spares a query for each. */
  async havingAliases(numbers: Iterable<Inss>): Promise<ReadonlySet<string>> {
    const keys = [...new Set(numbers)].map((inss) => ({ pk: { S: partitionOf(inss) }, sk: { S: LINKED } }))
    const marks = await consistentItems(this.#client, this.#table, keys)
    return new Set(marks.map(({ pk }) => pk?.S?.slice(partitionOf('' as Inss).length) ?? ''))
  }

  /** Everything that can be reached from a number over aliases, in either direction. */
  async person(inss: Inss): Promise<Person> {
    const numbers = new Set([inss])
    const employers = new Set<EmployerNumber>()
    const replaced = new Set<Inss>()
    for (const number of numbers) {
      for (const sortKey of await this.#sortKeys(number)) {
        if (sortKey.startsWith(EMPLOYER)) employers.add(sortKey.slice(EMPLOYER.length) as EmployerNumber)
        if (!sortKey.startsWith(ALIAS)) continue
        const [oldInss, newInss] = sortKey.slice(ALIAS.length).split('#') as [Inss, Inss]
        replaced.add(oldInss)
        numbers.add(oldInss).add(newInss) // the loop goes on with those that are new
      }
    }
    return { numbers, employers: [...employers].toSorted(), replaced: [...replaced].toSorted() }
  }

  async #sortKeys(inss: Inss): Promise<string[]> {
    const sortKeys: string[] = []
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :person',
      ExpressionAttributeValues: { ':person': { S: partitionOf(inss) } },
    }
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query))
      for (const { sk } of Items) sortKeys.push(sk?.S ?? '')
    return sortKeys
  }

  async #put(inss: Inss, sortKey: string): Promise<void> {
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: { pk: { S: partitionOf(inss) }, sk: { S: sortKey } } }))
  }
}
