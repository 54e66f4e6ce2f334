// Understands conditional writes of DynamoDB: a condition that does not hold is an answer, not an error.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'

/** Whether the condition of a write held. */
export async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
