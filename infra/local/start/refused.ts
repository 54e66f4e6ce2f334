// Understands a request to the page that is refused: its status, and which sentence tells why.

export type RefusalName =
  'foreign' | 'notFound' | 'method' | 'person' | 'fileName' | 'kind' | 'decision' | 'account' | 'reason' | 'form' | 'formTooLarge'

const STATUS: Readonly<Record<RefusalName, number>> = {
  foreign: 403,
  notFound: 404,
  method: 405,
  person: 400,
  fileName: 400,
  kind: 400,
  decision: 400,
  account: 400,
  reason: 400,
  form: 400,
  formTooLarge: 413,
}

/** A mistake of who asks: told in one sentence of the page's texts, nothing was done. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly why: RefusalName

  constructor(why: RefusalName) {
    super(why)
    this.why = why
  }

  get status(): number {
    return STATUS[this.why]
  }
}
