// Understands how to serve S3 on 127.0.0.1 for local runs and tests: the port, the connections and the life of the server.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { S3Error } from './s3/errors.ts'
import type { PendingEvent } from './s3/events.ts'
import { errorReply, parsePath } from './s3/requests.ts'
import type { S3Reply } from './s3/requests.ts'
import { route } from './s3/router.ts'
import { Store } from './s3/store.ts'

export type { PendingEvent, S3EventDocument } from './s3/events.ts'

export interface S3ServerOptions {
  /** Everything is kept here and survives a restart; one server at a time. */
  readonly folder: string
  /** The clock is a port: eventTime and LastModified come from it. */
  readonly now: () => Date
  readonly buckets: readonly { readonly name: string; readonly versioned: boolean }[]
  /** Which created objects leave an event. */
  readonly notifies: (bucket: string, key: string) => boolean
  /** Called once for each event made in this life of the server, after object and event are durable. */
  readonly onPending?: (event: PendingEvent) => void
  /** Default: a free port. */
  readonly port?: number
}

export interface S3Server {
  /** http://127.0.0.1:<port> */
  readonly endpoint: string
  /** Events not yet completed, in order of creation, also those left from before a restart. */
  pending(): PendingEvent[]
  /** The handler succeeded: the event is removed durably; repeating it changes nothing. */
  complete(id: string): Promise<void>
  /** Also destroys keep-alive connections; a request that is still sending its body stores nothing. */
  close(): Promise<void>
}

// Longer than any client of ours keeps a connection: the client, not the server, ends it, so no request meets a closing connection.
const KEEP_ALIVE_MS = 600_000

/** Starts the server on its folder; returns when it accepts requests. */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const store = new Store(options)
  const running = new Set<Promise<void>>()
  let requests = 0
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: 1 << 16 },
    (request, response) => {
      requests += 1
      const served = serve(store, request, response, requests.toString(16).toUpperCase().padStart(16, '0')).finally(() =>
        running.delete(served),
      )
      running.add(served)
    },
  )
  try {
    for (const { name, versioned } of options.buckets) store.createBucket(name, versioned)
    await listen(server, options.port ?? 0)
  } catch (error) {
    store.close()
    throw error
  }
  return {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    pending: () => store.pending(),
    complete: (id) =>
      new Promise((resolve) => {
        store.handled(id)
        resolve()
      }),
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
      server.closeAllConnections()
      await closed
      // Cut-off requests still remove their half-written files; what was fully received may still be stored.
      await Promise.all(running)
      store.close()
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Answers one request; never rejects, whatever the client does. */
async function serve(store: Store, request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
  response.sendDate = false
  response.setHeader('server', 'AmazonS3')
  response.setHeader('x-amz-request-id', requestId)
  const [path = '/', ...query] = (request.url ?? '/').split('?')
  let reply: S3Reply
  try {
    reply = await route({
      store,
      ...parsePath(path),
      method: request.method ?? '',
      query: new URLSearchParams(query.join('?')),
      headers: request.headers,
      body: request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
      principal: principalOf(request),
    })
  } catch (error) {
    const refusal = error instanceof S3Error ? error : new S3Error('InternalError', `We encountered an internal error: ${String(error)}`)
    reply = errorReply(refusal, path, requestId)
    await drain(request)
  }
  try {
    await send(reply, request, response)
  } catch {
    // The client went away, or a body file is unreadable after the headers were sent: the broken connection is the answer.
    response.destroy()
  } finally {
    reply.release?.()
  }
}

async function send({ status, headers, body }: S3Reply, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.destroyed) return
  const sized = body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
  const length = body === undefined ? '0' : sized ? String(Buffer.byteLength(body)) : undefined
  const bodiless = status === 204 || status === 304
  response.writeHead(status, { ...(bodiless || length === undefined ? {} : { 'content-length': length }), ...headers })
  if (request.method === 'HEAD' || sized) response.end(request.method === 'HEAD' ? undefined : body)
  else await pipeline(body, response)
}

/** Reads what is left of a refused body: a client that is still sending would otherwise see a broken connection, not the answer. */
async function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  await new Promise<void>((resolve) => {
    request.once('close', resolve).once('end', resolve).resume()
  })
}

function principalOf(request: IncomingMessage): string {
  const text = `${request.headers.authorization ?? ''}&${decodeURIComponent(/X-Amz-Credential=([^&]*)/.exec(request.url ?? '')?.[0] ?? '')}`
  return /Credential=([^/,\s&]+)/.exec(text)?.[1] ?? 'anonymous'
}
