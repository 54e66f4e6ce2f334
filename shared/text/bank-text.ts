// Understands the character set of banks: every text as they take it, or the characters that nobody can write in it.

/**
 * The set of the EPC (EPC217-08), which the Belgian banks take over: letters without accents, digits, and / - ? : ( ) . , ' + and the space. A text is
 * `unmappable` when a letter or digit of it has no counterpart there, or when no letter or digit is left; `characters` names the reason, each once.
 */
export type BankText =
  { readonly kind: 'written'; readonly text: string } | { readonly kind: 'unmappable'; readonly characters: readonly string[] }

export const BANK_NAME_MAX = 70
export const BANK_REMITTANCE_MAX = 140

const IN_SET = /^[a-zA-Z0-9/\-?:().,'+ ]*$/
const LETTER_OR_DIGIT = /[a-zA-Z0-9]/
/** Letters, digits and marks, of any script. */
const OF_A_SCRIPT = /[\p{L}\p{N}\p{M}]/u

/** Latin letters that do not fall apart into a letter and its accents. Others of that kind are unmappable: better held than misspelt. */
const LETTERS =
  'ŁL łl ØO øo ßss ẞSS ŒOE œoe ÆAE æae ÐD ðd ĐD đd ÞTh þth ıi ȷj ĦH ħh ŊNg ŋng ĸk ŦT ŧt ƉD ɖd ǤG ǥg ƏE əe ƎE ǝe ƐE ɛe ƆO ɔo ƁB ɓb ƊD ɗd ƘK ƙk ƳY ƴy ƝN ɲn ƑF ƒf ƗI ɨi ɄU ʉu ƵZ ƶz ƷZ ʒz ȺA ⱥa ɃB ƀb µu'

/** Marks and signs with a readable stand-in of their own; all others follow their kind. The last one stands where a letter was lost on its way to us. */
const SIGNS =
  "&+ _- ~- \"' `' ´' ‚' „' ′' ʻ' ʼ' ʹ' ʾ' ʿ' [( {( ]) }) @(at) ;, \\/ |/ ⁄/ ÷/ ×x −- €EUR £GBP °o ¿? !. #. $. %. *. <. =. >. ^. \uFFFD."

/** Each pair is a character and what is written for it. */
const STAND_INS: ReadonlyMap<string, string> = new Map(`${LETTERS} ${SIGNS}`.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]))

/** For characters without a stand-in of their own: the first kind that fits. Letters, digits and marks of other scripts have none. */
const KINDS: readonly (readonly [RegExp, string | undefined])[] = [
  // Accents that stood on a letter, and what is not seen at all: soft hyphens, joiners, marks of direction.
  [/[\p{Script=Inherited}\p{Cf}]/u, ''],
  [/[\p{Z}\p{Cc}]/u, ' '],
  [OF_A_SCRIPT, undefined],
  [/[\p{Pd}\p{Pc}]/u, '-'],
  [/[\p{Pi}\p{Pf}]/u, "'"],
  [/\p{Ps}/u, '('],
  [/\p{Pe}/u, ')'],
  // Emoji and symbols: what stands beside them stays apart.
  [/\p{S}/u, ' '],
]

/** One character in the set, or undefined when it is a letter or digit that has no counterpart there. */
function mapped(character: string): string | undefined {
  if (IN_SET.test(character)) return character
  const standIn = STAND_INS.get(character)
  if (standIn !== undefined) return standIn
  const parts = character.normalize('NFKD')
  if (parts !== character) {
    const texts = Array.from(parts, mapped)
    // Some letters of other scripts fall apart into spaces and accents only.
    return texts.includes(undefined) || (OF_A_SCRIPT.test(character) && !LETTER_OR_DIGIT.test(texts.join(''))) ? undefined : texts.join('')
  }
  const kind = KINDS.find(([pattern]) => pattern.test(character))
  return kind ? kind[1] : '.'
}

const distinct = (characters: Iterable<string>): string[] => [...new Set(characters)]

/**
 * The text in the character set of banks: accents taken off, letters written out, marks by a readable stand-in, white space as one space. No letter is ever
 * left out silently. What comes out goes in unchanged.
 */
export function bankText(text: string): BankText {
  // Composed, so that a letter with its accent is named as people see it.
  const characters = IN_SET.test(text) ? [text] : Array.from(text.toWellFormed().normalize('NFC'))
  const texts = characters.map((character) => mapped(character))
  const lost = characters.filter((_, index) => texts[index] === undefined)
  if (lost.length > 0) return { kind: 'unmappable', characters: distinct(lost) }
  const written = texts.join('').replaceAll(/ +/g, ' ').trim()
  if (LETTER_OR_DIGIT.test(written)) return { kind: 'written', text: written }
  return { kind: 'unmappable', characters: distinct(characters.join('').replaceAll(/\s/g, '')) }
}

function cut(text: string, charactersMax: number): BankText {
  const whole = bankText(text)
  return whole.kind === 'unmappable' || whole.text.length <= charactersMax ? whole : bankText(whole.text.slice(0, charactersMax))
}

/** The name of a party, at most 70 characters: what a SEPA transfer carries, though the schema takes 140. */
export const bankName = (name: string): BankText => cut(name, BANK_NAME_MAX)

/** A free remittance, at most 140 characters. */
export const bankRemittance = (text: string): BankText => cut(text, BANK_REMITTANCE_MAX)

/** The text of what was checked before; an unmappable one is our own error. The message names the field only: texts can be personal data. */
export function textOf(written: BankText, field: string): string {
  if (written.kind === 'unmappable') throw new Error(`${field}: cannot be written in the character set of banks`)
  return written.text
}
