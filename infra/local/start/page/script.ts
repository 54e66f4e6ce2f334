// Understands the script of the page, as text for the browser: it keeps the name, hands in what is dropped, sends decisions, and brings the lists up to date.

/** Plain JavaScript for current browsers. What it puts into the page is HTML that the server has escaped, or text. Everything also works without it. */
export const PAGE_SCRIPT = String.raw`'use strict'
const POLL_MS = 1000
const body = document.body
const notice = document.getElementById('notice')
const told = document.getElementById('told')
const who = document.getElementById('as')
const say = (name, values = {}) => (body.dataset[name] ?? '').replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '')
/** What the page shows: of the whole state its mark, of every card its HTML. Both stand above the first call that needs them. */
let mark = ''
const shown = new Map()

if (who) {
  body.classList.add('scripted')
  startPerson()
  for (const form of document.querySelectorAll('.tile')) startTile(form)
  // A file that misses a box must not replace the page.
  for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault())
  document.addEventListener('submit', submitted)
  startPolling()
}

function tell(sentences) {
  notice.replaceChildren(...sentences.map((sentence) => Object.assign(document.createElement('p'), { textContent: sentence })))
}

function startPerson() {
  const kept = localStorage.getItem('person')
  if (kept && !new URLSearchParams(location.search).has('as')) who.value = kept
  fillPerson(body)
  who.addEventListener('input', () => {
    if (who.checkValidity()) localStorage.setItem('person', who.value)
    fillPerson(body)
  })
  document.addEventListener('input', ({ target }) => {
    if (target.matches('.decision .person')) target.dataset.touched = 'yes'
  })
}

function fillPerson(place) {
  for (const input of place.querySelectorAll('.person')) if (!input.dataset.touched) input.value = who.value
}

function startTile(form) {
  const input = form.querySelector('input[type=file]')
  input.multiple = true
  input.addEventListener('change', () => handIn(form, [...input.files]).then(() => form.reset()).then(() => fillPerson(form)))
  form.addEventListener('dragover', () => form.classList.add('over'))
  form.addEventListener('dragleave', (event) => form.contains(event.relatedTarget) || form.classList.remove('over'))
  form.addEventListener('drop', (event) => {
    form.classList.remove('over')
    handIn(form, [...event.dataTransfer.files])
  })
}

async function handIn(form, files) {
  if (!who.reportValidity()) return tell([say('needsname')])
  const query = new URLSearchParams({ as: who.value, lang: document.documentElement.lang })
  for (const file of files) {
    tell([say('sending', { file: file.name })])
    const address = '/inbox/' + form.dataset.kind + '/' + encodeURIComponent(file.name) + '?' + query
    const answer = await ask(address, { method: 'PUT', body: file })
    tell(answer.ok ? [say('sent', { file: file.name })] : [say('notsent', { file: file.name }), ...answer.sentences])
    if (!answer.ok) return
    await refresh()
  }
}

async function ask(address, options) {
  try {
    const response = await fetch(address, { ...options, headers: { accept: 'application/json', ...options.headers } })
    const { sentences = [] } = await response.json()
    return { ok: response.ok, sentences }
  } catch {
    return { ok: false, sentences: [say('gone')] }
  }
}

async function submitted(event) {
  const form = event.target
  if (form.id === 'who') return event.preventDefault()
  if (form.id !== 'sweep' && !form.matches('.decision')) return
  event.preventDefault()
  const fields = new URLSearchParams(new FormData(form, event.submitter))
  const buttons = [...form.querySelectorAll('button')]
  for (const button of buttons) button.disabled = true
  const { sentences } = await ask(form.getAttribute('action'), { method: 'POST', body: fields })
  for (const button of buttons) button.disabled = false
  tell(sentences)
  notice.scrollIntoView({ block: 'nearest' })
  await refresh()
  if (!form.isConnected) notice.focus()
}

async function refresh() {
  const response = await fetch('/state.json' + location.search, { headers: { 'if-none-match': mark }, cache: 'no-store' })
  if (response.status === 304) return
  if (!response.ok) throw new Error(say('fault'))
  mark = response.headers.get('etag') ?? ''
  const state = await response.json()
  showCards(document.getElementById('waiting'), state.waiting)
  showCards(document.getElementById('runs-list'), state.runs)
  document.getElementById('swept').textContent = state.swept
}

/** Only what changed is replaced: what is opened, typed or has the focus stays. */
function showCards(list, cards) {
  const ids = new Set(cards.map(({ id }) => id))
  for (const item of [...list.children]) if (!ids.has(item.id)) item.remove()
  cards.forEach((card, index) => {
    const known = document.getElementById(card.id)
    const item = known ?? Object.assign(document.createElement('li'), { id: card.id })
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null)
    const isFirst = known && !shown.has(card.id)
    if (isFirst ? false : shown.get(card.id) !== card.html) replace(item, card.html)
    shown.set(card.id, card.html)
    if (item.dataset.told !== card.told) announce(card.told)
    item.dataset.told = card.told
  })
}

/** For who does not see the page. A run that waits stands in both lists: it is told once. */
function announce(sentence) {
  if ([...told.children].slice(-5).some(({ textContent }) => textContent === sentence)) return
  told.append(Object.assign(document.createElement('p'), { textContent: sentence }))
  while (told.children.length > 20) told.firstChild.remove()
}

function replace(item, html) {
  const opened = [...item.querySelectorAll('details[open]')].map((each) => each.dataset.part)
  item.innerHTML = html
  for (const part of item.querySelectorAll('details')) part.open = opened.includes(part.dataset.part)
  fillPerson(item)
}

async function startPolling() {
  let isGone = false
  for (;;) {
    try {
      await refresh()
      if (isGone) tell([])
      isGone = false
    } catch {
      if (!isGone) tell([say('gone')])
      isGone = true
    }
    await new Promise((resolve) => setTimeout(resolve, document.hidden ? 5 * POLL_MS : POLL_MS))
  }
}
`
