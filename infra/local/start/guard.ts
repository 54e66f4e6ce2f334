// Understands who may talk to the page: this machine under its own name, and the page itself; and what a browser may do with what it gets.
import type { IncomingHttpHeaders } from 'node:http'
import { Refused } from './refused.ts'

/**
 * Throws Refused for a request that a page of somebody else made. A foreign name that was pointed at 127.0.0.1 (DNS rebinding) stands in Host; a foreign
 * page that posts to us stands in Origin, which every browser sends with a request that changes something.
 */
export function assertOwn(method: string, headers: IncomingHttpHeaders, port: number): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!hosts.includes(headers.host ?? '')) throw new Refused('foreign')
  if (method === 'GET') return
  if (headers.origin !== `http://${headers.host ?? ''}`) throw new Refused('foreign')
}

/** With every answer. Nothing is kept in a cache: reports hold personal data. `same-origin`: without a referrer browsers send no Origin with a form. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

/** The page brings its own script and style as files; nothing inline, nothing from elsewhere. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/**
 * A report is shown in a sandbox with an origin of its own: it cannot reach the page, sends nothing anywhere and has no form. Its own policy, in the
 * report, names the one script that may run.
 */
export const REPORT_POLICY =
  "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
