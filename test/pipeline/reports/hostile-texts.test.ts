// Understands that what others wrote stays text in everything that a person opens: no cell that a spreadsheet would run, no markup, nothing unseen, nothing endless.
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Seen } from '../../../infra/local/start/overview.ts'
import { pageHtml } from '../../../infra/local/start/page/page.ts'
import { settingOf } from '../../../infra/local/start/page/setting.ts'
import type { RunView } from '../../../infra/local/start/views.ts'
import { REPORT_COLUMNS } from '../../../shared/exceptions/report.ts'
import { COLUMNS } from '../../../shared/declaration/columns.ts'
import { statementFile } from '../../../shared/pipeline/layout.ts'
import { ANNOTATION_COLUMNS } from '../../../shared/pipeline/reports/annotated-copy.ts'
import { DIFFERENCE_COLUMNS } from '../../../shared/pipeline/reports/difference-report.ts'
import { explainHtml } from '../../../shared/pipeline/reports/explain-page/document.ts'
import { escaped } from '../../../shared/pipeline/reports/page/markup.ts'
import { STATEMENT_COLUMNS } from '../../../shared/pipeline/reports/statement/statement-csv.ts'
import { EMPLOYER, imw, WORKER } from '../../support/law-builders.ts'
import { employerOf } from '../../support/pipeline-builders.ts'
import { assessedQuarter } from './explain-page/quarters.ts'
import { fileOf, HOSTILE, hostileStory, NUMBER_IN_PIECES, type HostileStory } from './hostile-story.ts'

const NAMES = Object.keys(HOSTILE)
let story: HostileStory
beforeAll(async () => {
  story = await hostileStory()
})

const filesNamed = (pattern: RegExp): [name: string, text: string][] => Object.entries(story.files).filter(([name]) => pattern.test(name))
const rowsOf = (text: string): string[][] => parse(text, { bom: true, delimiter: ';' })

/** As a reader of a report sees it: trimmed, without what is not seen, 200 characters at most. */
function shown(value: string): string {
  const seen = value.trim().replaceAll(/[\u0000\u202e]/g, '')
  return seen.length > 200 ? `${seen.slice(0, 200)}…` : seen
}
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202e]/
const RUNS = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(?:[.,]\d+)?$/

describe.each([
  ['exceptions.csv', REPORT_COLUMNS.length],
  ['registry-report.csv', REPORT_COLUMNS.length],
  ['annotated.csv', COLUMNS.length + ANNOTATION_COLUMNS.length],
  ['differences.csv', DIFFERENCE_COLUMNS.length],
  ['statement.csv', STATEMENT_COLUMNS.length],
  ['reconciliation.csv', 10],
])('%s', (file, width) => {
  test('has the same columns in every row, and no cell that a spreadsheet would run', () => {
    const found = filesNamed(new RegExp(`/${file}$`))
    expect(found.length).toBeGreaterThan(0)
    for (const [name, text] of found)
      for (const row of rowsOf(text)) {
        expect(row.length, name).toBe(width)
        expect(
          row.filter((cell) => RUNS.test(cell) && !NUMBER.test(cell)),
          name,
        ).toEqual([])
      }
  })
})

/** What of a page is neither our markup nor text: a tag that no page of ours has, an attribute that runs something, a sign that would begin one. */
function liveIn(html: string): string[] {
  const scripts = html.match(/<script[\s>][\s\S]*?<\/script>/gi) ?? []
  const still = html.replaceAll(/<(script|style)[\s>][\s\S]*?<\/\1>/gi, '')
  const tags = still.match(/<[^>]*>/g) ?? []
  const ours = /^<(?:!doctype html|\/?[a-z][a-z0-9]*(?: [a-z-]+(?:="[^"<>]*")?)*)>$/
  const isLive = (tag: string): boolean =>
    !ours.test(tag) || /^<(?:img|iframe|object|embed|svg|base|script)\b/.test(tag) || /\son[a-z]+=/.test(tag.replaceAll(/"[^"]*"/g, '""'))
  return [
    ...tags.filter(isLive),
    ...(/[<>]/.test(still.replaceAll(/<[^>]*>/g, '')) ? ['a sign that begins or ends a tag'] : []),
    ...scripts.filter((script) => /^<script>alert/i.test(script)),
    ...(UNSEEN.test(html) ? ['a character that is not seen'] : []),
  ]
}

describe('pages', () => {
  test('exceptions.html and the statements hold no markup of others, and nothing unseen', () => {
    const pages = filesNamed(/\.html$/)
    expect(pages.length).toBeGreaterThan(2 * NAMES.length)
    for (const [name, html] of pages) expect(liveIn(html), name).toEqual([])
  })

  test('exceptions.html has as many scripts as without hostile texts', () => {
    const counts = filesNamed(/exceptions\.html$/).map(([, html]) => (html.match(/<script/gi) ?? []).length)
    expect(new Set(counts).size).toBeLessThanOrEqual(2)
    expect(Math.max(...counts)).toBe(2)
  })

  test.each(NAMES)('the page of a worker: %s', (name) => {
    const value = HOSTILE[name] ?? ''
    const now = assessedQuarter({ quarter: '2024Q4', grants: [imw({ entitlementId: value })] })
    const causes = [{ kind: 'grant-changed', parameters: { grant: value, fields: value, before: value, after: value } } as const]
    const page = {
      inss: WORKER,
      employerNumber: EMPLOYER,
      employerName: value,
      now: { ...now, causes },
      before: undefined,
      codes: [value, value],
    }
    for (const language of ['nl', 'en'] as const) expect(liveIn(explainHtml([page], language))).toEqual([])
  })

  test.each(NAMES)('the page of npm start: %s', (name) => {
    const value = HOSTILE[name] ?? ''
    const id = `run-${'a'.repeat(24)}`
    const answers = [{ code: 'REL-003', nl: value, en: value }]
    const view: RunView = {
      type: 'run',
      id,
      purpose: 'declaration',
      file: value,
      about: value,
      at: '2025-08-01T09:00:00Z',
      files: [],
      by: value,
      state: 'held',
      chunks: { done: 0, of: 1 },
      summary: undefined,
      answers,
    }
    const sweep: Seen['sweep'] = {
      at: view.at,
      helped: [],
      heldRuns: [],
      holds: [],
      standingStill: [{ id, file: value, state: value, since: '', stage: 'compute', deadLetters: [value] }],
    }
    const setting = settingOf(new URLSearchParams({ as: value, lang: value }), 'anna')
    const html = pageHtml({
      seen: { uploads: [view], total: 1, held: [view], sweep, pauses: { VOP: { reason: value } } },
      setting,
      notice: [value],
      folder: value,
    })
    expect(liveIn(html)).toEqual([])
  })
})

describe.each(Object.entries(HOSTILE))('%s', (name, value) => {
  test('stands in exceptions.csv and .json as a cell, shortened', () => {
    const rows = rowsOf(fileOf(story, name, 'exceptions.csv'))
    const cells = rows.filter(([code]) => code === 'WRK-003').map((row) => row[REPORT_COLUMNS.indexOf('value')])
    expect(cells).toContain(guarded(shown(value)))
    const json = JSON.parse(fileOf(story, name, 'exceptions.json')) as { code: string; value: string; message_nl: string }[]
    expect(json.filter(({ code }) => code === 'WRK-003').map((row) => row.value)).toContain(shown(value))
    expect(json.filter((row) => Object.values(row).some((text) => text.length > 1_000 || UNSEEN.test(text)))).toEqual([])
  })

  test('stands in the page of findings and, as the name of an employer, in its statement', () => {
    expect(fileOf(story, name, 'exceptions.html')).toContain(escaped(shown(value)))
    const statement = fileOf(story, name, statementFile(employerOf(NAMES.indexOf(name))))
    expect(statement).toContain(`<dd class="name">${escaped(value.trim()).replaceAll(/\u202e/g, '')}`)
  })

  test('stands in the reconciliation as the words of the bank', () => {
    const [header = [], first = []] = rowsOf(fileOf(story, name, 'reconciliation.csv'))
    const words = value
      .replaceAll(/[\u0000\u202e]/g, '')
      .slice(0, 100)
      .trim()
    expect(first[header.indexOf('reason')]).toBe(`AC04 ${words}`)
  })
})

test('a number of a worker in pieces is masked wherever it stands, but in the copy of the sender and in what programs read', () => {
  const { number, text } = NUMBER_IN_PIECES
  const holding = (of: string): string[] => [
    ...new Set(filesNamed(/\.(?:csv|json|html)$/).flatMap(([name, each]) => (each.includes(of) ? [name.replace(/^.*\//, '')] : []))),
  ]
  expect(holding(number)).toEqual([])
  expect(holding(text)).toEqual(['annotated.csv'])
  expect(holding('••••••03328')).toEqual(
    expect.arrayContaining(['acknowledgement.json', 'exceptions.csv', 'exceptions.html', 'reconciliation.csv', 'summary.json']),
  )
  const now = assessedQuarter({ quarter: '2024Q4', grants: [imw()] })
  const html = explainHtml([{ inss: WORKER, employerNumber: EMPLOYER, employerName: text, now, before: undefined, codes: [] }], 'nl')
  expect(html).toContain('<span class="name">••••••03328</span>')
})
