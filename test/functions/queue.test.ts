/** Checks how a function reads its queue: S3 notifications in SQS messages, one stage call per object, and which messages go back. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { createdObjects, queueHandler } from '../../functions/runtime/queue.ts'
import { Fault, type CreatedObject } from '../../shared/pipeline/dependencies.ts'

interface Written {
  readonly key: string
  readonly size?: number
  readonly versionId?: string
  readonly principalId?: string
}

const record = ({ key, size, versionId, principalId }: Written): unknown => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventTime: '2024-10-15T08:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  ...(principalId === undefined ? {} : { userIdentity: { principalId } }),
  s3: { bucket: { name: 'inbox' }, object: { key, size, versionId, sequencer: '0055AED6DCD90281E5' } },
})
const notification = (...objects: readonly Written[]): string => JSON.stringify({ Records: objects.map(record) })

/** An event with one message per body, with ids m1, m2 and so on. */
const event = (...bodies: readonly string[]): SQSEvent =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m${index + 1}`, body })) }) as SQSEvent

const silent = new Logger({ logLevel: 'SILENT' })

describe('the created objects of a message', () => {
  it('one record with everything that S3 says', () => {
    expect(createdObjects(notification({ key: 'declarations/a.csv', size: 12, versionId: 'v1', principalId: 'AWS:sender' }))).toEqual([
      {
        bucket: 'inbox',
        key: 'declarations/a.csv',
        versionId: 'v1',
        size: 12,
        eventTime: '2024-10-15T08:00:00.000Z',
        sequencer: '0055AED6DCD90281E5',
        principal: 'AWS:sender',
      },
    ])
  })

  it('without version, size and principal, as in the work bucket', () => {
    expect(createdObjects(notification({ key: 'runs/1/chunk' }))).toMatchObject([{ versionId: undefined, size: 0, principal: '' }])
  })

  it.each([
    ['declarations/a+b.csv', 'declarations/a b.csv'],
    ['declarations/a%2Bb.csv', 'declarations/a+b.csv'],
    ['declarations/100%25.csv', 'declarations/100%.csv'],
    ['declarations/a%20b%20c.csv', 'declarations/a b c.csv'],
    ['declarations/caf%C3%A9+%E2%82%AC.csv', 'declarations/café €.csv'],
    ['declarations/a%252Bb.csv', 'declarations/a%2Bb.csv'],
    ['declarations/a%26b%3Dc%23d.csv', 'declarations/a&b=c#d.csv'],
  ])('the key %s is %s', (key, expected) => {
    expect(createdObjects(notification({ key }))).toMatchObject([{ key: expected }])
  })

  it('several records, in their order', () => {
    expect(createdObjects(notification({ key: 'b' }, { key: 'a' }, { key: 'c' })).map(({ key }) => key)).toEqual(['b', 'a', 'c'])
  })

  it('a test event, sent when notifications are set up, has none', () => {
    expect(
      createdObjects(
        JSON.stringify({
          Service: 'Amazon S3',
          Event: 's3:TestEvent',
          Time: '2024-10-15T08:00:00.000Z',
          Bucket: 'inbox',
          RequestId: '1',
          HostId: '2',
        }),
      ),
    ).toEqual([])
  })

  it.each([
    ['no text', ''],
    ['no JSON', 'hello'],
    ['half a JSON', notification({ key: 'a' }).slice(0, -5)],
  ])('%s: a fault', (_, body) => {
    expect(() => createdObjects(body)).toThrow(new Fault('a message is not JSON'))
  })

  it.each([
    ['another object', '{}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['records that are no list', '{"Records":{}}'],
    ['a record without S3 part', '{"Records":[{}]}'],
    ['another event', JSON.stringify({ Event: 's3:OtherEvent' })],
    [
      'a record without key',
      JSON.stringify({ Records: [{ ...(record({ key: 'a' }) as object), s3: { bucket: { name: 'inbox' }, object: { sequencer: '1' } } }] }),
    ],
    ['a time that is none', JSON.stringify({ Records: [{ ...(record({ key: 'a' }) as object), eventTime: 'yesterday' }] })],
    ['one good and one wrong record', JSON.stringify({ Records: [record({ key: 'a' }), {}] })],
  ])('JSON but no notification, %s: a fault', (_, body) => {
    expect(() => createdObjects(body)).toThrow(new Fault('a message is not an S3 notification'))
  })
})

describe('the handler', () => {
  /** A stage that remembers what it was given and fails for some keys. */
  function stage(...failing: readonly string[]): { readonly seen: string[]; readonly run: (created: CreatedObject) => Promise<void> } {
    const seen: string[] = []
    return {
      seen,
      run: ({ key }) => {
        seen.push(key)
        return failing.includes(key) ? Promise.reject(new Fault('the store does not answer')) : Promise.resolve()
      },
    }
  }
  const failed = (...ids: readonly string[]): unknown => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })

  it('calls the stage once per object, in order', async () => {
    const { seen, run } = stage()
    expect(await queueHandler(run, silent)(event(notification({ key: 'a' }, { key: 'b' }), notification({ key: 'c' })))).toEqual(failed())
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  it('one of three fails: only that message goes back, the others are done', async () => {
    const { seen, run } = stage('b')
    expect(
      await queueHandler(run, silent)(event(notification({ key: 'a' }), notification({ key: 'b' }), notification({ key: 'c' }))),
    ).toEqual(failed('m2'))
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  it('all fail: all go back', async () => {
    expect(await queueHandler(stage('a', 'b').run, silent)(event(notification({ key: 'a' }), notification({ key: 'b' })))).toEqual(
      failed('m1', 'm2'),
    )
  })

  it('the second object of a message fails: the whole message goes back, and what follows in it waits', async () => {
    const { seen, run } = stage('b')
    expect(
      await queueHandler(run, silent)(event(notification({ key: 'a' }, { key: 'b' }, { key: 'c' }), notification({ key: 'd' }))),
    ).toEqual(failed('m1'))
    expect(seen).toEqual(['a', 'b', 'd'])
  })

  it.each([
    ['is not JSON', 'x'],
    ['is no notification', '{}'],
    ['has a key that cannot be decoded', notification({ key: '%E9' })],
  ])('a message that %s goes back', async (_, body) => {
    const { seen, run } = stage()
    expect(await queueHandler(run, silent)(event(notification({ key: 'a' }), body, notification({ key: 'c' })))).toEqual(failed('m2'))
    expect(seen).toEqual(['a', 'c'])
  })

  it('a test event and an empty batch are done', async () => {
    const { seen, run } = stage()
    expect(await queueHandler(run, silent)(event('{"Event":"s3:TestEvent"}'))).toEqual(failed())
    expect(await queueHandler(run, silent)(event())).toEqual(failed())
    expect(seen).toEqual([])
  })

  it('a stage that throws something that is no error: the message goes back', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a library may do
    expect(await queueHandler(() => Promise.reject('text'), silent)(event(notification({ key: 'a' })))).toEqual(failed('m1'))
  })
})
