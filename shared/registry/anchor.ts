// Understands the anchor of what registry rows describe: which row of it is in force, where it stands, and how far it reached before and reaches now.
import { createHash } from 'node:crypto'
import type { Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import { rowKey, type Place, type RegistryContent, type StoredRow, type UploadId } from './employer-registry.ts'
import type { Reach } from './reach.ts'

/** Written before the row it speaks of: whoever repeats a stopped import finds in it what was begun. Places and reaches are texts, to be kept as sets. */
export interface Anchor {
  /** The upload that last confirmed the content in force. */
  readonly stamp: string
  readonly place: string
  /** The version in force, within its employer. */
  readonly rowSortKey: string
  readonly digest: string
  /** Every place it ever had. */
  readonly places: readonly string[]
  /** Where it stood before it last moved. */
  readonly cameFrom?: string
  /** How far the content in force reaches: aliases as far as their person does, payees every quarter in which something is held. */
  readonly reach?: string
  /** How far the content reached that the last change replaced. */
  readonly before?: string
  /** The upload that last changed content or place. */
  readonly changed: string
  /** The import that last changed or confirmed it: it answers for what has to be asked for. */
  readonly writtenBy: string
  /** The import before it, when it only confirmed. */
  readonly confirmed?: string
  /** Every reach it ever had. */
  readonly reaches: readonly string[]
  /** Of an alias the row in force: it belongs to no employer, and is copied from here to those of the person. */
  readonly row?: StoredRow
}

/** What a row does to the anchor. `reaches`: how far the row may have changed what is computed; none when it changed nothing. */
export type AnchorStep =
  | { readonly kind: 'late'; readonly known: Anchor; readonly isChange: true; readonly reaches: readonly string[] }
  | {
      readonly kind: 'in-force'
      readonly anchor: Anchor
      /** The anchor says so already: this is a repeat. */
      readonly isRepeat: boolean
      readonly isChange: boolean
      readonly reaches: readonly string[]
      /** The import that wrote what this row confirms: if it stopped before it was finished, nobody has asked yet for what it changed. */
      readonly doubt?: { readonly importId: string; readonly reaches: readonly string[] }
    }

const distinct = (texts: readonly (string | undefined)[]): string[] => [...new Set(texts.filter((text) => text !== undefined))]

/** A later upload replaces what the anchor says; an earlier one comes late; the same one is a repeat. */
export function stepOf(known: Anchor | undefined, content: RegistryContent, stamp: string, upload: UploadId): AnchorStep {
  const reach = reachOf(content)
  // Late rows may be the repeat of an import that stopped after it had changed the anchor, and a later upload has hidden which change it was.
  if (known && known.stamp > stamp) return { kind: 'late', known, isChange: true, reaches: distinct([...known.reaches, reach]) }
  if (known?.stamp === stamp) {
    const reached = distinct([known.before, known.reach])
    const repeated = { kind: 'in-force', anchor: known, isRepeat: true } as const
    if (known.changed === stamp) return { ...repeated, isChange: true, reaches: reached }
    const doubt = known.confirmed === undefined ? {} : { doubt: { importId: known.confirmed, reaches: reached } }
    return { ...repeated, isChange: false, reaches: [], ...doubt }
  }
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  const place = placeOf(content)
  if (known?.place === place && known.digest === digest) {
    const confirmed = { writtenBy: upload.importId, confirmed: known.writtenBy }
    const anchor = { ...known, stamp, ...confirmed, ...(known.row ? { row: { ...known.row, stamp } } : {}) }
    const doubt = { importId: known.writtenBy, reaches: distinct([known.before, known.reach]) }
    return { kind: 'in-force', anchor, isRepeat: false, isChange: false, reaches: [], doubt }
  }
  const cameFrom = known && known.place !== place ? known.place : known?.cameFrom
  const anchor: Anchor = {
    stamp,
    place,
    rowSortKey: `${rowKey(content)}#${stamp}`,
    digest,
    places: distinct([...(known?.places ?? []), place]),
    changed: stamp,
    writtenBy: upload.importId,
    reaches: distinct([...(known?.reaches ?? []), reach]),
    ...(cameFrom === undefined ? {} : { cameFrom }),
    ...(reach === undefined ? {} : { reach }),
    ...(known?.reach === undefined ? {} : { before: known.reach }),
    ...(content.kind === 'ALIAS' ? { row: { key: rowKey(content), stamp, content, ...upload } } : {}),
  }
  return { kind: 'in-force', anchor, isRepeat: false, isChange: true, reaches: distinct([known?.reach, reach]) }
}

/** A place as text: employer and key. An alias has none but its own number. */
export const placeOf = (content: RegistryContent): string =>
  content.kind === 'ALIAS' ? `|${rowKey(content)}` : `${content.value.employerNumber}|${rowKey(content)}`

/** The employer of a place, and the key that rows have there. */
export function partsOf(place: string): { readonly employerNumber: EmployerNumber; readonly key: string } {
  const [employerNumber = '', key = ''] = place.split('|')
  return { employerNumber: employerNumber as EmployerNumber, key }
}

/** The place for people: of a grant with its worker. */
export function readPlace(place: string): Place {
  const { employerNumber, key } = partsOf(place)
  const [kind, inss] = key.split('#')
  return { employerNumber, inss: kind === 'GRANT' ? (inss as Inss) : null }
}

function reachOf(content: RegistryContent): string | undefined {
  switch (content.kind) {
    case 'GRANT':
      return reachText({ employerNumber: content.value.employerNumber, from: content.value.startQuarter, to: content.value.endQuarter })
    case 'ESTABLISHMENT':
    case 'PAYEE':
      return reachText({ employerNumber: content.value.employerNumber, from: null, to: null })
    case 'ALIAS':
      return undefined
  }
}

/** A reach as text: equal reaches are equal texts. */
export const reachText = ({ employerNumber, from, to }: Reach): string => `${employerNumber}|${from ?? ''}|${to ?? ''}`

export function readReach(text: string): Reach {
  const [employerNumber = '', from = '', to = ''] = text.split('|')
  return { employerNumber: employerNumber as EmployerNumber, from: (from || null) as Quarter | null, to: (to || null) as Quarter | null }
}

/** How far an alias reaches at an employer of the person: the grants there in force under any of the numbers; every quarter when there is none. */
export function reachesOfPerson(
  employerNumber: EmployerNumber,
  numbers: ReadonlySet<Inss>,
  grants: readonly { readonly inss: Inss; readonly startQuarter: Quarter; readonly endQuarter: Quarter }[],
): readonly string[] {
  const own = grants.filter(({ inss }) => numbers.has(inss))
  if (own.length === 0) return [reachText({ employerNumber, from: null, to: null })]
  return own.map(({ startQuarter, endQuarter }) => reachText({ employerNumber, from: startQuarter, to: endQuarter }))
}
