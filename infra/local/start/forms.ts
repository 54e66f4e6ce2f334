// Understands what a form of the page sends: decisions and files, read whole up to a limit; larger files come piece by piece or through the drop folder.
import type { IncomingMessage } from 'node:http'
import { checkEmployerNumber } from '../../../shared/kernel/identifiers.ts'
import { parseQuarter } from '../../../shared/kernel/calendar.ts'
import { MEASURES } from '../../../shared/law/measures.ts'
import type { Request } from '../recompute-command.ts'
import type { DecisionLine } from '../release-command.ts'
import { readMultipart, type FileForm } from './multipart.ts'
import { Refused } from './refused.ts'

const FIELDS_BYTES_MAX = 65_536
/** A form without script is read into memory. */
const FORM_FILE_BYTES_MAX = 67_108_864

/** Fields of a form without files. */
export async function readFields(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request, FIELDS_BYTES_MAX)).toString('utf8'))
}

/** A form with one file, as a browser without script sends it. */
export const readFileForm = async (request: IncomingMessage): Promise<FileForm> =>
  readMultipart(await readBody(request, FORM_FILE_BYTES_MAX), request.headers['content-type'] ?? '')

async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer<ArrayBuffer>> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw new Refused('formTooLarge')
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > bytesMax) throw new Refused('formTooLarge')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

const RUN_ACTIONS = ['release', 'abandon', 'settle-without'] as const
const PAYMENT_ACTIONS = ['pause', 'resume'] as const
const REASON_LENGTH_MAX = 500

/** The line of a decision about a run, about what is held on an employer's account, or about the payments of a measure. Throws Refused when it names nothing that can be decided. */
export function decisionFrom(fields: URLSearchParams): DecisionLine {
  const field = (name: string): string => (fields.get(name) ?? '').trim()
  const [target, quarter] = [field('target'), field('quarter')]
  const action = [...RUN_ACTIONS, ...PAYMENT_ACTIONS].find((each) => each === field('action'))
  const isOfPayments = PAYMENT_ACTIONS.some((each) => each === action)
  const reason = field('reason').replaceAll(/\s+/g, ' ').slice(0, REASON_LENGTH_MAX)
  const isRun = /^run-[0-9a-f]{24}$/.test(target) && quarter === ''
  const isAccount = checkEmployerNumber(target).kind === 'valid' && (quarter === '' || parseQuarter(quarter) !== undefined)
  const isMeasure = MEASURES.some((each) => each === target) && quarter === ''
  if (action === undefined || !(isOfPayments ? isMeasure : isRun || (action === 'release' && isAccount))) throw new Refused('decision')
  if (action !== 'release' && action !== 'resume' && reason === '') throw new Refused('reason')
  return { action, target, quarter, reason }
}

/** Whose declarations are computed again, where the form asks that. Throws Refused when it names no employer or no quarter. */
export function recomputeFrom(fields: URLSearchParams): Request | undefined {
  if (fields.get('action') !== 'recompute') return undefined
  const field = (name: string): string => (fields.get(name) ?? '').replaceAll(/[.\s]/g, '')
  const employer = checkEmployerNumber(field('target'))
  const quarter = parseQuarter(field('quarter').toUpperCase())
  if (employer.kind !== 'valid' || (quarter === undefined && field('quarter') !== '')) throw new Refused('account')
  return { employer: employer.value, quarter }
}
