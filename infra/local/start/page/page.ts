// Understands the page of the local system: what to hand in beside what waits and what runs; whole without script, moving with it.
import type { Language } from '../../../../shared/exceptions/catalogue.ts'
import { momentText } from '../../../../shared/pipeline/reports/page/moment.ts'
import type { Seen } from '../overview.ts'
import { markup, NOTHING, type Markup } from '../presentation.ts'
import { uploadCard, type Card } from './run-card.ts'
import { addressOf, type Setting } from './setting.ts'
import { SCRIPT_TEXTS, say, template } from './texts.ts'
import { requestForms } from './request-forms.ts'
import { uploadTiles } from './upload-tiles.ts'
import { waitingCards } from './waiting-cards.ts'

/** The moving part of the page. */
export interface Moving {
  readonly waiting: readonly Card[]
  readonly runs: readonly Card[]
  readonly swept: string
}

export function movingOf(seen: Seen, setting: Setting): Moving {
  const { language } = setting
  return {
    waiting: waitingCards(seen, setting),
    runs: seen.uploads.map((view) => uploadCard(view, language)),
    swept: seen.sweep ? say('swept', language, { at: momentText(seen.sweep.at) }) : say('sweptNever', language),
  }
}

/** The same as a document for the script, which asks for it once a second. */
export function movingDocument({ waiting, runs, swept }: Moving): string {
  const listed = (cards: readonly Card[]): readonly object[] => cards.map(({ id, html, told }) => ({ id, told, html: html.html }))
  return JSON.stringify({ waiting: listed(waiting), runs: listed(runs), swept })
}

export interface PageContent {
  readonly seen: Seen
  readonly setting: Setting
  /** What was just answered, in sentences. */
  readonly notice: readonly string[]
  /** Where a declaration can be dropped, as a person types it. */
  readonly folder: string
}

export function pageHtml(content: PageContent): string {
  const { seen, setting, notice, folder } = content
  const { language } = setting
  const { waiting, runs, swept } = movingOf(seen, setting)
  return framed(
    setting,
    markup`
<a class="skip" href="#runs">${say('skip', language)}</a>
${header(setting)}
<div id="notice" role="status" aria-live="polite" tabindex="-1">${notice.map((sentence) => markup`<p>${sentence}</p>`)}</div>
<div id="told" class="unseen" role="log" aria-live="polite"></div>
<div class="columns">
<section class="hand-in" aria-labelledby="hand-in">
<h2 id="hand-in">${say('handIn', language)}</h2>
${uploadTiles(setting)}
<p class="hint">${say('folderHint', language)} <code>${folder}</code></p>
${requestForms(setting)}
</section>
<main>
<section aria-labelledby="waiting-title">
<div class="title"><h2 id="waiting-title">${say('waiting', language)}</h2>
<form id="sweep" method="post" action="/sweep"><input type="hidden" name="lang" value="${language}"><input type="hidden" class="person" name="as" value="${setting.person}"><span id="swept" class="hint">${swept}</span> <button class="second">${say('sweep', language)}</button></form></div>
${list('waiting', waiting, say('waitingNothing', language))}
</section>
<section aria-labelledby="runs">
<div class="title"><h2 id="runs" tabindex="-1">${say('runs', language)}</h2> <a href="/overview" target="_blank" rel="noopener">${say('overview', language)}</a></div>
${list('runs-list', runs, say('runsNothing', language))}
${seen.total > runs.length ? markup`<p><a href="${addressOf({ ...setting, count: setting.count + 50 })}#runs">${say('older', language, { count: seen.total })}</a></p>` : NOTHING}
</section>
</main>
</div>`,
  )
}

/** Nothing stands between the cards, so that an empty list is empty: then the sentence below it shows. */
const list = (id: string, cards: readonly Card[], nothing: string): Markup =>
  markup`<ul class="cards" id="${id}">${cards.map((card) => markup`<li id="${card.id}" data-told="${card.told}">${card.html}</li>`)}</ul><p class="nothing">${nothing}</p>`

function header(setting: Setting): Markup {
  const { language, person } = setting
  const other = (each: Language, name: string): Markup =>
    each === language
      ? markup`<span aria-current="true" lang="${each}">${name}</span>`
      : markup`<a href="${addressOf({ ...setting, language: each })}" lang="${each}" hreflang="${each}">${name}</a>`
  return markup`<header>
<div><h1>Kwartaalpremie <span>${say('here', language)}</span></h1><p class="hint">${say('intro', language)}</p></div>
<form id="who" method="get" action="/"><input type="hidden" name="lang" value="${language}"><label for="as">${say('you', language)}</label><input class="person" id="as" name="as" value="${person}" pattern="[A-Za-z0-9_.@+\\-]{1,64}" title="${say('youHint', language)}" autocomplete="off" maxlength="64" required> <button class="second">${say('keep', language)}</button></form>
<nav aria-label="${say('language', language)}">${other('nl', 'Nederlands')} ${other('en', 'English')}</nav>
</header>`
}

/** A sentence instead of the page: what was asked for is refused. */
export const refusalHtml = (sentence: string, setting: Setting): string =>
  framed(
    setting,
    markup`<main class="alone"><h1>${sentence}</h1><p><a href="${addressOf(setting)}">${say('back', setting.language)}</a></p></main>`,
  )

const framed = ({ language }: Setting, body: Markup): string =>
  markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kwartaalpremie</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body ${{ html: SCRIPT_TEXTS.map((name) => markup`data-${name.toLowerCase()}="${template(name, language)}"`.html).join(' ') }}>
${body}
</body>
</html>
`.html
