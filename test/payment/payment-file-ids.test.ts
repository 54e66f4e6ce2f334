// Understands the identities of payment files: what is computed is read back, and nothing else is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MEASURES } from '../../shared/law/measures.ts'
import {
  messageIdOf,
  parseMessageId,
  parsePaymentInformationId,
  paymentFileName,
  paymentInformationIdOf,
} from '../../shared/payment/payment-file-ids.ts'

const RUN = 'run-0123456789abcdef01234567'

describe('identities and names of files', () => {
  test.each([
    [1, `${RUN}-001`, '0123456789abcdef01234567-001VOP', 'payments-001.pain.001.xml'],
    [999, `${RUN}-999`, '0123456789abcdef01234567-999VOP', 'payments-999.pain.001.xml'],
    [1000, `${RUN}-1000`, '0123456789abcdef01234567-1000VOP', 'payments-1000.pain.001.xml'],
    [999_999, `${RUN}-999999`, '0123456789abcdef01234567-999999VOP', 'payments-999999.pain.001.xml'],
  ])('file %i', (fileNumber, messageId, paymentInformationId, name) => {
    expect(messageIdOf(RUN, fileNumber)).toBe(messageId)
    expect(paymentInformationIdOf(RUN, fileNumber, 'VOP')).toBe(paymentInformationId)
    expect(paymentFileName(fileNumber)).toBe(name)
  })

  test.each([0, -1, 1.5, 1_000_000, NaN])('%d is no number of a file', (fileNumber) => {
    for (const make of [
      () => messageIdOf(RUN, fileNumber),
      () => paymentInformationIdOf(RUN, fileNumber, 'IMW'),
      () => paymentFileName(fileNumber),
    ])
      expect(make).toThrow('not a file number')
  })

  test.each(['', 'run-1', `dry-${RUN}`, `${RUN}0`, RUN.toUpperCase()])('«%s» is no run that pays', (runId) => {
    expect(() => messageIdOf(runId, 1)).toThrow('not a run that pays')
    expect(() => paymentInformationIdOf(runId, 1, 'IMW')).toThrow('not a run that pays')
  })

  test('come back as they were given, in at most 35 characters', () => {
    const runs = fc.stringMatching(/^run-[0-9a-f]{24}$/)
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 999_999 }), fc.constantFrom(...MEASURES), (runId, fileNumber, measure) => {
        const messageId = messageIdOf(runId, fileNumber)
        const paymentInformationId = paymentInformationIdOf(runId, fileNumber, measure)
        expect(parseMessageId(messageId)).toEqual({ runId, fileNumber })
        expect(parsePaymentInformationId(paymentInformationId)).toEqual({ runId, fileNumber, measure })
        expect(Math.max(messageId.length, paymentInformationId.length)).toBeLessThanOrEqual(35)
      }),
    )
  })
})

describe('what we never write is not read', () => {
  test.each([
    '',
    RUN,
    `${RUN}-000`,
    `${RUN}-01`,
    `${RUN}-0001`,
    `${RUN}-1000000`,
    `${RUN}-001 `,
    `${RUN}-001\n`,
    `dry-${RUN}-001`,
    'run-x-001',
  ])('MsgId «%s»', (text) => {
    expect(parseMessageId(text)).toBeUndefined()
  })

  const RUN_PART = RUN.slice(4)
  test.each([
    '',
    `${RUN_PART}-001`,
    `${RUN_PART}-000VOP`,
    `${RUN_PART}-0001VOP`,
    `${RUN_PART}-001XXX`,
    `${RUN}-001VOP`,
    `${RUN_PART}-001VOP\n`,
  ])('PmtInfId «%s»', (text) => {
    expect(parsePaymentInformationId(text)).toBeUndefined()
  })
})
