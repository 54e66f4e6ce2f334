// Understands what waits for a person, each with what lets it go on: stopped payments, a run for a second person, an account for its reason, what stands still for a decision.
import type { Language } from '../../../../shared/exceptions/catalogue.ts'
import type { Pause } from '../../../../shared/ledger/payment-holds.ts'
import { MEASURES, type Measure } from '../../../../shared/law/measures.ts'
import { REPORT_FILES } from '../../../../shared/pipeline/layout.ts'
import { deedsFor, OF_A_PERSON, OF_THE_PAYEE, type Deed } from '../../../../shared/pipeline/overview/deeds.ts'
import type { WaitingHold } from '../../../../shared/pipeline/sweep/open-holds.ts'
import type { StandingStill } from '../../../../shared/pipeline/sweep/standing-still.ts'
import { STAGE_TEXTS } from '../../../../shared/pipeline/reports/page/run-words.ts'
import { senderText } from '../../../../shared/pipeline/reports/page/sender-text.ts'
import { momentText } from '../../../../shared/pipeline/reports/page/moment.ts'
import type { Seen } from '../overview.ts'
import { employerNumberText, markup, NOTHING, quarterText, type Markup } from '../presentation.ts'
import type { RunView } from '../views.ts'
import { titleOf, titleOfCode, type Card } from './run-card.ts'
import type { Setting } from './setting.ts'
import { say, STATE_TEXTS } from './texts.ts'

/** More accounts than this are folded. */
const SHOWN_MAX = 12

type Button = 'release' | 'abandon' | 'settle-without'
/** What is done here; messages are processed again by whoever looks after the machine. */
const BUTTON_OF: Readonly<Partial<Record<Deed['type'], Button>>> = { 'abandon-run': 'abandon', 'settle-without': 'settle-without' }
const BUTTON_TEXTS = { release: 'release', abandon: 'abandon', 'settle-without': 'settleWithout' } as const

export function waitingCards({ held, sweep, pauses }: Seen, setting: Setting): readonly Card[] {
  return [
    ...MEASURES.flatMap((measure) => (pauses[measure] ? [paused(measure, pauses[measure], setting)] : [])),
    ...held.map((view) => heldRun(view, setting)),
    ...(sweep?.standingStill ?? []).map((each) => standing(each, setting)),
    ...byCodes(sweep?.holds ?? []).map(([codes, holds]) => heldAccounts(codes.split(' '), holds, setting)),
  ]
}

function paused(measure: Measure, { reason }: Pause, { language, person }: Setting): Card {
  const title = say('pausedPayments', language, { measure })
  const html = markup`
<div class="head"><h3>${title}</h3></div>
<p class="meta">${say('pausedFor', language, { reason: senderText(reason) })}</p>
<p class="note">${say('pausedHint', language)}</p>
<form class="decision" method="post" action="/decisions">
<input type="hidden" name="target" value="${measure}"><input type="hidden" name="lang" value="${language}"><input type="hidden" class="person" name="as" value="${person}">
<p class="buttons"><button name="action" value="resume" aria-label="${say('resume', language)}: ${measure}">${say('resumeShort', language)}</button></p>
</form>`
  return { id: `paused-${measure}`, html, told: title }
}

function heldRun(view: RunView, setting: Setting): Card {
  const { language } = setting
  const html = markup`
<div class="head"><h3>${titleOf(view, language)}</h3><span class="state held">${STATE_TEXTS.held[language]}</span></div>
<p class="meta"><time datetime="${view.at}">${momentText(view.at)}</time> · ${say('by', language, { person: view.by })}</p>
<p class="note">${say('heldRun', language)}${findingsLink(view, language)}</p>
${decisionForm(view.id, ['release', 'abandon'], setting)}`
  return { id: `waits-${view.id}`, html, told: `${titleOf(view, language)}: ${STATE_TEXTS.held[language]}` }
}

/** Who releases a run has looked at it. */
const findingsLink = ({ id, files }: RunView, language: Language): Markup =>
  files.includes(FINDINGS)
    ? markup` <a href="/runs/${id}/${FINDINGS}" target="_blank" rel="noopener">${say('lookFirst', language)}</a>`
    : NOTHING
const FINDINGS = REPORT_FILES.exceptionsPage

function standing(still: StandingStill, setting: Setting): Card {
  const { id, file, stage, deadLetters } = still
  const { language } = setting
  const sentence = say('standsStill', language, { stage: STAGE_TEXTS[stage][language] })
  const buttons = deedsFor({ type: 'standing-still', standing: still }).flatMap(({ type }) => BUTTON_OF[type] ?? [])
  const html = markup`
<div class="head"><h3>${file}</h3></div>
<p class="note">${sentence}</p>
<p class="meta">${deadLetters.join(', ')}</p>
${buttons.length === 0 ? NOTHING : decisionForm(id, buttons, setting)}`
  return { id: `still-${id}`, html, told: `${file}: ${sentence}` }
}

/** Accounts that wait for the same, together. */
function byCodes(holds: readonly WaitingHold[]): readonly (readonly [codes: string, holds: readonly WaitingHold[]])[] {
  return [...Map.groupBy(holds, ({ codes }) => codes.join(' '))].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function heldAccounts(codes: readonly string[], holds: readonly WaitingHold[], setting: Setting): Card {
  const { language } = setting
  const isOfPerson = codes.some((code) => OF_A_PERSON.includes(code))
  const isOfPayee = codes.some((code) => OF_THE_PAYEE.includes(code))
  const hint = isOfPayee ? say('mendPayee', language) : isOfPerson ? say('takesPerson', language) : say('goesOn', language)
  const accounts = markup`<ul class="accounts">${holds.map((hold) => heldAccount(hold, isOfPerson, setting))}</ul>`
  const title = codes.map((code) => titleOfCode(code, language)).join(', ')
  const count = say('heldAccounts', language, { count: holds.length })
  const html = markup`
<div class="head"><h3><span class="code">${codes.join(', ')}</span> ${title}</h3><span class="count">${holds.length}</span></div>
<p class="note">${hint}</p>
${holds.length > SHOWN_MAX ? markup`<details data-part="accounts"><summary>${count}</summary>${accounts}</details>` : accounts}`
  return { id: `hold-${codes.join('-')}`, html, told: `${codes.join(', ')} ${title}: ${count}` }
}

function heldAccount({ employerNumber, quarter }: WaitingHold, isOfPerson: boolean, { language, person }: Setting): Markup {
  const name = say('heldAccount', language, { employer: employerNumberText(employerNumber), quarter: quarterText(quarter, language) })
  if (!isOfPerson) return markup`<li>${name}</li>`
  return markup`<li>${name} <form class="decision" method="post" action="/decisions">
<input type="hidden" name="target" value="${employerNumber}"><input type="hidden" name="quarter" value="${quarter}"><input type="hidden" name="lang" value="${language}"><input type="hidden" class="person" name="as" value="${person}">
<button class="second" name="action" value="release" aria-label="${say('release', language)}: ${name}">${say('release', language)}</button></form></li>`
}

function decisionForm(target: string, buttons: readonly Button[], setting: Setting): Markup {
  const { language, person } = setting
  return markup`<form class="decision" method="post" action="/decisions">
<input type="hidden" name="target" value="${target}"><input type="hidden" name="lang" value="${language}">
<p><label for="as-${target}">${say('you', language)}</label><input class="person" id="as-${target}" name="as" value="${person}" autocomplete="off" maxlength="64" required></p>
<p class="grow"><label for="why-${target}">${say('reason', language)} <small>${say('reasonHint', language)}</small></label><input id="why-${target}" name="reason" autocomplete="off" maxlength="500"></p>
<p class="buttons">${buttons.map((button, index) => markup`<button name="action" value="${button}"${index === 0 ? NOTHING : { html: ' class="second"' }}>${say(BUTTON_TEXTS[button], language)}</button>`)}</p>
</form>`
}
