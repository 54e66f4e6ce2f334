// Understands the notification that S3 sends for a created object, in the format of version 2.1.

/** The S3 event notification document, as a Lambda function or queue receives it. */
export interface S3EventDocument {
  Records: S3EventRecord[]
}

export interface S3EventRecord {
  readonly eventVersion: string
  readonly eventSource: string
  readonly awsRegion: string
  readonly eventTime: string
  readonly eventName: string
  readonly userIdentity: { readonly principalId: string }
  readonly requestParameters: { readonly sourceIPAddress: string }
  readonly responseElements: { readonly 'x-amz-request-id': string; readonly 'x-amz-id-2': string }
  readonly s3: {
    readonly s3SchemaVersion: string
    readonly configurationId: string
    readonly bucket: { readonly name: string; readonly ownerIdentity: { readonly principalId: string }; readonly arn: string }
    readonly object: {
      readonly key: string
      readonly size: number
      readonly eTag: string
      readonly versionId?: string
      readonly sequencer: string
    }
  }
}

/** One S3 `ObjectCreated` notification that has not been handled yet. */
export interface PendingEvent {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly event: S3EventDocument
}

/** What an event says, all of it found in the journal record of the object. */
export interface CreatedObject {
  readonly bucket: string
  readonly key: string
  readonly version: number | null
  readonly sequence: number
  readonly at: string
  readonly etag: string
  readonly size: number
}

export type CreatedEventName = 'ObjectCreated:Put' | 'ObjectCreated:CompleteMultipartUpload' | 'ObjectCreated:Copy'

/** Percent-encoding of S3 events: slash stays, space becomes plus, and all marks but - _ . * are encoded. */
export function encodeEventKey(key: string): string {
  const encoded = encodeURIComponent(key).replaceAll(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  return encoded.replaceAll('%2F', '/').replaceAll('%20', '+')
}

/** 18 hex digits, so that comparing as text is comparing as number. */
export const sequencerOf = (sequence: number): string => sequence.toString(16).toUpperCase().padStart(18, '0')

/** The event of a created object: a pure function of its journal record, so a restart gives the same document. */
export function eventOf(object: CreatedObject, name: CreatedEventName, principal: string): PendingEvent {
  const id = sequencerOf(object.sequence)
  const record: S3EventRecord = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-west-1',
    eventTime: object.at,
    eventName: name,
    userIdentity: { principalId: `AWS:${principal}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': id.slice(-16), 'x-amz-id-2': id },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: { name: object.bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${object.bucket}` },
      object: {
        key: encodeEventKey(object.key),
        size: object.size,
        eTag: object.etag,
        ...(object.version === null ? {} : { versionId: String(object.version) }),
        sequencer: id,
      },
    },
  }
  return { id, bucket: object.bucket, key: object.key, event: { Records: [record] } }
}
