// Understands what stands beside the payee of an employer: account numbers that a second person confirmed, and payments that came back.
import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import type { RefusedPayment } from '../../shared/registry/employer-registry.ts'
import { conditionally } from './conditionally.ts'
import type { Item } from './consistent-items.ts'
import { text } from './registry-items.ts'

const CONFIRMED = 'CONFIRMED#'

/** An account number that a second person confirmed, beside the rows of its employer: the one query reads it too. */
const confirmedIbanItem = (employerNumber: string, iban: string, by: { readonly person: string; readonly request: string }): Item => ({
  pk: { S: employerNumber },
  sk: { S: CONFIRMED + iban },
  confirmedBy: { S: by.person },
  request: { S: by.request },
})
export const confirmedIbanOf = (item: Item): readonly [iban: string, request: string] | undefined =>
  text(item.sk).startsWith(CONFIRMED) ? [text(item.sk).slice(CONFIRMED.length), text(item.request)] : undefined

const REFUSED = 'REFUSED#'
const refusedKey = (employerNumber: string, paymentId: string): Item => ({ pk: { S: employerNumber }, sk: { S: REFUSED + paymentId } })

/** A payment that came back, beside the rows of its employer. */
const refusedItem = (employerNumber: string, refused: RefusedPayment): Item => ({
  ...refusedKey(employerNumber, refused.paymentId),
  refused: { S: JSON.stringify(refused) },
})
export function refusedOf(item: Item): RefusedPayment | undefined {
  if (!text(item.sk).startsWith(REFUSED)) return undefined
  const refused = JSON.parse(text(item.refused)) as RefusedPayment
  return item.liftedBy?.S === undefined ? refused : { ...refused, liftedBy: item.liftedBy.S }
}

/** The part of the registry port that writes them; the query of the employer reads them with everything else. */
export class DynamoPayees {
  readonly #client: DynamoDBClient
  readonly #table: string

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async confirmIban(
    employerNumber: EmployerNumber,
    iban: string,
    by: { readonly person: string; readonly request: string },
  ): Promise<void> {
    const once = { Item: confirmedIbanItem(employerNumber, iban, by), ConditionExpression: 'attribute_not_exists(pk)' }
    await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, ...once })))
  }

  async refusePayment(employerNumber: EmployerNumber, refused: RefusedPayment): Promise<void> {
    const once = { Item: refusedItem(employerNumber, refused), ConditionExpression: 'attribute_not_exists(pk)' }
    await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, ...once })))
  }

  async liftRefusal(
    employerNumber: EmployerNumber,
    paymentId: string,
    by: { readonly person: string; readonly request: string },
  ): Promise<void> {
    const once = {
      Key: refusedKey(employerNumber, paymentId),
      UpdateExpression: 'SET liftedBy = :request, liftedPerson = :person',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(liftedBy)',
      ExpressionAttributeValues: { ':request': { S: by.request }, ':person': { S: by.person } },
    }
    await conditionally(() => this.#client.send(new UpdateItemCommand({ TableName: this.#table, ...once })))
  }
}
