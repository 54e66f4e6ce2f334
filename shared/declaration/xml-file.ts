// Understands an XML declaration file as a whole: which of the forms it is, by its root, and every reason to refuse the file (FIL codes).
import type { ParameterSet } from '../law/parameters.ts'
import type { TextPiece } from '../text/bytes.ts'
import type { TextLimits } from '../text/limits.ts'
import { xmlPieces, type XmlPiece } from '../text/xml.ts'
import { ATTEST_SHAPE, AttestReading, type AttestItem } from './attest.ts'
import type { DeclarationSettings, FileItem } from './declaration.ts'
import { DMFA_SHAPE, DmfaReading } from './dmfa.ts'
import { EmployerIdentities, type FindEmployer } from './rsz/employer-identity.ts'
import { fileException, xmlException } from '../exceptions/file-exceptions.ts'
import type { FileOutcome } from './file-outcome.ts'

/** What both readings do: pieces in, items out, in file order. */
interface Reading {
  readonly rows: number
  take(pieces: readonly XmlPiece[]): Promise<readonly (FileItem | AttestItem)[]>
  finish(): FileOutcome
}

/** Reads a DmfA or a file of attests in constant memory (one Form, or one attest, at a time); yields its items in file order and returns how it ended. */
export async function* readDeclarationXml(
  texts: AsyncIterable<TextPiece>,
  limits: TextLimits,
  settings: DeclarationSettings,
  parameters: ParameterSet,
  findEmployer: FindEmployer,
): AsyncGenerator<readonly (FileItem | AttestItem)[], FileOutcome> {
  const employers = new EmployerIdentities(findEmployer)
  let reading: Reading | undefined
  for await (const batch of xmlPieces(texts, limits, { ...DMFA_SHAPE, ...ATTEST_SHAPE })) {
    if (batch.kind === 'problem')
      return { kind: 'rejected', exception: xmlException(batch.problem), rows: reading?.rows ?? 0, readWhole: false }
    const [root] = batch.pieces
    const isDmfa = root?.kind === 'open' && Object.hasOwn(DMFA_SHAPE, root.name)
    reading ??= isDmfa ? new DmfaReading(settings, parameters, employers) : new AttestReading(settings, parameters, employers)
    const items = await reading.take(batch.pieces)
    if (items.length > 0) yield items
  }
  return reading?.finish() ?? { kind: 'rejected', exception: fileException('FIL-001'), rows: 0, readWhole: true }
}
