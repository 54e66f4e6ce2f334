// Understands how the parts of a run's files add up: lines to their instruction, instructions to the manifest and the summary, components to what moved.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { outputKey, PAYMENT_FILES, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import type { PaymentManifest } from '../../../shared/pipeline/reports/payment-order.ts'
import { orderedByFiles, outputsOf, type Paid } from '../../support/pipeline-builders.ts'
import { centsIn, text } from './money-story.ts'

type Total = Readonly<Record<'instructed' | 'held', string>>
interface Summary {
  readonly payments: { readonly count: number; readonly sum: string }
  readonly claims: { readonly count: number; readonly sum: string }
  readonly held: { readonly count: number; readonly sum: string }
  readonly totals: Readonly<Record<string, Readonly<Record<string, Total>>>>
}

const sumOf = (amounts: readonly string[]): bigint => amounts.reduce((sum, amount) => sum + centsIn(amount), 0n)
const signed = (cents: bigint): string => (cents < 0n ? `-${text(-cents)}` : text(cents))
const counted = (of: readonly Paid[]): unknown => ({ count: of.length, sum: signed(sumOf(of.map(({ amount }) => amount))) })

export function expectAddsUp(system: MemorySystem, run: string): void {
  const { payments, claims, held } = outputsOf(system, run)
  for (const { amount, lines } of [...payments, ...claims, ...held])
    expect(signed(sumOf(lines.map((line) => line.amount))), 'lines of an instruction').toBe(amount)
  for (const { previouslyInstructed, amount, premium } of [...payments, ...claims].flatMap(({ lines }) => lines))
    expect(signed(sumOf([previouslyInstructed, amount])), 'what was instructed and what is now').toBe(premium)
  expect(
    payments.filter(({ amount }) => centsIn(amount) <= 0n),
    'payments are above zero',
  ).toEqual([])
  expect(
    claims.filter(({ amount }) => centsIn(amount) >= 0n),
    'claims are below zero',
  ).toEqual([])
  const ids = payments.map(({ paymentId }) => paymentId)
  expect(new Set(ids).size, 'one payment per number').toBe(ids.length)

  const order = system.objects.text('payments', outputKey(run, PAYMENT_FILES.instructions)) ?? ''
  const manifest = JSON.parse(system.objects.text('payments', outputKey(run, PAYMENT_FILES.manifest)) ?? '{}') as PaymentManifest
  const sha256 = createHash('sha256').update(order).digest('hex')
  expect(manifest.files[0]).toEqual({ name: PAYMENT_FILES.instructions, sha256, ...(counted(payments) as object), order: false })
  expect(orderedByFiles(system, run).toSorted()).toEqual(payments.map(({ paymentId, amount }) => `${paymentId} ${amount}`).toSorted())

  const summary = JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.summary)) ?? '') as Summary
  expect(summary).toMatchObject({ payments: counted(payments), claims: counted(claims), held: counted(held) })
  for (const [measure, components] of Object.entries(summary.totals)) {
    const ofMeasure = (of: readonly Paid[]): string[] => of.filter((each) => each.measure === measure).map(({ amount }) => amount)
    const totals = Object.values(components)
    expect(sumOf(totals.map(({ instructed }) => instructed)), `${measure} instructed`).toBe(sumOf(ofMeasure([...payments, ...claims])))
    expect(sumOf(totals.map((total) => total.held)), `${measure} held`).toBe(sumOf(ofMeasure(held)))
  }
}
