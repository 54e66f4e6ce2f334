// Understands consistent reads of many DynamoDB items by their keys: as many calls as they need.
import { BatchGetItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

export const KEYS_PER_READ = 100

/** The items that exist, in no order. Keys must be distinct. */
export async function consistentItems(client: DynamoDBClient, table: string, keys: readonly Item[]): Promise<Item[]> {
  const items: Item[] = []
  let left = [...keys]
  while (left.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left.slice(0, KEYS_PER_READ), ConsistentRead: true } } }),
    )
    items.push(...(Responses?.[table] ?? []))
    left = [...(UnprocessedKeys?.[table]?.Keys ?? []), ...left.slice(KEYS_PER_READ)]
  }
  return items
}
