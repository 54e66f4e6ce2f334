// Understands who is meant by a principal of S3, and that two principals are two people only when both are known and differ.
import { expect, test } from 'vitest'
import { personOf } from '../../shared/pipeline/person.ts'
import { secondPerson } from '../../shared/pipeline/release/four-eyes.ts'

test.each([
  ['AWS:AROAEXAMPLE:anna', 'anna'],
  ['AWS:AROAEXAMPLE:Anna', 'anna'],
  ['AWS:AROAEXAMPLE:anna.peeters@example.be', 'anna.peeters@example.be'],
  ['AWS:AROAEXAMPLE: anna ', 'anna'],
  ['AWS:AIDAEXAMPLE', 'aidaexample'],
  ['AWS:AROAEXAMPLE:', undefined],
  ['AWS:AROAEXAMPLE:  ', undefined],
  ['AWS:', undefined],
  ['AWS', undefined],
  ['', undefined],
])('%j is %s', (principal, person) => {
  expect(personOf(principal)).toBe(person)
})

test.each([
  ['AWS:AROAA:tom', 'AWS:AROAA:els', 'yes'],
  ['AWS:AROAA:els', 'AWS:AROAA:els', 'same-uploader'],
  ['AWS:AROAB:els', 'AWS:AROAA:els', 'same-uploader'],
  ['AWS:AROAB:ELS', 'AWS:AROAA:els', 'same-uploader'],
  ['AWS:AIDAELS', 'AWS:AIDAELS', 'same-uploader'],
  ['AWS:AIDATOM', 'AWS:AIDAELS', 'yes'],
  ['', 'AWS:AROAA:els', 'requester-unknown'],
  ['', '', 'requester-unknown'],
  ['AWS:AROAA:tom', '', 'uploader-unknown'],
])('%j asks about what %j uploaded: %s', (requestedBy, uploadedBy, answer) => {
  expect(secondPerson(requestedBy, uploadedBy)).toBe(answer)
})
