// Understands the chunks of a run that computes accounts again: cut from the list of accounts that its first reading found.
import type { LateFindings } from '../declaration/declaration.ts'
import { CHUNK_ACCOUNTS_MAX, CHUNKS_WANTED_MAX } from '../kernel/limits.ts'
import { required, type Dependencies } from './dependencies.ts'
import { work } from './layout.ts'
import { collect, decodeItems, encodeItems, type ChunkItem } from './records.ts'
import type { Run } from './run.ts'

/** A request has no rows that could say something about others. */
export const NOTHING_LATE: LateFindings = { rejected: {}, malformedWorkers: {}, blocksRecovery: false }

/** An account costs about as much as so many characters of declared rows. */
const ACCOUNT_CHARACTERS = 40_000

/**
 * The ledger goes on while a request is read, so two deliveries of it could find different accounts: the list of the first that is written is the one of
 * the run, and every chunk is cut from it. Gives the number of items of each chunk.
 */
export async function pinnedChunks(
  { runId }: Run,
  found: readonly ChunkItem[],
  { objects, settings }: Pick<Dependencies, 'objects' | 'settings'>,
): Promise<readonly number[]> {
  const key = work.accounts(runId)
  await objects.putOnce('work', key, await encodeItems(found))
  const items = decodeItems<ChunkItem>(await collect(required(await objects.read('work', key), 'the accounts of the run')))
  const fewest = Math.ceil(settings.chunkCharactersMin / ACCOUNT_CHARACTERS)
  const size = Math.min(CHUNK_ACCOUNTS_MAX, Math.max(fewest, Math.ceil(items.length / CHUNKS_WANTED_MAX)))
  const chunks: number[] = []
  for (let at = 0; at === 0 || at < items.length; at += size) {
    const ofChunk = items.slice(at, at + size)
    chunks.push(ofChunk.length)
    await objects.put('work', work.chunk(runId, chunks.length), await encodeItems(ofChunk))
  }
  return chunks
}
