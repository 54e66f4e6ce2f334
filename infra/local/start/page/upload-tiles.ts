// Understands the boxes to hand files in: one per kind, a form that works without script and a place to drop files on with it.
import type { Bilingual, Language } from '../../../../shared/exceptions/catalogue.ts'
import { markup, type Markup } from '../presentation.ts'
import type { UploadKind } from '../upload-kinds.ts'
import type { Setting } from './setting.ts'
import { PURPOSE_TEXTS, say, type TextName } from './texts.ts'

interface Tile {
  readonly kind: UploadKind
  readonly accept: string
  readonly takes: Bilingual
}

const XML = { nl: 'DmfA of attesten (xml) of csv', en: 'DmfA or attests (xml), or csv' }
const DECLARED = '.csv,.xml,.gz'
const CSV = '.csv,.gz'

const GROUPS: readonly { readonly title: TextName; readonly tiles: readonly Tile[] }[] = [
  {
    title: 'groupDeclarations',
    tiles: [
      { kind: 'declaration', accept: DECLARED, takes: XML },
      { kind: 'dry-run', accept: DECLARED, takes: { nl: 'toont wat er zou gebeuren', en: 'shows what would happen' } },
    ],
  },
  {
    title: 'groupRegistry',
    tiles: [
      { kind: 'entitlements', accept: CSV, takes: { nl: 'beslissingen over VOP en IMW', en: 'decisions on VOP and IMW' } },
      { kind: 'payees', accept: CSV, takes: { nl: 'wie op welke rekening', en: 'who on which account' } },
      { kind: 'establishments', accept: CSV, takes: { nl: 'het gewest van elke vestiging', en: 'the region of each' } },
      { kind: 'aliases', accept: CSV, takes: { nl: 'oud en nieuw nummer', en: 'old and new number' } },
    ],
  },
  {
    title: 'groupBank',
    tiles: [
      { kind: 'answer', accept: '.xml,.gz', takes: { nl: 'pain.002', en: 'pain.002' } },
      { kind: 'returned-money', accept: CSV, takes: { nl: 'wacht op een tweede persoon', en: 'waits for a second person' } },
    ],
  },
]

export const uploadTiles = (setting: Setting): Markup =>
  markup`${GROUPS.map(
    ({ title, tiles }) => markup`
<h3>${say(title, setting.language)}</h3>
<div class="tiles">${tiles.map((each) => tile(each, setting))}</div>`,
  )}`

const tile = ({ kind, accept, takes }: Tile, { language, person }: Setting): Markup => markup`
<form class="tile" method="post" action="/inbox/${kind}" enctype="multipart/form-data" data-kind="${kind}">
<label for="file-${kind}"><strong>${nameOf(kind, language)}</strong> <span>${takes[language]}</span> <span class="pick" aria-hidden="true">${say('choose', language)}</span></label>
<input type="file" id="file-${kind}" name="file" accept="${accept}" required>
<input type="hidden" class="person" name="as" value="${person}"><input type="hidden" name="lang" value="${language}">
<button>${say('handIn', language)}</button>
</form>`

const nameOf = (kind: UploadKind, language: Language): string => PURPOSE_TEXTS[kind][language]
