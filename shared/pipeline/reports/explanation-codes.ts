// Understands how the RSZ codes of a worker are told to people: what was declared under each, and whether it counts.
import type { Quarter } from '../../kernel/calendar.ts'
import type { Bilingual, Language } from '../../exceptions/catalogue.ts'
import { judgedCodes, type JudgedCode } from '../../law/declared-pay.ts'
import type { ParameterSet } from '../../law/parameters.ts'
import { parseWorkerLine, type WorkerLineText } from '../../law/worker-line.ts'

const KINDS: Readonly<Record<JudgedCode['kind'], Bilingual>> = {
  pay: { nl: 'loon', en: 'pay' },
  time: { nl: 'arbeidstijd', en: 'working time' },
  contribution: { nl: 'bijdrage', en: 'contribution' },
  reduction: { nl: 'vermindering', en: 'reduction' },
}
const UNITS: Readonly<Record<JudgedCode['unit'], Bilingual>> = {
  euro: { nl: 'euro', en: 'euros' },
  hours: { nl: 'uren', en: 'hours' },
  days: { nl: 'dagen', en: 'days' },
}
const LABELS = {
  head: { nl: 'Aangegeven per RSZ-code:', en: 'Declared by RSZ code:' },
  counts: { nl: 'telt mee', en: 'counts' },
  not: { nl: 'telt niet mee', en: 'does not count' },
  severance: { nl: 'telt niet mee (opzegvergoeding)', en: 'does not count (severance)' },
  own: { nl: 'waarvan {own} van de werknemer zelf', en: 'of which {own} is the worker’s own' },
} as const satisfies Record<string, Bilingual>

function judgement({ counts, own, inSeverance }: JudgedCode, language: Language): string {
  if (own !== undefined && own !== '0.00') return LABELS.own[language].replace('{own}', own)
  if (inSeverance) return LABELS.severance[language]
  return (counts ? LABELS.counts : LABELS.not)[language]
}

/** One line per declared code; nothing for a worker declared in sums (CSV). */
export function explainCodes(
  lines: readonly WorkerLineText[],
  quarter: Quarter,
  parameters: ParameterSet,
  language: Language,
): readonly string[] {
  const codes = lines.flatMap((line) => judgedCodes(parseWorkerLine(line), quarter, parameters))
  if (codes.length === 0) return []
  return [
    `  ${LABELS.head[language]}`,
    ...codes.map((judged) => {
      const { kind, code, amount, unit } = judged
      return `    ${KINDS[kind][language]} ${code}: ${amount} ${UNITS[unit][language]}, ${judgement(judged, language)}`
    }),
  ]
}
