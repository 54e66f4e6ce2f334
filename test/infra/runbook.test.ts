/** Checks that alarms, articles of the runbook and metrics belong together, in both directions. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../shared/exceptions/catalogue.ts'
import { parsePaymentId } from '../../shared/ledger/entry.ts'
import { messageIdOf } from '../../shared/payment/payment-file-ids.ts'
import { outputKey, parameterReportKey, PAYMENT_FILES, PREFIXES, REPORT_FILES, SWEEP_REPORT_KEY } from '../../shared/pipeline/layout.ts'
import { METRIC_NAMESPACE, METRIC_SERVICE, METRICS } from '../../shared/pipeline/metrics.ts'
import { EVERY_EMPLOYER, REQUEST_COLUMNS } from '../../shared/pipeline/recompute/request.ts'
import { ACTIONS, RELEASE_COLUMNS } from '../../shared/pipeline/release/request.ts'
import type { PaymentManifest } from '../../shared/pipeline/reports/payment-order.ts'
import { RETURNED_COLUMNS } from '../../shared/pipeline/returns/returned-money.ts'
import type { SweepReport } from '../../shared/pipeline/sweep/sweep.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { ANNA, BAKERY, declarationCsv, declared, grant, outputsOf, row, send, systemWith } from '../support/pipeline-builders.ts'
import { told } from '../support/release-builders.ts'
import { REGISTRAR, returnMoney } from '../support/return-builders.ts'
import { at, elements, synthesize, type Properties } from '../support/template.ts'

const PARTS = ['Means', 'Does not show', 'First look', 'Repair', 'Who'] as const
const PROCEDURE_PARTS = ['For', 'Start', 'By itself', 'Does not show', 'First look', 'Repair', 'Who'] as const
/** In the order of the flow, and the sweep. */
const FUNCTIONS = ['registry', 'intake', 'recompute', 'release', 'returns', 'compute', 'settle', 'sweep']

const stack = await synthesize('production')
const alarms = [...stack.ofType('AWS::CloudWatch::Alarm').values()].map(({ Properties = {} }) => Properties)
/** An alarm of a stage is named `<article>-<stage>`. */
const articleOf = ({ AlarmName }: Properties): string => String(AlarmName).split('-')[0] ?? ''

const runbook = readFileSync(new URL('../../infra/runbook.md', import.meta.url), 'utf8')
/** Titles and texts that stand under headings of a level. */
const sections = (text: string, level: '#' | '##'): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(new RegExp(`^${level} `, 'm'))
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1)]),
  )
const chapters = sections(runbook, '#')
/** Articles about alarms, and articles about what people do without one. */
const articles = sections(chapters.get('Runbook') ?? '', '##')
const procedures = sections(chapters.get('Procedures') ?? '', '##')

/** The parts of an article with what they say. */
const partsOf = (article: string): [part: string, says: string][] =>
  [...(articles.get(article) ?? procedures.get(article) ?? '').matchAll(/^\*\*([^*]+)\.\*\*\s+([^]*?)(?=^\*\*[^*]+\.\*\*|(?![^]))/gm)].map(
    ([, part = '', says = '']) => [part, says.trim()],
  )

describe('the runbook', () => {
  it('has an article for every alarm', () => {
    expect(alarms.map(articleOf).filter((article) => !articles.has(article))).toEqual([])
  })

  it('has an alarm for every article', () => {
    const named = new Set(alarms.map(articleOf))
    expect([...articles.keys()].filter((article) => !named.has(article))).toEqual([])
    expect(articles.size).toBe(named.size)
  })

  /** Parts that say next to nothing. */
  const empty = (article: string): unknown => partsOf(article).filter(([part, says]) => says.split(/\s+/).length < (part === 'Who' ? 1 : 5))

  it.each([...articles.keys()])(
    '%s says what it means, what it does not show, where to look first, how to repair, and who does it',
    (article) => {
      expect(partsOf(article).map(([part]) => part)).toEqual(PARTS)
      expect(empty(article)).toEqual([])
    },
  )

  it('has two chapters: alarms, and what people start without one', () => {
    expect([...chapters.keys()]).toEqual(['Runbook', 'Procedures'])
    expect([...procedures.keys()]).toEqual([
      'Recompute',
      'Release',
      'StopAllPayments',
      'AbandonOrSettleWithout',
      'PaymentFiles',
      'BankRefused',
      'ReturnedMoney',
    ])
    expect([...procedures.keys()].filter((name) => alarms.some((alarm) => articleOf(alarm) === name))).toEqual([])
  })

  it.each([...procedures.keys()])(
    '%s says what it is for, how to start it, what happens by itself, what it does not show, where to look, how to repair, and who does it',
    (article) => {
      expect(partsOf(article).map(([part]) => part)).toEqual(PROCEDURE_PARTS)
      expect(empty(article)).toEqual([])
    },
  )

  it('Recompute names the places of the layout, the words that a request may say, and the files it leaves', () => {
    const text = procedures.get('Recompute') ?? ''
    const named = [
      `\`${PREFIXES.recompute}\``,
      `\`${PREFIXES.recomputeDryRun}\``,
      `\`${REQUEST_COLUMNS.join(';')}\``,
      `\`${EVERY_EMPLOYER};2024Q3\``,
      `\`${parameterReportKey('<hash>', 'quarters.csv')}\``,
      `\`${parameterReportKey('<hash>', 'quarters.json').split('/')[1] ?? ''}\``,
      `\`${REPORT_FILES.differencesCsv}\``,
    ]
    expect(named.filter((each) => !text.includes(each))).toEqual([])
  })

  it('the procedures of decisions name the place and header of a request, and every action that people may ask for in lines that can be read', async () => {
    const text = ['Release', 'StopAllPayments', 'AbandonOrSettleWithout', 'BankRefused', 'ReturnedMoney']
      .map((name) => procedures.get(name) ?? '')
      .join('\n')
    expect([`\`${PREFIXES.release}\``, `\`${RELEASE_COLUMNS.join(';')}\``].filter((each) => !text.includes(each))).toEqual([])
    const examples = [...text.matchAll(new RegExp(`\`((?:${ACTIONS.join('|')});[^\`]*)\``, 'g'))].map(([, line = '']) => line)
    const asked = new Set(examples.map((line) => line.split(';')[0]))
    expect(ACTIONS.filter((action) => action !== 'retry' && !asked.has(action))).toEqual([])
    expect(text).toContain('`retry`')
    const system = await systemWith([])
    const { key, versionId = '' } = system.upload(`${PREFIXES.release}examples.csv`, examples.join('\n'))
    await system.run()
    const codes = outputsOf(system, runIdOf({ bucket: 'inbox', key, versionId })).exceptions
    expect(codes).toHaveLength(examples.length)
    expect(codes).not.toContain('REL-001')
  })

  it.each(['REL-001', 'REL-002', 'REL-003', 'REL-004', 'REL-005'])('Release says what %s means', (code) => {
    expect(procedures.get('Release')).toContain(code)
  })

  it('ReturnedMoney names the place and header of a list, with a line that can be read', async () => {
    const text = procedures.get('ReturnedMoney') ?? ''
    expect([`\`${PREFIXES.manualReturns}\``, `\`${RETURNED_COLUMNS.join(';')}\``].filter((each) => !text.includes(each))).toEqual([])
    const example = /`(\d{10}[^`;]+;[^`]*)`/.exec(text)?.[1] ?? ''
    const [paymentId = '', amount = '', returnedOn = '', reason = ''] = example.split(';')
    expect(parsePaymentId(paymentId)).toBeDefined()
    expect([amount, returnedOn, reason]).toEqual([
      expect.stringMatching(/^\d+\.\d{2}$/),
      expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      expect.stringMatching(/^[A-Z]{2}\d{2}$/),
    ])
    const system = await systemWith([])
    const run = await returnMoney(system, REGISTRAR, example)
    // It can be read; only, nobody here has paid it, so it waits for nobody.
    expect(told(system, run)).toEqual([
      `RET-007: Line 2 of the file of returned money, about payment «${paymentId}», cannot be used. Nothing was changed for this line. This payment is not known.`,
    ])
  })

  it('PaymentFiles names the files, what the manifest says of them and every total of the reconciliation', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const run = send(system, 'declaration', declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')])))
    await system.run()
    const manifest = JSON.parse(system.objects.text('payments', outputKey(run, PAYMENT_FILES.manifest)) ?? '') as PaymentManifest
    const { runId, currency, instructed, answers, ...totals } = JSON.parse(
      system.objects.text('reports', outputKey(run, REPORT_FILES.reconciliation)) ?? '',
    ) as Record<string, unknown>
    expect([runId, currency, instructed, answers]).toEqual([run, 'EUR', { count: 1, sum: '2000.00' }, 0])
    const text = procedures.get('PaymentFiles') ?? ''
    const named = [
      PREFIXES.returns,
      ...Object.values(PAYMENT_FILES),
      ...manifest.files.map(({ name }) => name),
      ...['order', 'sha256', 'count', 'sum'],
      ...[REPORT_FILES.reconciliation, REPORT_FILES.reconciliationCsv],
      ...Object.keys(totals),
      messageIdOf('run-0123456789abcdef01234567', 1),
    ]
    expect(named.filter((each) => !text.includes(`\`${each}\``))).toEqual([])
  })

  it('every finding about what the bank answers or what came back is explained by a procedure', () => {
    const text = ['PaymentFiles', 'BankRefused', 'ReturnedMoney'].map((name) => procedures.get(name) ?? '').join('\n')
    const codes = Object.keys(CATALOGUE).filter((code) => code.startsWith('RET-'))
    expect(codes.length).toBeGreaterThan(0)
    expect(codes.filter((code) => !text.includes(code))).toEqual([])
  })

  it('every code of a bank that it names has a sentence', () => {
    const named = [...runbook.matchAll(/\b[A-Z]{2}\d{2}\b/g)].map(([code]) => code)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((code) => !(code in CATALOGUE['PAY-006'].details))).toEqual([])
  })

  it('every hold of a payment or a run is explained by a procedure', () => {
    const holds = Object.entries(CATALOGUE).filter(([, { disposition }]) => disposition === 'hold')
    const text = [...procedures.values()].join('\n')
    expect(holds.map(([code]) => code).filter((code) => !text.includes(code))).toEqual([])
  })

  it('RunStandingStill and RunWaitsForRelease name the report of the sweep and what stands in it', () => {
    for (const name of ['RunStandingStill', 'RunWaitsForRelease']) expect(articles.get(name)).toContain(`\`${SWEEP_REPORT_KEY}\``)
    const fields: readonly (keyof SweepReport)[] = ['at', 'standingStill', 'heldRuns', 'holds']
    expect(fields.filter((field) => !runbook.includes(`\`${field}\``))).toEqual([])
  })

  it('every policy, code and article that it names exists', () => {
    const policies = [...stack.ofType('AWS::IAM::ManagedPolicy').keys()].map((place) => place.replace('access/', ''))
    const said = [...runbook.matchAll(/(?:polic(?:y|ies)|holds both) `(\w+)`(?: and `(\w+)`)?/g)].flatMap(([, one, other]) => [one, other])
    const namedPolicies = said.filter((each) => each !== undefined)
    expect(namedPolicies).toEqual(
      expect.arrayContaining(['Operations', 'RecomputeRequester', 'Releaser', 'BankConnection', 'ReturnRegistrar']),
    )
    expect(namedPolicies.filter((each) => !policies.includes(each))).toEqual([])
    const codes = [...runbook.matchAll(/\b[A-Z]{3}-\d{3}\b/g)].map(([code]) => code)
    expect(codes.filter((code) => !(code in CATALOGUE))).toEqual([])
    const references = [...runbook.matchAll(/\b(?:[Ss]ee|[Aa]s) ([A-Z][a-z]+[A-Z]\w+|Recompute|Release)\b/g)].map(([, name = '']) => name)
    expect(references.length).toBeGreaterThan(0)
    expect(references.filter((name) => !articles.has(name) && !procedures.has(name))).toEqual([])
  })

  it('every alarm sends the reader to its article', () => {
    expect(
      alarms
        .filter((alarm) => !new RegExp(`\\bRunbook: ${articleOf(alarm)}$`).test(String(alarm.AlarmDescription)))
        .map(({ AlarmName }) => String(AlarmName)),
    ).toEqual([])
  })

  it('the alarms that the department asked for are there', () => {
    expect([...new Set(alarms.map(articleOf))].toSorted()).toEqual([
      'AssertionFailed',
      'ControlTotalsDiffer',
      'DeadLetters',
      'OldestMessage',
      'PaymentExistsWithOtherAmount',
      'QuarterTotalUnusual',
      'RefusedShareUnusual',
      'RunStandingStill',
      'RunWaitsForRelease',
    ])
  })

  it('every setting that an article names exists', () => {
    const settings = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
      context: { settings: { production: Record<string, unknown> } }
    }
    const named = [...runbook.matchAll(/setting `(\w+)`|`(\w+)` in cdk\.json/g)].map(([, one, other]) => one ?? other ?? '')
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !(name in settings.context.settings.production))).toEqual([])
  })
})

describe('the metrics', () => {
  interface Watched {
    readonly namespace: string
    readonly name: string
    readonly dimensions: unknown
  }
  const watchedAs = ({ Namespace, MetricName, Dimensions }: Properties): Watched => ({
    namespace: String(Namespace),
    name: String(MetricName),
    dimensions: Dimensions,
  })
  /** What an alarm watches, in itself or inside an expression. */
  const watchedBy = (alarm: Properties): Watched[] =>
    alarm.MetricName === undefined
      ? elements(alarm.Metrics)
          .flatMap((each) => elements(at(each, 'MetricStat', 'Metric')))
          .map(watchedAs)
      : [watchedAs(alarm)]
  const watched = alarms.flatMap(watchedBy)
  const ours = watched.filter(({ namespace }) => !namespace.startsWith('AWS/'))
  const dashboard = stack.words(stack.properties('AWS::CloudWatch::Dashboard', 'dashboard').DashboardBody)

  it('that alarms watch are those of AWS or those that the code counts, under the dimension it gives', () => {
    expect(ours.length).toBeGreaterThan(0)
    for (const { namespace, name, dimensions } of ours) {
      expect(Object.keys(METRICS)).toContain(name)
      expect({ namespace, dimensions }).toEqual({ namespace: METRIC_NAMESPACE, dimensions: [{ Name: 'service', Value: METRIC_SERVICE }] })
    }
  })

  it.each(Object.keys(METRICS))('%s is watched by an alarm or drawn on the dashboard', (name) => {
    expect(ours.some((metric) => metric.name === name) || dashboard.includes(`"${METRIC_NAMESPACE}","${name}"`)).toBe(true)
  })

  it('a metric without value is no alarm: nothing ran; but for the one that every sweep counts', () => {
    const ringing = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching')
    expect(ringing.map(({ AlarmName, TreatMissingData }) => [AlarmName, TreatMissingData])).toEqual([['RunStandingStill', 'breaching']])
  })

  it('the dashboard shows every alarm, and every stage from left to right', () => {
    expect(
      alarms.filter((_, index) => !dashboard.includes(`<${[...stack.ofType('AWS::CloudWatch::Alarm').keys()][index] ?? ''}>`)),
    ).toEqual([])
    const body = JSON.parse(dashboard) as {
      widgets: readonly {
        readonly x: number
        readonly y: number
        readonly width: number
        readonly properties: { readonly title?: string }
      }[]
    }
    const stages = body.widgets
      .filter(({ properties: { title } }) => FUNCTIONS.includes(title ?? ''))
      .toSorted((one, other) => one.x - other.x)
    expect(stages.map(({ properties: { title } }) => title)).toEqual(FUNCTIONS)
    expect(new Set(stages.map(({ y }) => y)).size).toBe(1)
    // Side by side over the whole width of a dashboard.
    expect(stages.map(({ x }) => x)).toEqual(stages.map((_, index) => stages.slice(0, index).reduce((sum, { width }) => sum + width, 0)))
    expect(stages.reduce((sum, { width }) => sum + width, 0)).toBe(24)
  })
})
