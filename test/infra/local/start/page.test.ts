// The page as text: everything that people wrote is escaped, both languages say everything, the script is one that a browser can read.
import { Script } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Seen } from '../../../../infra/local/start/overview.ts'
import { readMultipart } from '../../../../infra/local/start/multipart.ts'
import { pageHtml } from '../../../../infra/local/start/page/page.ts'
import { PAGE_SCRIPT } from '../../../../infra/local/start/page/script.ts'
import { settingOf } from '../../../../infra/local/start/page/setting.ts'
import { groupsOf } from '../../../../infra/local/start/page/file-texts.ts'
import { prefixOf, purposeOf, UPLOAD_KINDS } from '../../../../infra/local/start/upload-kinds.ts'
import type { ImportView, RunView } from '../../../../infra/local/start/views.ts'
import { parseQuarter } from '../../../../shared/kernel/calendar.ts'
import type { EuroText } from '../../../../shared/kernel/money.ts'

const ID = `run-${'a'.repeat(24)}`

const runView = (more: Partial<RunView> = {}): RunView => ({
  type: 'run',
  id: ID,
  purpose: 'declaration',
  file: 'original.csv',
  at: '2025-08-01T09:00:00Z',
  files: [],
  by: 'anna',
  state: 'computing',
  chunks: { done: 3, of: 12 },
  summary: undefined,
  answers: [],
  ...more,
})
const importView: ImportView = {
  type: 'import',
  id: `import-${'b'.repeat(24)}`,
  purpose: 'payees',
  file: 'payees.csv',
  at: '2025-08-01T09:00:00Z',
  files: ['registry-report.csv'],
  state: 'stored',
  refused: 2,
}
const seen = (...uploads: Seen['uploads']): Seen => ({ uploads, total: uploads.length, held: [], sweep: undefined, pauses: {} })
const shown = (what: Seen, query = 'lang=en'): string =>
  pageHtml({ seen: what, setting: settingOf(new URLSearchParams(query), 'anna'), notice: [], folder: 'data/drop/declaration' })

test('what people wrote never becomes markup', () => {
  const evil = '"><script>alert(1)</script>\''
  const html = shown(
    {
      ...seen(runView({ file: evil, by: evil, about: evil, answers: [{ code: 'REL-003', nl: evil, en: evil }] })),
      sweep: {
        at: '2025-08-01T09:00:00Z',
        helped: [],
        heldRuns: [],
        holds: [],
        standingStill: [{ id: ID, file: evil, state: evil, since: '', stage: 'compute', deadLetters: [evil] }],
      },
      pauses: { IMW: { reason: evil } },
    },
    new URLSearchParams({ as: evil, lang: evil }).toString(),
  )
  expect(html).not.toContain('<script>')
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

describe('a card says how far it is', () => {
  test.each([
    ['unread', ['Read'], 'Handed in'],
    ['received', ['Read'], 'Being read'],
    ['computing', ['Compute <small>3 of 12 chunks</small>'], 'Being computed'],
    ['settling', ['Book'], 'Being booked'],
    ['held', ['Book'], 'Waits for a second person'],
    ['settled', [], 'Settled'],
    ['rejected', [], 'Rejected'],
    ['abandoned', [], 'Abandoned'],
  ] as const)('%s', (state, step, text) => {
    const html = shown(seen(runView({ state })))
    expect([...html.matchAll(/aria-current="step">(.*?)<\/li>/g)].map((match) => match[1])).toEqual(step)
    expect(html).toContain(`<span class="state ${state}">${text}</span>`)
  })

  test('a request that was not carried out says so, whatever the state of its run', () => {
    const answer = (code: string) => ({ code, nl: 'nee', en: 'no' })
    const decided = (...codes: string[]) => shown(seen(runView({ purpose: 'decision', state: 'settled', answers: codes.map(answer) })))
    expect(decided('REL-004')).toContain('<span class="state refused">Not carried out</span>')
    expect(decided('REL-002', 'REL-003')).toContain('<span class="state settled">Settled</span>')
  })

  test('a registry file: rows to look at', () => {
    expect(shown(seen(importView))).toContain('2 rows to look at')
    expect(shown(seen(importView), 'lang=nl')).toContain('2 rijen na te kijken')
  })
})

test('accounts that wait for the same stand together; only what takes a person has a button', () => {
  const quarter = parseQuarter('2025Q1')!
  const hold = (employerNumber: string, code: 'PAY-001' | 'PAY-008') => ({
    employerNumber: employerNumber as never,
    quarter,
    codes: [code],
    amount: '10.00' as EuroText,
  })
  const html = shown({
    ...seen(),
    sweep: {
      at: '2025-08-01T09:00:00Z',
      helped: [],
      standingStill: [],
      heldRuns: [],
      holds: [hold('0110100146', 'PAY-001'), hold('0110200215', 'PAY-008'), hold('0110300381', 'PAY-001')],
    },
  })
  expect([...html.matchAll(/<li id="(hold-[^"]+)" data-told="([^"]+)"/g)].map(([, id, told]) => [id, told])).toEqual([
    ['hold-PAY-001', 'PAY-001 No bank details: 2 held'],
    ['hold-PAY-008', 'PAY-008 New account number waits for confirmation: 1 held'],
  ])
  expect([...html.matchAll(/name="target" value="(\d+)"/g)].map((match) => match[1])).toEqual(['0110200215'])
})

test('a run that waits leads to its findings before it is released', () => {
  const held = runView({ state: 'held', files: ['exceptions.html'] })
  const html = shown({ ...seen(), held: [held] })
  expect(html).toContain(`<a href="/runs/${ID}/exceptions.html" target="_blank" rel="noopener">Look at the findings first</a>`)
})

test('stopped payments wait with their reason until somebody resumes them', () => {
  const html = shown({ ...seen(), pauses: { IMW: { reason: 'bank closed' } } })
  expect(html).toMatch(/<li id="paused-IMW" data-told="Payments IMW stopped">/)
  expect(html).toMatch(/Reason: bank closed/)
  expect(html).toMatch(/name="target" value="IMW"(?:(?!<\/form>)[^])*value="resume"/)
})

test.each([
  ['recompute-0110100146.csv', true],
  [`import-${'c'.repeat(24)}.csv`, false],
])('%s: who asked for a recomputation is told when it was a person: %s', (file, isOfPerson) => {
  const html = shown(seen(runView({ purpose: 'recompute', file, about: 'it', by: 'anna' })))
  expect(html.includes('by anna')).toBe(isOfPerson)
})

test('every file of a run stands in one group', () => {
  const file = fc.oneof(
    fc.constantFrom(
      'exceptions.html',
      'exceptions.csv',
      'manifest.json',
      'payments-001.pain.001.xml',
      'statements/0110100146.html',
      'new.html',
    ),
    fc.stringMatching(/^[a-z]{1,8}\.(csv|json|html)$/),
  )
  fc.assert(
    fc.property(fc.uniqueArray(file), (files) => {
      const { named, statements, others } = groupsOf(files)
      expect([...named.map((each) => each.file), ...statements, ...others].toSorted()).toEqual(files.toSorted())
    }),
    { numRuns: 100 },
  )
})

test('what is handed in as a kind is shown as that kind', () => {
  expect(UPLOAD_KINDS.map((kind) => purposeOf(`${prefixOf(kind)}x.csv`))).toEqual(UPLOAD_KINDS)
})

test.each([
  ['release/release-run-1.csv', 'decision'],
  ['release/sweep-1.csv', 'retry'],
  ['release/import-1.csv', 'retry'],
  ['recompute/import-1.csv', 'recompute'],
])('%s is %s', (key, purpose) => {
  expect(purposeOf(key)).toBe(purpose)
})

test('the script can be read by a browser', () => {
  expect(() => new Script(PAGE_SCRIPT)).not.toThrow()
})

test('a form brings every byte of its file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('', '\r\n', '--', '\r\n--x'), async (content, tail) => {
      const bytes = Buffer.concat([content, Buffer.from(tail)])
      fc.pre(!bytes.includes('\r\n--boundary'))
      const form = Buffer.concat([
        Buffer.from('--boundary\r\nContent-Disposition: form-data; name="as"\r\n\r\nanna\r\n--boundary\r\n'),
        Buffer.from('Content-Disposition: form-data; name="file"; filename="a %22b%22.csv"\r\nContent-Type: text/csv\r\n\r\n'),
        bytes,
        Buffer.from('\r\n--boundary--\r\n'),
      ])
      const { file, fields } = await readMultipart(form, 'multipart/form-data; boundary=boundary')
      expect([file.name, file.bytes.equals(bytes), fields.get('as')]).toEqual(['a "b".csv', true, 'anna'])
    }),
    { numRuns: 200 },
  )
})

test.each([
  '',
  '--boundary',
  '--boundary\r\n\r\n--boundary--',
  '--boundary\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--boundary--',
])('a form without a file is refused: %j', async (body) => {
  await expect(readMultipart(Buffer.from(body), 'multipart/form-data; boundary=boundary')).rejects.toThrow('form')
})
