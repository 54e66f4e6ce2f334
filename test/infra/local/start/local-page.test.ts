// The page of the local system, as a person uses it: hand in, follow, open reports, release what another person handed in.
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalPage, type LocalPage } from '../../../../infra/local/start/local-page.ts'
import { Folders, sample } from '../../../support/cli.ts'
import { ask, eventually, linksOf, stateOf, type Answer, type Question, type ShownCard } from './browser.ts'

const folders = new Folders()
const troubles: string[] = []
let data = ''
let page: LocalPage
let address = ''

/** Registry and one declaration of the sample with four rows. */
const cycle = (name: string): string => sample(join('cycle', name))

beforeAll(async () => {
  data = join(folders.create(), 'data')
  page = await startLocalPage({
    data,
    port: 0,
    now: () => new Date('2025-08-01T09:00:00Z'),
    person: 'dropper',
    dropIntervalMs: 30,
    onTrouble: (sentence) => troubles.push(sentence),
  })
  address = page.address
})
afterAll(async () => {
  await page.close()
  folders.remove()
  expect(troubles).toEqual([])
})

const own = (): Record<string, string> => ({ origin: address.slice(0, -1), accept: 'application/json' })

const put = (kind: string, name: string, body: string, person: string): Promise<Answer> =>
  ask(address, `/inbox/${kind}/${encodeURIComponent(name)}?as=${person}`, { method: 'PUT', headers: own(), body })

async function handIn(kind: string, file: string, person: string): Promise<string> {
  const { status, text } = await put(kind, file, readFileSync(cycle(file), 'utf8'), person)
  expect([status, text]).toEqual([201, expect.stringContaining('"id"')])
  return (JSON.parse(text) as { id: string }).id
}

const decide = async (fields: Readonly<Record<string, string>>): Promise<{ status: number; sentences: readonly string[] }> => {
  const { status, text } = await ask(address, '/decisions', {
    method: 'POST',
    headers: own(),
    body: new URLSearchParams(fields).toString(),
  })
  return { status, ...(JSON.parse(text) as { sentences: readonly string[] }) }
}

/** The card of an upload, as soon as it says what is expected. */
const card = (id: string, what: RegExp): Promise<ShownCard> =>
  eventually(`${id} ${String(what)}`, async () =>
    (await stateOf(address, '?lang=en')).runs.find((each) => each.id === id && what.test(`${each.told} ${each.html}`)),
  )

describe('a declaration on the page', () => {
  let run = ''
  let settled: ShownCard
  beforeAll(async () => {
    const grants = await handIn('entitlements', 'entitlements.csv', 'anna')
    await handIn('payees', 'payees.csv', 'anna')
    run = await handIn('declaration', 'declaration.csv', 'anna')
    settled = await card(run, /Settled/)
    await card(grants, /Stored/)
  })

  test('is told when it is settled, with its sums', () => {
    expect(settled.told).toBe('declaration.csv: Settled. 2 payments, 12,067.50 euros.')
    expect(settled.html).toContain('by anna')
  })

  test('links every file of both buckets, each of which opens', async () => {
    const links = linksOf(settled)
    expect(links.map((link) => link.slice(`/runs/${run}/`.length)).toSorted()).toEqual(
      expect.arrayContaining([
        'acknowledgement.json',
        'calculations.jsonl',
        'exceptions.csv',
        'exceptions.json',
        'manifest.json',
        'payment-instructions.jsonl',
        'payments-001.pain.001.xml',
        'statements/0110100146.html',
        'statements/0110200215.html',
        'summary.json',
      ]),
    )
    const answers = await Promise.all(links.map((link) => ask(address, link)))
    expect(answers.map(({ status }) => status)).toEqual(links.map(() => 200))
  })

  test.each([
    ['statements/0110100146.html', 'text/html; charset=utf-8', 'inline'],
    ['exceptions.csv', 'text/csv; charset=utf-8', 'attachment; filename="exceptions.csv"'],
    ['payments-001.pain.001.xml', 'text/plain; charset=utf-8', 'inline'],
    ['summary.json', 'text/plain; charset=utf-8', 'inline'],
  ])('%s comes as %s and cannot reach the page', async (file, type, disposition) => {
    const { headers } = await ask(address, `/runs/${run}/${file}`)
    expect([headers['content-type'], headers['content-disposition']]).toEqual([type, disposition])
    expect(headers['content-security-policy']).toMatch(
      /^sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline';/,
    )
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('the overview lists the runs, and each of its links leads somewhere', async () => {
    const { status, headers, text } = await ask(address, '/overview')
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/^sandbox /)
    const links = [...new Set([...text.matchAll(/href="(\/[^"#]*)/g)].map(([, link = '']) => link))]
    expect(links).toEqual(expect.arrayContaining(['/', `/runs/${run}/exceptions.html`, `/runs/${run}/summary.json`]))
    const answers = await Promise.all(links.map((link) => ask(address, link)))
    expect(answers.map((each) => each.status)).toEqual(links.map(() => 200))
  })

  test.each([
    '/runs/../page.css',
    '/runs/%2e%2e/%2e%2e/summary.json',
    '/runs/RUN/../RUN/summary.json',
    '/runs/RUN/%2e%2e%2fRUN%2fsummary.json',
    '/runs/RUN/statements/../summary.json',
    '/runs/RUN/.hidden',
    '/runs/RUN/',
    '/runs/RUN/nothing.json',
    '/runs/sweep/waiting.json',
    '/etc/passwd',
  ])('%s leads nowhere', async (path) => {
    expect((await ask(address, path.replaceAll('RUN', run))).status).toBe(404)
  })

  test('the same content once more is refused by the run, not by the page', async () => {
    const again = await put('declaration', 'again.csv', readFileSync(cycle('declaration.csv'), 'utf8'), 'anna')
    const rejected = await card((JSON.parse(again.text) as { id: string }).id, /<b>FIL-002<\/b>/)
    expect(rejected.told).toBe('again.csv: Rejected')
    expect(rejected.html).toContain('A file with exactly the same content was processed before')
  })

  test('what another person handed in is released, what one handed in oneself is not', async () => {
    const list = 'payment_id;amount;returned_on;reason;text\n0110200215IMW2025Q1V0001;7440.00;2025-08-01;AC04;account closed\n'
    const { text } = await put('returned-money', 'list.csv', list, 'anna')
    const target = (JSON.parse(text) as { id: string }).id
    await card(target, /Waits for a second person/)
    expect((await stateOf(address)).waiting.map(({ id }) => id)).toContain(`waits-${target}`)

    const refused = await decide({ action: 'release', target, as: 'Anna', lang: 'en' })
    expect(refused).toEqual({
      status: 200,
      id: expect.stringMatching(/^run-/) as string,
      sentences: [`This takes two people. You cannot release ${target}. You submitted the file of this run yourself. (REL-004)`],
    })
    const released = await decide({ action: 'release', target, as: 'bob', lang: 'nl' })
    expect(released.sentences).toEqual([expect.stringMatching(/\(REL-002\)$/)])
    await card(target, /Settled/)
    const { waiting } = await stateOf(address)
    expect(waiting.map(({ id }) => id)).not.toContain(`waits-${target}`)
  })

  test('a sweep now says what accounts wait for, and how it goes on', async () => {
    const { status, text } = await ask(address, '/sweep', { method: 'POST', headers: own(), body: 'lang=en' })
    expect([status, text]).toEqual([
      200,
      JSON.stringify({ sentences: ['Swept: what stood still was started again, what still waits is below.'] }),
    ])
    const { waiting } = await stateOf(address, '?lang=en')
    expect(waiting.map(({ told }) => told)).toEqual(['PAY-006 Payment refused by the bank: 1 held'])
    expect(waiting[0]?.html).toContain('Employer 0110.200.215, 1st\u00a0quarter\u00a02025')
  })

  test('nothing new: the script is told so in a word', async () => {
    const quiet = await eventually('the same twice', async () => {
      const first = await ask(address, '/state.json')
      const second = await ask(address, '/state.json', { headers: { 'if-none-match': first.headers.etag ?? '' } })
      return second.status === 304 ? second : undefined
    })
    expect(quiet.text).toBe('')
  })
})

test('payments of a measure are stopped and resumed, with the answer at once; an employer is computed again', async () => {
  const answers = [
    await decide({ action: 'pause', target: 'VOP', reason: 'doubt', as: 'bob', lang: 'en' }),
    await decide({ action: 'resume', target: 'VOP', as: 'bob', lang: 'en' }),
  ]
  expect(answers.map(({ sentences }) => sentences)).toEqual([
    ['The request for VOP was carried out. Payments are stopped. What is booked from now on is held (PAY-007). (REL-002)'],
    ['The request for VOP was carried out. Payments go on. What was held is released by this run. (REL-002)'],
  ])
  const { id, sentences } = (await decide({
    action: 'recompute',
    target: '0110.100.146',
    quarter: '2025Q1',
    as: 'bob',
    lang: 'en',
  })) as unknown as { readonly id: string; readonly sentences: readonly string[] }
  expect(sentences).toEqual(['The request was handed in. The answer follows among the runs.'])
  await card(id, /Settled/)
})

test('a file that breaks off on the way stores nothing', async () => {
  const broken = Readable.from(
    (function* () {
      yield Buffer.from('quarter;')
      throw new Error('the browser went away')
    })(),
  )
  await expect(page.desk.handIn(broken, 'declaration', 'broken.csv', 'anna')).rejects.toThrow('the browser went away')
  expect((await stateOf(address)).runs.filter(({ told }) => told.startsWith('broken.csv'))).toEqual([])
})

describe('without script', () => {
  const multipart = (name: string, body: string, person: string): Question => ({
    method: 'POST',
    headers: { origin: address.slice(0, -1), 'content-type': 'multipart/form-data; boundary=x-1' },
    body: `--x-1\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${body}\r\n--x-1\r\nContent-Disposition: form-data; name="as"\r\n\r\n${person}\r\n--x-1--\r\n`,
  })

  test('a form hands in, and the page shows it when it is loaded again', async () => {
    const { status, headers } = await ask(
      address,
      '/inbox/dry-run',
      multipart('form.csv', readFileSync(cycle('declaration.csv'), 'utf8'), 'carl'),
    )
    expect([status, headers.location]).toEqual([303, expect.stringMatching(/^\/\?lang=nl&as=carl#dry-run-[0-9a-f]{24}$/)])
    const { text } = await ask(address, '/?lang=en&as=carl')
    expect(text).toMatch(/<h3>form\.csv<\/h3>/)
    expect(text).toContain('<html lang="en">')
  })

  test('a decision comes back to the page, which says its answer', async () => {
    const body = new URLSearchParams({ action: 'release', target: `run-${'0'.repeat(24)}`, as: 'bob', lang: 'en' }).toString()
    const { status, headers } = await ask(address, '/decisions', { method: 'POST', headers: { origin: address.slice(0, -1) }, body })
    expect(status).toBe(303)
    expect((await ask(address, headers.location ?? '')).text).toContain('This target is not known. (REL-003)')
  })
})

describe('who may ask', () => {
  test.each([
    ['a foreign name that points here', 'GET', '/', { host: 'example.org' }],
    ['the right name with another port', 'GET', '/state.json', { host: '127.0.0.1:1' }],
    ['a page of somebody else', 'POST', '/sweep', { origin: 'https://example.org' }],
    ['a report in its sandbox', 'POST', '/decisions', { origin: 'null' }],
    ['a form without an origin', 'POST', '/sweep', {}],
    ['another port of this machine', 'PUT', '/inbox/declaration/x.csv?as=anna', { origin: 'http://127.0.0.1:1' }],
  ])('%s is refused', async (_, method, path, headers) => {
    const answer = await ask(address, path, { method, headers, ...(method === 'GET' ? {} : { body: 'x' }) })
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('Deze aanvraag komt niet van deze pagina.')
  })

  test('localhost is this machine too', async () => {
    const { status } = await ask(address, '/', { headers: { host: `localhost:${new URL(address).port}` } })
    expect(status).toBe(200)
  })

  test('the page lets nothing inline or foreign in', async () => {
    const { headers, text } = await ask(address, '/')
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(text).not.toMatch(/<script>|<style|style=|onclick|javascript:/)
  })
})

describe('what is wrong is told in one sentence', () => {
  test.each([
    ['PUT', '/inbox/declaration/x.csv?as=a%20b', '', 400, 'Een naam bestaat uit 1 tot 64 letters, cijfers en . @ + - _ zonder spaties.'],
    ['PUT', '/inbox/declaration/%2e%2e?as=anna', 'x', 400, 'Deze bestandsnaam kan niet worden gebruikt.'],
    ['PUT', '/inbox/declaration/%ff?as=anna', 'x', 400, 'Deze bestandsnaam kan niet worden gebruikt.'],
    ['PUT', '/inbox/wages/x.csv?as=anna', 'x', 400, 'Dit soort bestand bestaat niet.'],
    ['POST', '/inbox/payees', 'no form', 400, 'Kies een bestand.'],
    ['POST', '/decisions', 'action=release&target=everything&as=bob', 400, 'Hierover kan hier niets worden beslist.'],
    ['POST', '/decisions', `action=abandon&target=run-${'0'.repeat(24)}&as=bob`, 400, 'Geef een reden op.'],
    ['POST', '/decisions', 'action=pause&target=VOP&as=bob', 400, 'Geef een reden op.'],
    ['POST', '/decisions', 'action=pause&target=0110100146&reason=x&as=bob', 400, 'Hierover kan hier niets worden beslist.'],
    ['POST', '/decisions', 'action=release&target=VOP&as=bob', 400, 'Hierover kan hier niets worden beslist.'],
    [
      'POST',
      '/decisions',
      'action=recompute&target=0110100146&quarter=2025&as=bob',
      400,
      'Geef een geldig ondernemingsnummer, en een kwartaal zoals 2025Q1 of niets.',
    ],
    ['DELETE', '/', '', 405, 'Dit kan niet op deze manier worden gevraagd.'],
  ])('%s %s %s', async (method, path, body, status, sentence) => {
    const answer = await ask(address, path, { method, headers: own(), body })
    expect([answer.status, answer.text]).toEqual([status, JSON.stringify({ sentences: [sentence] })])
  })
})

test('a file in the drop folder is taken when it is complete, under the name of who owns the folder, and moved to done', async () => {
  const drop = join(data, 'drop')
  await writeFile(join(drop, 'declaration', 'empty.csv'), '')
  await copyFile(cycle('correction.csv'), join(drop, 'dry-run', 'dropped.csv.part'))
  await rename(join(drop, 'dry-run', 'dropped.csv.part'), join(drop, 'dry-run', 'dropped.csv'))
  const shown = await eventually('dropped.csv', async () =>
    (await stateOf(address, '?lang=en')).runs.find(({ told }) => told.startsWith('dropped.csv: Dry run')),
  )
  expect(shown.html).toContain('by dropper')
  await eventually('moved', () => Promise.resolve(existsSync(join(drop, 'done', 'dropped.csv')) || undefined))
  expect(existsSync(join(drop, 'dry-run', 'dropped.csv'))).toBe(false)
  expect(existsSync(join(drop, 'declaration', 'empty.csv'))).toBe(true)
})
