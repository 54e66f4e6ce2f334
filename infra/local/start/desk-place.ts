// Understands the overview as it is read at the desk: reports are opened from here, and what waits is decided on the page itself.
import { runsWithReports } from '../../../shared/pipeline/overview/bucket-place.ts'
import { placeOf, type Deed } from '../../../shared/pipeline/overview/deeds.ts'
import type { Overview } from '../../../shared/pipeline/overview/overview.ts'
import type { Place } from '../../../shared/pipeline/overview/place.ts'

/** Where on the page it is done. */
const ON_THE_PAGE: Readonly<Record<Deed['type'], string>> = {
  'release-run': '/#waiting-title',
  'abandon-run': '/#waiting-title',
  'settle-without': '/#waiting-title',
  'release-account': '/#waiting-title',
  redrive: '/#waiting-title',
  'correct-payees': '/#hand-in',
  'correct-establishments': '/#hand-in',
  resume: '/#requests',
}

export function deskPlace(overview: Pick<Overview, 'runs'>): Place {
  const told = runsWithReports(overview)
  const place = placeOf(
    (runId) => (told.has(runId) ? `/runs/${runId}/` : undefined),
    ({ type }) => ({ href: ON_THE_PAGE[type] }),
  )
  return { ...place, home: '/' }
}
