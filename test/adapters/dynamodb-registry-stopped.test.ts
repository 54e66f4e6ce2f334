// Understands an import that stops between its requests, or stands still while another one runs: a repeat finishes it, and nothing is lost between two (design.md 2.8).
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DynamoRegistryStore } from '../../functions/adapters/dynamodb-registry.ts'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import type { RegistryStore, StampedContent } from '../../shared/pipeline/ports.ts'
import type { Reach } from '../../shared/registry/reach.ts'
import { ANNA, BRAM, employerOf, grant, inssOf, type Grant } from '../support/pipeline-builders.ts'
import { embeddedPorts, REGISTRY_TABLE, stoppingAfter } from './embedded-ports.ts'
import { aliasOf, granted, grantOf } from './registry-rows.ts'

let ports: Awaited<ReturnType<typeof embeddedPorts>>
let whole: RegistryStore
let used = 0
beforeAll(async () => {
  ports = await embeddedPorts()
  whole = new DynamoRegistryStore(ports.client(), REGISTRY_TABLE)
})
afterAll(() => ports.close())

const upload = { importId: 'import', recordedAt: '2024-10-01T06:00:00.000Z' }
const REQUESTS_MAX = 40
const employersIn = (reaches: readonly Reach[]): EmployerNumber[] => reaches.map(({ employerNumber }) => employerNumber)

/** Whether the import came to its end before it was stopped. */
const stored = (client: DynamoDBClient, row: StampedContent): Promise<boolean> =>
  new DynamoRegistryStore(client, REGISTRY_TABLE).store([row], upload).then(
    () => true,
    () => false,
  )

describe.each([
  ['moves a grant', ['1', '2', '3'], 1],
  ['brings a late older version of a grant that moved since', ['1', '3', '2'], 2],
])('an import that %s', (_, stamps, stopped) => {
  test('stopped after any request, and repeated, also after a later import: one place is open, the last', async () => {
    let reachedEnd = false
    for (let number = 1; number <= REQUESTS_MAX && !reachedEnd; number++) {
      for (const repeatedLast of [false, true]) {
        const [a, b, c] = [0, 1, 2].map(() => employerOf(5_000 + (used += 1))) as [EmployerNumber, EmployerNumber, EmployerNumber]
        const entitlement_id = `MOVED-${used}`
        const places: Readonly<Record<string, Grant>> = {
          1: grant(a, ANNA, { entitlement_id }),
          2: grant(b, BRAM, { entitlement_id }),
          3: grant(c, ANNA, { entitlement_id }),
        }
        const rows = stamps.map((stamp) => granted(places[stamp]!, stamp))
        for (const row of rows.slice(0, stopped)) await whole.store([row], upload)
        reachedEnd = await stored(stoppingAfter(ports.client(), number), rows[stopped]!)
        const rest = repeatedLast ? [...rows.slice(stopped + 1), rows[stopped]!] : rows.slice(stopped)
        const reached: EmployerNumber[] = []
        for (const row of rest) reached.push(...employersIn(await whole.store([row], upload)))
        const open = await Promise.all([a, b, c].map(async (employer) => (await whole.employer(employer)).grants.length))
        expect(open, `request ${number}`).toEqual([0, 0, 1])
        expect(
          [a, b, c].every((employer) => reached.includes(employer)),
          `reaches, request ${number}`,
        ).toBe(true)
        const moves = await Promise.all([a, b].map(async (employer) => [...(await whole.employer(employer)).moves.values()]))
        expect(
          moves.map((each) => each.map(({ employerNumber }) => employerNumber)),
          `request ${number}`,
        ).toEqual([[c], [c]])
        expect(await whole.employersOf(BRAM)).toContain(b)
      }
    }
    expect(reachedEnd).toBe(true)
  })
})

/** A person with three numbers, each with a grant of its own employer, and everything that is imported about the person. */
interface Story {
  readonly employers: readonly [EmployerNumber, EmployerNumber, EmployerNumber]
  readonly numbers: readonly [Inss, Inss, Inss]
  readonly rows: Readonly<Record<'first' | 'second' | 'third' | 'alias' | 'further' | 'replacing' | 'changed', StampedContent>>
}

function story(): Story {
  used += 1
  const employers = [0, 1, 2].map((n) => employerOf(10_000 + used * 3 + n)) as [EmployerNumber, EmployerNumber, EmployerNumber]
  const numbers = [0, 1, 2].map((n) => inssOf(700_000 + used * 3 + n)) as [Inss, Inss, Inss]
  const [first, second, third] = numbers
  return {
    employers,
    numbers,
    rows: {
      first: grantOf(`FIRST-${used}`, employers[0], first, '1'),
      second: grantOf(`SECOND-${used}`, employers[1], second, '1'),
      third: grantOf(`THIRD-${used}`, employers[2], third, '1'),
      alias: aliasOf(first, second, '2'),
      further: aliasOf(second, third, '3'),
      replacing: aliasOf(first, third, '4'),
      changed: grantOf(`SECOND-${used}`, employers[1], third, '5'),
    },
  }
}
type Name = keyof Story['rows']

const SITUATIONS: readonly {
  readonly name: string
  readonly before: readonly Name[]
  readonly stopped: Name
  readonly meanwhile: Name
  /** By employer, the aliases in force in the end: pairs of indices of the numbers. */
  readonly aliases: readonly string[]
  /** The employers that the stopped import, with its repeat, must name. */
  readonly reached: readonly number[]
}[] = [
  { name: 'an alias; a grant', before: ['first'], stopped: 'alias', meanwhile: 'second', aliases: ['01', '01'], reached: [0] },
  { name: 'a grant; an alias', before: ['second'], stopped: 'first', meanwhile: 'alias', aliases: ['01', '01'], reached: [0] },
  {
    name: 'an alias; the next one of a chain',
    before: ['first', 'second', 'third'],
    stopped: 'alias',
    meanwhile: 'further',
    aliases: ['01 12', '01 12', '01 12'],
    reached: [0, 1],
  },
  {
    name: 'the next alias of a chain; the one before',
    before: ['first', 'second', 'third'],
    stopped: 'further',
    meanwhile: 'alias',
    aliases: ['01 12', '01 12', '01 12'],
    reached: [1, 2],
  },
  {
    name: 'an alias; the one that replaces it',
    before: ['first', 'second', 'third'],
    stopped: 'alias',
    meanwhile: 'replacing',
    aliases: ['02', '02', '02'],
    reached: [0, 1],
  },
  {
    name: 'an alias that replaces; the one that is replaced',
    before: ['first', 'second', 'third'],
    stopped: 'replacing',
    meanwhile: 'alias',
    aliases: ['02', '02', '02'],
    reached: [0, 2],
  },
  {
    name: 'a grant that goes to another number; an alias of this',
    before: ['first', 'second'],
    stopped: 'changed',
    meanwhile: 'replacing',
    aliases: ['02', '02'],
    reached: [1],
  },
  {
    name: 'a grant of a number in a chain; the alias that makes it one',
    before: ['first', 'alias', 'third'],
    stopped: 'second',
    meanwhile: 'further',
    aliases: ['01 12', '01 12', '01 12'],
    reached: [1],
  },
]

const aliasesOf = ({ employers, numbers }: Story, expected: readonly string[]): Promise<string[]> =>
  Promise.all(
    employers.slice(0, expected.length).map(async (employer) =>
      [...(await whole.employer(employer)).aliases]
        .map((pair) => pair.map((inss) => numbers.indexOf(inss)).join(''))
        .toSorted()
        .join(' '),
    ),
  )

describe.each(SITUATIONS)('of one person: $name', ({ before, stopped, meanwhile, aliases, reached }) => {
  test('the first stopped after any request, and repeated before or after the second', async () => {
    let reachedEnd = false
    for (let number = 1; number <= REQUESTS_MAX && !reachedEnd; number++) {
      for (const rest of [
        [stopped, meanwhile],
        [meanwhile, stopped],
      ]) {
        const told = story()
        for (const name of before) await whole.store([told.rows[name]], upload)
        reachedEnd = await stored(stoppingAfter(ports.client(), number), told.rows[stopped])
        const found = new Set<EmployerNumber>()
        for (const name of rest) {
          const reaches = await whole.store([told.rows[name]], upload)
          if (name === stopped) for (const employer of employersIn(reaches)) found.add(employer)
        }
        expect(await aliasesOf(told, aliases), `request ${number}`).toEqual(aliases)
        expect(
          reached.every((index) => found.has(told.employers[index]!)),
          `reaches, request ${number}`,
        ).toBe(true)
      }
    }
    expect(reachedEnd).toBe(true)
  })

  test('the first standing at any request while the second runs: every employer knows all aliases', async () => {
    let ran = 0
    for (let number = 1; number <= REQUESTS_MAX && ran === number - 1; number++) {
      const told = story()
      for (const name of before) await whole.store([told.rows[name]], upload)
      let requests = 0
      const client = ports.client()
      client.middlewareStack.add(
        (next) => async (command) => {
          requests += 1
          if (requests === number) {
            await whole.store([told.rows[meanwhile]], upload)
            ran = number
          }
          return next(command)
        },
        { step: 'initialize' },
      )
      await new DynamoRegistryStore(client, REGISTRY_TABLE).store([told.rows[stopped]], upload)
      if (ran === number) expect(await aliasesOf(told, aliases), `request ${number}`).toEqual(aliases)
    }
    expect(ran).toBeGreaterThan(4)
    expect(ran).toBeLessThan(REQUESTS_MAX)
  })
})

test('a grant costs one put and, with 99 others, one read more than its anchor and its row; known already, the read only', async () => {
  const client = ports.client()
  const requests: string[] = []
  client.middlewareStack.add(
    (next, { commandName }) =>
      (command) => {
        requests.push(commandName ?? '')
        return next(command)
      },
    { step: 'initialize' },
  )
  const registry = new DynamoRegistryStore(client, REGISTRY_TABLE)
  const counted = (): Record<string, number> => {
    const counts: Record<string, number> = {}
    for (const name of requests.splice(0)) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }
  const employer = employerOf(9_000)
  const rows = (stamp: string): StampedContent[] =>
    Array.from({ length: 200 }, (_, n) => grantOf(`COUNTED-${n}`, employer, inssOf(900_000 + n), stamp))
  await registry.store(rows('1'), upload)
  expect(counted()).toEqual({ BatchGetItemCommand: 4, PutItemCommand: 400, UpdateItemCommand: 200 })
  await registry.store(rows('2'), upload)
  expect(counted()).toEqual({ BatchGetItemCommand: 4, PutItemCommand: 200, UpdateItemCommand: 200 })
})
