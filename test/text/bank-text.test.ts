// Understands the character set of banks: what is written for every text, and what cannot be.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BankText, bankName, bankRemittance, bankText, textOf } from '../../shared/text/bank-text.ts'

const SET = /^[a-zA-Z0-9/\-?:().,'+ ]+$/
const written = (text: string): BankText => ({ kind: 'written', text })
const unmappable = (...characters: string[]): BankText => ({ kind: 'unmappable', characters })

const PRINTABLE_ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, n) => 32 + n))

describe('what is in the set stays as it is', () => {
  test.each(['Bakkerij De Korenaar BV', "L'Atelier (Gent) + Zn. / 24-7, c/o: Jan?", '4711', 'a'])('%s', (text) => {
    expect(bankText(text)).toEqual(written(text))
  })
})

describe('letters lose their accents or are written out, never left out', () => {
  test.each([
    ['Café Crème à Liège', 'Cafe Creme a Liege'],
    ['Coöperatie Ëlan ÿ Ç ñ', 'Cooperatie Elan y C n'],
    ['Łódź Øresund Straße GROẞ', 'Lodz Oresund Strasse GROSS'],
    ['Cœur Œuvre Æther æ', 'Coeur OEuvre AEther ae'],
    ['Đorđe Ðóra Þór þing', 'Dorde Dora Thor thing'],
    ['Işık ħal Ŋ ŋ ŧ', 'Isik hal Ng ng t'],
    ['Nguyễn Thị Đặng Ǿ ǆ', 'Nguyen Thi Dang O dz'],
    ['Cafe\u0301 Zoe\u0308', 'Cafe Zoe'],
    ['ﬁlm ² № Ⅳ ™ ½', 'film 2 No IV TM 1/2'],
    ['ＡＢＣ １２３ 𝐁𝐨𝐥𝐝', 'ABC 123 Bold'],
    ['ªº µm', 'ao um'],
  ])('%s is %s', (text, expected) => {
    expect(bankText(text)).toEqual(written(expected))
  })
})

describe('marks get a readable stand-in', () => {
  test.each([
    ['Jansen & Zonen', 'Jansen + Zonen'],
    ['snake_case ~ tilde', 'snake-case - tilde'],
    ['"De Zon" `x` ´t', "'De Zon' 'x' 't"],
    ['[a] {b}', '(a) (b)'],
    ['info@korenaar.be', 'info(at)korenaar.be'],
    ['a;b\\c|d', 'a,b/c/d'],
    ['5% *nieuw* #1! a=b <c>', '5. .nieuw. .1. a.b .c.'],
    ['« Le Pain » “Zon” ‘t ’t „laag“ ‚x‘', "' Le Pain ' 'Zon' 't 't 'laag' 'x'"],
    ['1–2 — 3 ‐ 4 − 5', '1-2 - 3 - 4 - 5'],
    ['en zo…', 'en zo...'],
    ['€ 5 of 5€, £1', 'EUR 5 of 5EUR, GBP1'],
    ['n° 5 · bus 2 × 3', 'no 5 . bus 2 x 3'],
    ['¿Qué? § 7', '?Que? . 7'],
    ['verloren l\uFFFDtter', 'verloren l.tter'],
  ])('%s is %s', (text, expected) => {
    expect(bankText(text)).toEqual(written(expected))
  })

  test('every printable ASCII character', () => {
    expect(bankText(PRINTABLE_ASCII)).toEqual(
      written(".'...+'().+,-./0123456789:,...?(at)ABCDEFGHIJKLMNOPQRSTUVWXYZ(/).-'abcdefghijklmnopqrstuvwxyz(/)-"),
    )
  })
})

describe('white space and what is not seen', () => {
  test.each([
    ['  a   b  ', 'a b'],
    ['a\tb\r\nc\u0000d\u0085e', 'a b c d e'],
    ['a\u00A0b\u2003c\u2028d\u3000e', 'a b c d e'],
    ['Bak\u00ADkerij\u200B De\uFEFF Zon\u202E', 'Bakkerij De Zon'],
  ])('%j is %j', (text, expected) => {
    expect(bankText(text)).toEqual(written(expected))
  })
})

describe('emoji and symbols leave the rest readable', () => {
  test.each([
    ['Bakkerij 🥐 De Korenaar', 'Bakkerij De Korenaar'],
    ['👩‍🍳Kok👍🏽', 'Kok'],
    ['A🥐B', 'A B'],
    ['Acme® NV ❤️', 'Acme NV'],
    ['1️⃣ 🇧🇪 Gent', '1 Gent'],
    ['half \uD83D pair \uDE00', 'half . pair .'],
  ])('%s is %s', (text, expected) => {
    expect(bankText(text)).toEqual(written(expected))
  })
})

describe('letters and digits of other scripts cannot be written, and are named once', () => {
  test.each([
    ['Ελλάς', ['Ε', 'λ', 'ά', 'ς']],
    ['Bakkerij Дойй', ['Д', 'о', 'й']],
    ['北京 Gent', ['北', '京']],
    ['سلام', ['س', 'ل', 'ا', 'م']],
    ['bus ٣', ['٣']],
    ['हि', ['ह', 'ि']],
    ['Ʀ', ['Ʀ']],
  ])('%s', (text, characters) => {
    expect(bankText(text)).toEqual(unmappable(...characters))
  })

  test.each([
    ['', []],
    ['   \t ', []],
    ['🥐🥐', ['🥐']],
    ['... -?-', ['.', '-', '?']],
    ['…', ['…']],
  ])('nor can a text that keeps no letter or digit: «%s»', (text, characters) => {
    expect(bankText(text)).toEqual(unmappable(...characters))
  })
})

describe('names and remittances are cut', () => {
  test('a name of 140 characters after 70, without a space at its end', () => {
    expect(bankName('Ł'.repeat(140))).toEqual(written('L'.repeat(70)))
    expect(bankName(`${'a'.repeat(69)} ${'b'.repeat(70)}`)).toEqual(written('a'.repeat(69)))
    expect(bankName('a'.repeat(70))).toEqual(written('a'.repeat(70)))
  })

  test('what grows by being written out counts as it is written', () => {
    expect(bankName('ß'.repeat(36))).toEqual(written('s'.repeat(70)))
  })

  test('a name that begins with 70 marks has nothing left', () => {
    expect(bankName(`${'.'.repeat(70)}BV`)).toEqual(unmappable('.'))
  })

  test('a name in another script is named whole', () => {
    expect(bankName(`${'a'.repeat(100)}Я`)).toEqual(unmappable('Я'))
  })

  test('a remittance after 140', () => {
    expect(bankRemittance(`${'a'.repeat(139)} b`)).toEqual(written('a'.repeat(139)))
    expect(bankRemittance(PRINTABLE_ASCII)).toEqual(bankText(PRINTABLE_ASCII))
  })
})

describe('what was checked before', () => {
  test('is a text', () => {
    expect(textOf(bankText('Zoë'), 'name')).toBe('Zoe')
  })

  test('an unmappable one is our own error, which does not show it', () => {
    expect(() => textOf(bankText('Ελλάς'), 'name')).toThrow(/^name: cannot be written in the character set of banks$/)
  })
})

describe('whatever the text', () => {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes))
  const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0x24f }).map((code) => String.fromCodePoint(code)), maxLength: 200 })
  const any = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' }), units, latin)

  test('what comes out is in the set, short enough, trimmed, and goes in unchanged', () => {
    fc.assert(
      fc.property(any, (text) => {
        for (const [write, lengthMax] of [
          [bankText, Infinity],
          [bankName, 70],
          [bankRemittance, 140],
        ] as const) {
          const result = write(text)
          if (result.kind === 'unmappable') continue
          expect(result.text).toMatch(SET)
          expect(result.text).not.toMatch(/^ | $| {2}/)
          expect(result.text.length).toBeLessThanOrEqual(lengthMax)
          expect(write(result.text)).toEqual(result)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('no letter or digit between others is left out silently', () => {
    const silent: string[] = []
    for (let code = 0; code <= 0x1ffff; code++) {
      const character = String.fromCodePoint(code)
      if (!/[\p{L}\p{N}]/u.test(character)) continue
      const result = bankText(`1${character}2`)
      if (result.kind === 'written' && result.text.slice(1, -1).trim() === '') silent.push(character)
      if (result.kind === 'unmappable') expect(result.characters.join('')).toBe(character.normalize('NFC'))
    }
    expect(silent).toEqual([])
  })
})
