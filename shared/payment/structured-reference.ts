// Understands the Belgian structured reference (gestructureerde mededeling, OGM/VCS): twelve digits, of which two are check digits.
import { createHash } from 'node:crypto'

const FIRST_DIGITS = 10
const MODULUS = 97

/**
 * Twelve digits for a payment: ten from the SHA-256 of its paymentId, then these mod 97 (0 gives 97). Always the same for the same payment, and not unique by
 * design: ten digits cannot be. The identity of a payment is its EndToEndId; this is only what employers see in their bookkeeping.
 */
export function structuredReference(paymentId: string): string {
  const digest = BigInt(`0x${createHash('sha256').update(paymentId).digest('hex')}`)
  const first = String(digest % 10n ** BigInt(FIRST_DIGITS)).padStart(FIRST_DIGITS, '0')
  return `${first}${String(Number(first) % MODULUS || MODULUS).padStart(2, '0')}`
}

/** As people read it: `+++123/4567/89012+++`. Takes the twelve digits; anything else is our own error. */
export function shownReference(reference: string): string {
  if (!/^\d{12}$/.test(reference)) throw new Error('not a structured reference of twelve digits')
  return `+++${reference.slice(0, 3)}/${reference.slice(3, 7)}/${reference.slice(7)}+++`
}
