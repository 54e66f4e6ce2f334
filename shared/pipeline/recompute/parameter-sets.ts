// Understands the parameter sets that were booked under: a new one is kept, and the quarters whose result it can change are told to the operator.
import { changedQuarters, parameterSetText, parseParameterSet, type QuarterChange } from '../../law/parameter-changes.ts'
import type { ParameterSet } from '../../law/parameters.ts'
import type { Quarter } from '../../kernel/calendar.ts'
import { hashOf } from '../assess-declaration.ts'
import { required, type Dependencies } from '../dependencies.ts'
import { PARAMETERS_FOLDER, parameterReportKey, parametersKey } from '../layout.ts'
import { EVERY_EMPLOYER, requestText } from './request.ts'
import { collect } from '../records.ts'

/**
 * Keeps the parameter set of this program before the first booking under it. When others were kept before, the report comes first: a repeat after a stop
 * in between writes it again.
 */
export async function rememberParameters(dependencies: Pick<Dependencies, 'objects' | 'settings'>): Promise<void> {
  const { objects, settings } = dependencies
  const hash = hashOf(settings.parameters)
  if (await objects.exists('ledger', parametersKey(hash))) return
  const quarters = await quartersToCompute(dependencies)
  if (quarters.length > 0) {
    const lines = quarters.map(({ quarter }) => [EVERY_EMPLOYER, quarter] as const)
    await objects.put('reports', parameterReportKey(hash, 'quarters.csv'), requestText(lines))
    await objects.put(
      'reports',
      parameterReportKey(hash, 'quarters.json'),
      `${JSON.stringify({ parameterSet: hash, quarters }, null, 2)}\n`,
    )
  }
  await objects.putOnce('ledger', parametersKey(hash), parameterSetText(settings.parameters))
}

/** The quarters whose result differs, or can, from what was booked under any of the sets kept. */
export async function quartersToCompute({
  objects,
  settings,
}: Pick<Dependencies, 'objects' | 'settings'>): Promise<readonly QuarterChange[]> {
  const found = new Map<Quarter, Set<string>>()
  for (const key of await objects.list('ledger', PARAMETERS_FOLDER)) {
    const body = required(await objects.read('ledger', key), 'a parameter set that was listed')
    const earlier: ParameterSet = parseParameterSet((await collect(body)).toString('utf8'))
    for (const { quarter, changes } of changedQuarters(earlier, settings.parameters))
      found.set(quarter, new Set([...(found.get(quarter) ?? []), ...changes]))
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([quarter, changes]) => ({ quarter, changes: [...changes] }))
}
