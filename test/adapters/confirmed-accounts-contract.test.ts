// Understands what both implementations of the ports promise about confirmed account numbers, who set them, and versions of objects.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { StampedContent, StoredVersion } from '../../shared/pipeline/ports.ts'
import { employerOf, IBANS } from '../support/pipeline-builders.ts'
import { PORTS, type Ports } from './embedded-ports.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
let used = 0

describe.each(PORTS)('%s', (_, open) => {
  let ports: Ports
  let of: Dependencies
  beforeAll(async () => {
    ports = await open()
    of = ports.dependencies
  })
  afterAll(() => ports.close())

  describe('account numbers', () => {
    const payee = (employerNumber: EmployerNumber, stamp: string, iban: string, name = 'x'): StampedContent => ({
      stamp,
      content: { kind: 'PAYEE', value: { employerNumber, name, iban, bic: null, language: 'nl', hold: false, holdReason: '' } },
    })
    const store = (row: StampedContent, uploadedBy?: string): Promise<unknown> =>
      of.registry.store([row], {
        importId: `import-${row.stamp}`,
        recordedAt: '2024-10-01T06:00:00.000Z',
        ...(uploadedBy === undefined ? {} : { uploadedBy }),
      })
    const freshEmployer = (): EmployerNumber => employerOf(60_000 + (used += 1))

    test('confirmed ones stand with their employer, once, and change what is known of the payee, not of the law', async () => {
      const [a, b] = [freshEmployer(), freshEmployer()]
      await store(payee(a, '1', IBANS[0]))
      const before = await of.registry.employer(a)
      expect([...before.confirmedIbans]).toEqual([])
      await of.registry.confirmIban(a, IBANS[0], { person: 'AWS:tom', request: 'run-1' })
      await of.registry.confirmIban(a, IBANS[0], { person: 'AWS:mia', request: 'run-2' })
      const after = await of.registry.employer(a)
      expect([...after.confirmedIbans]).toEqual([[IBANS[0], 'run-1']])
      expect([after.payeeDigest === before.payeeDigest, after.lawDigest === before.lawDigest]).toEqual([false, true])
      expect([after.payee, after.versions]).toEqual([before.payee, before.versions])
      expect([...(await of.registry.employer(b)).confirmedIbans]).toEqual([])
    })

    test('who set the payee is who stored this version first', async () => {
      const a = freshEmployer()
      await store(payee(a, '1', IBANS[0]), 'AWS:mia')
      await store(payee(a, '2', IBANS[0]), 'AWS:tom')
      expect((await of.registry.employer(a)).payeeSetBy).toBe('AWS:mia')
      await store(payee(a, '3', IBANS[1]), 'AWS:tom')
      expect((await of.registry.employer(a)).payeeSetBy).toBe('AWS:tom')
    })

    test('where nobody was known, who stores it again is', async () => {
      const a = freshEmployer()
      await store(payee(a, '1', IBANS[0]))
      expect((await of.registry.employer(a)).payeeSetBy).toBeUndefined()
      await store(payee(a, '2', IBANS[0]), 'AWS:tom')
      expect((await of.registry.employer(a)).payeeSetBy).toBe('AWS:tom')
    })

    test('a principal that is empty is nobody: who stores it again is known', async () => {
      const a = freshEmployer()
      await store(payee(a, '1', IBANS[0]), '')
      await store(payee(a, '2', IBANS[0]), 'AWS:tom')
      expect((await of.registry.employer(a)).payeeSetBy).toBe('AWS:tom')
    })
  })

  test('versions of objects: every one under the prefix, with key, version and size', async () => {
    const folder = 'declarations/folder'
    for (const [key, body] of [
      ['b.csv', 'one'],
      ['a é+.csv', 'two!'],
      ['b.csv', 'three'],
    ] as const)
      await of.objects.put('inbox', `${folder}/${key}`, body)
    await of.objects.put('inbox', `${folder}x`, 'not under it')
    const found = await all<StoredVersion>(of.objects.versions('inbox', `${folder}/`))
    expect(found.map(({ key, versionId, size }) => `${key.slice(folder.length)} ${versionId} ${size}`).toSorted()).toEqual([
      '/a é+.csv 1 4',
      '/b.csv 1 3',
      '/b.csv 2 5',
    ])
    for (const { storedAt, bucket } of found) expect([new Date(storedAt).toISOString(), bucket.length > 0]).toEqual([storedAt, true])
    expect(await all(of.objects.versions('inbox', `${folder}/none`))).toEqual([])
  })
})
