// Understands what a person can hand in: each kind with the place in the inbox where it starts its stage.
import { isManualReturn, isRelease, isRetry, isReturn, PREFIXES } from '../../../shared/pipeline/layout.ts'
import { REGISTRY_KINDS } from '../../../shared/registry/import.ts'
import { Refused } from './refused.ts'

/** In the order in which files that lie there together are taken: what a declaration needs goes before it. */
export const UPLOAD_KINDS = [...REGISTRY_KINDS, 'declaration', 'dry-run', 'answer', 'returned-money'] as const
export type UploadKind = (typeof UPLOAD_KINDS)[number]

/** Prefix of the inbox for a kind. */
export function prefixOf(kind: UploadKind): string {
  if (kind === 'declaration') return PREFIXES.declarations
  if (kind === 'dry-run') return PREFIXES.dryRun
  if (kind === 'answer') return PREFIXES.returns
  if (kind === 'returned-money') return PREFIXES.manualReturns
  return `${PREFIXES.registry}${kind}/`
}

/** Whether it is computed with what the registry says. */
export const needsRegistry = (kind: UploadKind): boolean => kind === 'declaration' || kind === 'dry-run'

export const isUploadKind = (text: string): text is UploadKind => (UPLOAD_KINDS as readonly string[]).includes(text)

/** Why something is in the inbox: handed in as one of the kinds, or a decision of a person, or asked for by the system itself. */
export type Purpose = UploadKind | 'decision' | 'recompute' | 'retry'

/** What an object of the inbox is there for. */
export function purposeOf(key: string): Purpose {
  if (isManualReturn(key)) return 'returned-money'
  if (isReturn(key)) return 'answer'
  if (isRelease(key)) return isRetry(key) ? 'retry' : 'decision'
  return UPLOAD_KINDS.find((kind) => key.startsWith(prefixOf(kind))) ?? 'recompute'
}

/** Who uploads or decides: a name that can stand in a request to S3. Throws Refused. */
export function personNamed(name: string): string {
  const trimmed = name.trim()
  if (!/^[\w.@+-]{1,64}$/.test(trimmed)) throw new Refused('person')
  return trimmed
}

const NAME_BYTES_MAX = 200

/** The last part of a path as the name of an object; a hidden file has none. Throws Refused. */
export function fileNameFrom(path: string): string {
  const name = (path.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{Cc}/gu, '').trim()
  if (name === '' || name.startsWith('.') || Buffer.byteLength(name) > NAME_BYTES_MAX) throw new Refused('fileName')
  return name
}
