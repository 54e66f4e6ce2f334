/** Checks that alarms, articles of the runbook and metrics belong together, in both directions. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { METRIC_NAMESPACE, METRIC_SERVICE, METRICS } from '../../shared/pipeline/metrics.ts'
import { at, elements, synthesize, type Properties } from '../support/template.ts'

const PARTS = ['Means', 'Does not show', 'First look', 'Repair', 'Who'] as const

const stack = await synthesize('production')
const alarms = [...stack.ofType('AWS::CloudWatch::Alarm').values()].map(({ Properties = {} }) => Properties)
/** An alarm of a stage is named `<article>-<stage>`. */
const articleOf = ({ AlarmName }: Properties): string => String(AlarmName).split('-')[0] ?? ''

const runbook = readFileSync(new URL('../../infra/runbook.md', import.meta.url), 'utf8')
const articles = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)]),
)

/** The parts of an article with what they say. */
const partsOf = (article: string): [part: string, says: string][] =>
  [...(articles.get(article) ?? '').matchAll(/^\*\*([^*]+)\.\*\*\s+([^]*?)(?=^\*\*[^*]+\.\*\*|(?![^]))/gm)].map(
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

  it.each([...articles.keys()])(
    '%s says what it means, what it does not show, where to look first, how to repair, and who does it',
    (article) => {
      expect(partsOf(article).map(([part]) => part)).toEqual(PARTS)
      expect(partsOf(article).filter(([part, says]) => says.split(/\s+/).length < (part === 'Who' ? 1 : 5))).toEqual([])
    },
  )

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

  it('a metric without value is no alarm: nothing ran', () => {
    expect(new Set(alarms.map(({ TreatMissingData }) => TreatMissingData as string))).toEqual(new Set(['notBreaching']))
  })

  it('the dashboard shows every alarm, and every stage from left to right', () => {
    expect(
      alarms.filter((_, index) => !dashboard.includes(`<${[...stack.ofType('AWS::CloudWatch::Alarm').keys()][index] ?? ''}>`)),
    ).toEqual([])
    const body = JSON.parse(dashboard) as {
      widgets: readonly { readonly x: number; readonly y: number; readonly properties: { readonly title?: string } }[]
    }
    const stages = body.widgets.filter(({ properties: { title } }) => ['registry', 'intake', 'compute', 'settle'].includes(title ?? ''))
    expect(stages.toSorted((one, other) => one.x - other.x).map(({ properties: { title } }) => title)).toEqual([
      'registry',
      'intake',
      'compute',
      'settle',
    ])
    expect(new Set(stages.map(({ y }) => y)).size).toBe(1)
  })
})
