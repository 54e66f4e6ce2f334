// Understands which code (FIL) says why a text cannot be read: its bytes, its CSV, its XML.
import type { TextProblem } from '../text/bytes.ts'
import type { CsvProblem } from '../text/csv.ts'
import { sizeText } from '../text/limits.ts'
import type { XmlProblem } from '../text/xml.ts'
import type { BusinessException } from './business-exception.ts'

export const fileException = (
  code: BusinessException['code'],
  details: readonly string[] = [],
  parameters: Readonly<Record<string, string>> = {},
  line?: number,
): BusinessException => ({ code, details, parameters, ...(line === undefined ? {} : { line }) })

function bytesException(problem: TextProblem): BusinessException {
  switch (problem.kind) {
    case 'not-utf8':
      return fileException('FIL-004', ['byte'], { byte: String(problem.byte) })
    case 'encoding':
      return fileException('FIL-004', ['declared'], { encoding: problem.name })
    case 'gzip-damaged':
      return fileException('FIL-005', ['gzip'])
    case 'decompressed-too-large':
      return fileException('FIL-007', ['decompressed'], { limit: sizeText(problem.limit) })
  }
}

/** The FIL code of a CSV text that cannot be read. */
export function csvException(problem: CsvProblem): BusinessException {
  switch (problem.kind) {
    case 'open-quote':
    case 'stray-quote':
      return fileException('FIL-005', [problem.kind], {}, problem.line)
    case 'record-too-large':
      return fileException('FIL-007', ['record'], { limit: sizeText(problem.limit) }, problem.line)
    case 'not-utf8':
    case 'encoding':
    case 'gzip-damaged':
    case 'decompressed-too-large':
      return bytesException(problem)
  }
}

/** The FIL code of an XML text that cannot be read. Positions are line and column. */
export function xmlException(problem: XmlProblem): BusinessException {
  switch (problem.kind) {
    case 'empty':
      return fileException('FIL-001')
    case 'unknown-root':
      return fileException('FIL-003', ['root'], { root: problem.name.slice(0, 100) })
    case 'not-well-formed': {
      const { line, column } = problem
      return { code: 'FIL-005', details: ['malformed-xml'], parameters: {}, line, column }
    }
    case 'doctype':
      return fileException('FIL-008')
    case 'record-too-large':
      return fileException('FIL-007', ['xml-record'], { limit: sizeText(problem.limit) }, problem.line)
    case 'too-deep':
      return fileException('FIL-007', ['depth'], { levels: String(problem.limit) }, problem.line)
    case 'not-utf8':
    case 'encoding':
    case 'gzip-damaged':
    case 'decompressed-too-large':
      return bytesException(problem)
  }
}
