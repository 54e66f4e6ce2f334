// Understands the frame of a page about runs: everything in it, nothing fetched, the one script that may run named by its hash; its letterhead, and the choice of a language.
import { createHash } from 'node:crypto'
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { both } from './bilingual.ts'
import { markup, type Markup } from './markup.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

interface Frame {
  /** Of the document: its name in Dutch, which the script knows and speaks in the language chosen, and what it is about. */
  readonly title: Bilingual
  readonly about: string
  readonly style: string
  readonly script: string
}

/** What a browser may do with the page: run this script, use this style, and nothing else; no request leaves it. */
const policyFor = ({ script, style }: Frame): string =>
  `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`

/** The document up to its body. */
export const opening = (frame: Frame): Markup => markup`<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(frame)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${frame.title.nl} – ${frame.about}</title>
<style>${{ html: frame.style }}</style>
</head>
`

const LANGUAGE: Bilingual = { nl: 'Taal', en: 'Language' }

/** Who speaks, about what, and in which language: without a script too. */
export const letterhead = (title: Bilingual): Markup => markup`
<div class="letterhead"><p><strong>Kwartaalpremie</strong> ${both(title)}</p>
<fieldset><legend>${both(LANGUAGE)}</legend><label lang="nl"><input type="radio" name="language" id="in-nl" value="nl" checked>Nederlands</label> <label lang="en"><input type="radio" name="language" id="in-en" value="en">English</label></fieldset></div>`
