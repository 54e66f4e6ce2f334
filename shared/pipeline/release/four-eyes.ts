// Understands four eyes: who let something in cannot be the one who lets it pass.
import { personOf } from '../person.ts'

export type SecondPerson = 'yes' | 'same-uploader' | 'uploader-unknown' | 'requester-unknown'

/** Whether the one who asks is known, and another person than the one who uploaded, who must be known too. */
export function secondPerson(requestedBy: string, uploadedBy: string): SecondPerson {
  const [requester, uploader] = [personOf(requestedBy), personOf(uploadedBy)]
  if (requester === undefined) return 'requester-unknown'
  if (uploader === undefined) return 'uploader-unknown'
  return requester === uploader ? 'same-uploader' : 'yes'
}
