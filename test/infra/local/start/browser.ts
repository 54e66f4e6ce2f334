// Understands talking to the page as a browser does, with headers that a browser would not let a test set; and waiting with a deadline.
import { request as send, type IncomingHttpHeaders } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One request to an address of the page, whose path goes as it is written. */
export function ask(address: string, path: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    const request = send({ hostname, port, path, method, headers: { connection: 'close', ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
      response.once('error', reject)
    })
    request.once('error', reject)
    request.end(body)
  })
}

const DEADLINE_MS = 20_000

/** Looks again until there is something; throws after the deadline. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + DEADLINE_MS; performance.now() < end;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => {
      setTimeout(resolve, 30)
    })
  }
  throw new Error(`not within the deadline: ${what}`)
}

/** A card of the lists that the script asks for. */
export interface ShownCard {
  readonly id: string
  readonly told: string
  readonly html: string
}

export interface ShownState {
  readonly waiting: readonly ShownCard[]
  readonly runs: readonly ShownCard[]
  readonly swept: string
}

export const stateOf = async (address: string, query = ''): Promise<ShownState> =>
  JSON.parse((await ask(address, `/state.json${query}`)).text) as ShownState

/** Addresses of the files on a card. */
export const linksOf = ({ html }: ShownCard): string[] => [...html.matchAll(/href="(\/runs\/[^"]+)"/g)].map((match) => match[1] ?? '')
