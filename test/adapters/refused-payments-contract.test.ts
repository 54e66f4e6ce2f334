// Understands what both implementations of the registry promise about payments that came back: remembered once, lifted once, read with their employer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { RefusedPayment } from '../../shared/registry/employer-registry.ts'
import { employerOf, IBANS, Q3 } from '../support/pipeline-builders.ts'
import { PORTS, type Ports } from './embedded-ports.ts'

let used = 0
const freshEmployer = (): EmployerNumber => employerOf(70_000 + (used += 1))

describe.each(PORTS)('%s', (_, open) => {
  let ports: Ports
  let registry: Dependencies['registry']
  beforeAll(async () => {
    ports = await open()
    registry = ports.dependencies.registry
  })
  afterAll(() => ports.close())

  const refused = (employer: EmployerNumber, version: number, other: Partial<RefusedPayment> = {}): RefusedPayment => ({
    paymentId: `${employer}IMW2024Q3V000${version}`,
    quarter: Q3,
    measure: 'IMW',
    payeeVersion: 'PAYEE#1@2024-10-01T06:00:00.000Z by import-1',
    about: 'payment',
    code: 'AM04',
    text: 'Onvoldoende saldo, «é;"'.repeat(3),
    details: ['AM04', 'bank-text'],
    report: 'run-1',
    ...other,
  })
  const known = async (employer: EmployerNumber): Promise<readonly RefusedPayment[]> => (await registry.employer(employer)).refusedPayments
  const storePayee = (employerNumber: EmployerNumber, stamp: string): Promise<unknown> =>
    registry.store(
      [
        {
          stamp,
          content: {
            kind: 'PAYEE',
            value: { employerNumber, name: 'x', iban: IBANS[0], bic: null, language: 'nl', hold: false, holdReason: '' },
          },
        },
      ],
      { importId: `import-${stamp}`, recordedAt: '2024-10-01T06:00:00.000Z' },
    )
  const by = (request: string): { person: string; request: string } => ({ person: 'AWS:tom', request })

  test('an employer that nothing came back from has none', async () => {
    expect(await known(freshEmployer())).toEqual([])
  })

  test('what is remembered is read as it was, field by field, by paymentId, with its own employer only', async () => {
    const [a, b] = [freshEmployer(), freshEmployer()]
    const [one, two] = [refused(a, 1, { payeeVersion: null, text: '', details: [] }), refused(a, 2, { about: 'payee', measure: 'VOP' })]
    await registry.refusePayment(a, two)
    await registry.refusePayment(a, one)
    expect(await known(a)).toEqual([one, two])
    expect(await known(b)).toEqual([])
  })

  test('once per payment: what is said later changes nothing', async () => {
    const a = freshEmployer()
    await registry.refusePayment(a, refused(a, 1))
    await registry.refusePayment(a, refused(a, 1, { about: 'payee', code: 'AC04', report: 'run-2' }))
    expect(await known(a)).toEqual([refused(a, 1)])
  })

  test('both at the same moment: one of them', async () => {
    const a = freshEmployer()
    await Promise.all(['run-1', 'run-2', 'run-3'].map((report) => registry.refusePayment(a, refused(a, 1, { report }))))
    expect(await known(a)).toHaveLength(1)
  })

  test('lifted once, by the request that came first; the others stay as they are', async () => {
    const a = freshEmployer()
    await registry.refusePayment(a, refused(a, 1))
    await registry.refusePayment(a, refused(a, 2))
    const { paymentId } = refused(a, 1)
    await registry.liftRefusal(a, paymentId, by('run-7'))
    await registry.liftRefusal(a, paymentId, by('run-8'))
    expect(await known(a)).toEqual([{ ...refused(a, 1), liftedBy: 'run-7' }, refused(a, 2)])
  })

  test('refused once more after it was lifted: it stays lifted, a payment is refused once', async () => {
    const a = freshEmployer()
    await registry.refusePayment(a, refused(a, 1))
    await registry.liftRefusal(a, refused(a, 1).paymentId, by('run-7'))
    await registry.refusePayment(a, refused(a, 1, { report: 'run-9' }))
    expect(await known(a)).toEqual([{ ...refused(a, 1), liftedBy: 'run-7' }])
  })

  test('what never came back cannot be lifted: nothing is remembered', async () => {
    const a = freshEmployer()
    await registry.liftRefusal(a, refused(a, 1).paymentId, by('run-7'))
    expect(await known(a)).toEqual([])
    await registry.refusePayment(a, refused(a, 1))
    expect(await known(a)).toEqual([refused(a, 1)])
  })

  test('changes what is known of the payee, not of the law: refused, and lifted', async () => {
    const a = freshEmployer()
    await storePayee(a, '1')
    const look = () => registry.employer(a)
    const before = await look()
    await registry.refusePayment(a, refused(a, 1))
    const after = await look()
    await registry.liftRefusal(a, refused(a, 1).paymentId, by('run-7'))
    const lifted = await look()
    expect(new Set([before, after, lifted].map(({ payeeDigest }) => payeeDigest)).size).toBe(3)
    expect(new Set([before, after, lifted].map(({ lawDigest }) => lawDigest)).size).toBe(1)
    for (const { payee, payeeVersion, versions } of [after, lifted])
      expect([payee, payeeVersion, versions]).toEqual([before.payee, before.payeeVersion, before.versions])
    expect([...after.history.keys()]).toEqual([...before.history.keys()])
  })

  test('the version of the payee is named the same as long as its row says the same, and otherwise after another one', async () => {
    const a = freshEmployer()
    await storePayee(a, '1')
    const first = (await registry.employer(a)).payeeVersion
    await storePayee(a, '2')
    expect((await registry.employer(a)).payeeVersion).toBe(first)
    expect(first).toBe(`PAYEE#${a}@2024-10-01T06:00:00.000Z by import-1`)
  })
})
