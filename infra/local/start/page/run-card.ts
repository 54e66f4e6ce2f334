// Understands one upload on the page: what it is, how far it is, its sums, its files, what was answered.
import { CODES, entryOf, type ExceptionCode, type Language } from '../../../../shared/exceptions/catalogue.ts'
import { momentText } from '../../../../shared/pipeline/reports/page/moment.ts'
import { amountText, markup, NOTHING, type Markup } from '../presentation.ts'
import type { ImportView, RunView, UploadView } from '../views.ts'
import { groupsOf } from './file-texts.ts'
import { PURPOSE_TEXTS, say, STATE_TEXTS, STEP_TEXTS } from './texts.ts'

/** A card of a list: the script replaces it when its HTML changes, and tells `told` when that changes. */
export interface Card {
  readonly id: string
  readonly html: Markup
  /** One sentence for who does not see the page. */
  readonly told: string
}

type ShownState = keyof typeof STATE_TEXTS

/** The run of a request ends settled even when it did nothing, and that of a dry run when it booked nothing: they say so. */
function stateOf(view: UploadView): ShownState {
  if (view.type === 'import' || view.state !== 'settled') return view.state
  if (view.summary?.dryRun) return 'dry'
  return view.answers.length > 0 && view.answers.every(({ code }) => code !== DONE) ? 'refused' : 'settled'
}
const DONE = 'REL-002'

export function titleOf(view: UploadView, language: Language): string {
  return view.about === undefined ? view.file : say('about', language, { what: whatOf(view, language), file: view.about })
}

/** Asked for by the system itself: nobody handed it in. It names such a request by what it follows from. */
const isOfSystem = ({ purpose, file }: UploadView): boolean =>
  purpose === 'retry' || (purpose === 'recompute' && /^(?:import|(?:dry-)?run)-/.test(file))

/** Its title says already what it is. */
const isNamedByPurpose = ({ purpose, about }: UploadView): boolean =>
  about !== undefined && (purpose === 'recompute' || purpose === 'retry')

function whatOf({ purpose, file }: UploadView, language: Language): string {
  if (purpose !== 'decision') return PURPOSE_TEXTS[purpose][language]
  const action = DECISIONS.find(([name]) => file.startsWith(`${name}-`))
  return action === undefined ? PURPOSE_TEXTS.decision[language] : say(action[1], language)
}

/** What a decision is called, by the beginning of its name. */
const DECISIONS = [
  ['release', 'release'],
  ['abandon', 'abandon'],
  ['settle-without', 'settleWithout'],
  ['pause', 'pause'],
  ['resume', 'resume'],
  ['statement', 'aStatement'],
] as const

export function uploadCard(view: UploadView, language: Language): Card {
  const state = stateOf(view)
  const person =
    view.type === 'run' && view.by !== '' && !isOfSystem(view) ? markup` · ${say('by', language, { person: view.by })}` : NOTHING
  const html = markup`
<div class="head"><h3>${titleOf(view, language)}</h3><span class="state ${state}">${STATE_TEXTS[state][language]}</span></div>
<p class="meta">${isNamedByPurpose(view) ? '' : `${PURPOSE_TEXTS[view.purpose][language]} · `}<time datetime="${view.at}">${momentText(view.at)}</time>${person} · <span class="id">${view.id}</span></p>
${view.type === 'run' ? runBody(view, language) : importBody(view, language)}
${filesList(view, language)}`
  return { id: view.id, html, told: toldOf(view, language) }
}

function toldOf(view: UploadView, language: Language): string {
  const values = { file: titleOf(view, language), state: STATE_TEXTS[stateOf(view)][language] }
  const payments = view.type === 'run' ? view.summary?.payments : undefined
  if (!payments || payments.count === 0) return say('told', language, values)
  return say('toldPayments', language, { ...values, payments: payments.count, sum: amountText(payments.sum, language) })
}

const importBody = ({ state, refused }: ImportView, language: Language): Markup =>
  state === 'reading'
    ? NOTHING
    : markup`<p class="note">${refused === 0 ? say('everythingStored', language) : refused === 1 ? say('refusedRow', language) : say('refusedRows', language, { count: refused })}</p>`

const runBody = (view: RunView, language: Language): Markup =>
  markup`${steps(view, language)}${figures(view, language)}${answers(view, language)}`

/** Steps that are done; undefined once it has ended: the state says the rest. */
function stepsDone(state: RunView['state']): number | undefined {
  if (state === 'unread' || state === 'received') return 0
  if (state === 'computing') return 1
  if (state === 'held' || state === 'settling' || state === 'released') return 2
  return undefined
}

function steps({ state, chunks }: RunView, language: Language): Markup {
  const done = stepsDone(state)
  if (done === undefined) return NOTHING
  const step = (text: string, index: number): Markup => {
    const name = index < done ? 'done' : index === done ? 'now' : 'later'
    const count = index === 1 && done === 1 && chunks.of > 1 ? markup` <small>${say('chunks', language, chunks)}</small>` : NOTHING
    return markup`<li class="${name}"${index === done ? { html: ' aria-current="step"' } : NOTHING}>${text}${count}</li>`
  }
  return markup`<ol class="steps">${STEP_TEXTS.map((text, index) => step(text[language], index))}</ol>`
}

function figures({ summary, state }: RunView, language: Language): Markup {
  if (!summary || state === 'rejected' || state === 'abandoned') return NOTHING
  const count = (title: string, value: number): Markup => (value === 0 ? NOTHING : markup`<div><dt>${title}</dt><dd>${value}</dd></div>`)
  const sum = (title: string, total: { readonly count: number; readonly sum: string } | undefined): Markup =>
    !total || total.count === 0
      ? NOTHING
      : markup`<div><dt>${title} <span class="count">${total.count}</span></dt><dd>${amountText(total.sum, language)}</dd></div>`
  const { workers, refused, withoutGrant } = summary.counts
  const all = [
    count(say('workers', language), workers),
    count(say('refusedWorkers', language), refused),
    count(say('withoutGrant', language), withoutGrant),
    sum(say('payments', language), summary.payments),
    // Negative in the files: the word says which way it goes.
    sum(say('claims', language), { ...summary.claims, sum: summary.claims.sum.replace('-', '') }),
    sum(say('heldAmounts', language), summary.held),
    sum(say('returned', language), summary.returned),
  ]
  if (all.every(({ html }) => html === '')) return NOTHING
  const label = state === 'held' || summary.dryRun ? markup`<p class="note">${say('wouldBe', language)}</p>` : NOTHING
  return markup`${label}<dl class="figures">${all}</dl>`
}

/** What the request was answered, in sentences. */
const answers = ({ answers: told }: RunView, language: Language): Markup =>
  told.length === 0
    ? NOTHING
    : markup`<ul class="answers">${told.map((answer) => markup`<li><b>${answer.code}</b> ${answer[language]}</li>`)}</ul>`

function findings(view: UploadView, language: Language): Markup {
  if (view.type === 'import') return NOTHING
  const { summary, answers: told } = view
  const codes = Object.entries(summary?.exceptions ?? {}).filter(([code]) => !told.some((answer) => answer.code === code))
  if (codes.length === 0) return NOTHING
  const total = codes.reduce((sum, [, count]) => sum + count, 0)
  const line = ([code, count]: readonly [string, number]): Markup =>
    markup`<li><b>${code}</b> ${count > 1 ? `${count} × ` : ''}${titleOfCode(code, language)}</li>`
  return markup`<details data-part="findings"><summary>${say('findings', language)} <span class="count">${total}</span></summary><ul class="codes">${codes.map(line)}</ul></details>`
}

const isCode = (code: string): code is ExceptionCode => (CODES as readonly string[]).includes(code)
export const titleOfCode = (code: string, language: Language): string => (isCode(code) ? entryOf(code).title[language] : '')

function filesList(view: UploadView, language: Language): Markup {
  const { id, files } = view
  // What a decision itself left is rarely looked at: what it let go stands with its own run.
  const { named, statements, others } = view.purpose === 'decision' ? { named: [], statements: [], others: files } : groupsOf(files)
  if (files.length === 0) return NOTHING
  const link = (file: string, text: string): Markup =>
    markup`<li><a href="/runs/${id}/${file}"${file.endsWith('.csv') ? NOTHING : { html: ' target="_blank" rel="noopener"' }}>${text}</a></li>`
  const withType = (file: string, text: string): string => (text === file ? text : `${text} (${file.split('.').at(-1) ?? ''})`)
  const more = (part: string, title: string, list: readonly string[], textOf: (file: string) => string): Markup =>
    list.length === 0
      ? NOTHING
      : markup`<details data-part="${part}"><summary>${title}</summary><ul class="files">${list.map((file) => link(file, textOf(file)))}</ul></details>`
  const list =
    named.length === 0
      ? NOTHING
      : markup`<ul class="files">${named.map(({ file, text }) => link(file, withType(file, text[language])))}</ul>`
  return markup`${list}
<div class="more">${findings(view, language)}
${more('statements', statements.length === 1 ? say('statement', language) : say('statements', language, { count: statements.length }), statements, (file) => file.replace(/^statements\/|\.html$/g, ''))}
${more('others', others.length === 1 ? say('otherFile', language) : say('otherFiles', language, { count: others.length }), others, (file) => file)}</div>`
}
