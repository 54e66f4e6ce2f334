// Understands the overview that lies in the reports bucket: reports lie beside it, and whatever a person decides is put into the inbox.
import { PREFIXES } from '../layout.ts'
import { releaseText, type Action } from '../release/request.ts'
import type { Deed } from './deeds.ts'
import { placeOf } from './deeds.ts'
import type { Overview } from './overview.ts'
import type { Place, Step } from './place.ts'

/** Words that a person replaces. */
const WHY = '<why>'

/** Runs that still go on have no reports yet. */
export const runsWithReports = ({ runs }: Pick<Overview, 'runs'>): ReadonlySet<string> =>
  new Set(runs.filter(({ figures, state }) => figures !== null || state === 'rejected' || state === 'abandoned').map(({ runId }) => runId))

export function bucketPlace({ runs, inbox }: Pick<Overview, 'runs' | 'inbox'>): Place {
  const told = runsWithReports({ runs })
  return placeOf(
    (runId) => (told.has(runId) ? `${runId}/` : undefined),
    (deed) => uploadFor(deed, inbox),
  )
}

function uploadFor(deed: Deed, inbox: string): Pick<Step, 'command'> {
  const request = (action: Action, target: string, quarter = '', reason = ''): Pick<Step, 'command'> => {
    const [, line = ''] = releaseText([[action, target, quarter, reason]]).split('\n')
    const name = [action, target, quarter].filter((part) => part !== '').join('-')
    return { command: `echo '${line}' | aws s3 cp - s3://${inbox}/${PREFIXES.release}${name}.csv` }
  }
  switch (deed.type) {
    case 'release-run':
      return request('release', deed.runId)
    case 'abandon-run':
      return request('abandon', deed.runId, '', WHY)
    case 'settle-without':
      return request('settle-without', deed.runId, '', WHY)
    case 'release-account':
      return request('release', deed.account.employerNumber, deed.account.quarter)
    case 'resume':
      return request('resume', deed.measure)
    case 'correct-payees':
      return { command: `aws s3 cp payees.csv s3://${inbox}/${PREFIXES.registry}payees/` }
    case 'correct-establishments':
      return { command: `aws s3 cp establishments.csv s3://${inbox}/${PREFIXES.registry}establishments/` }
    case 'redrive':
      return {}
  }
}
