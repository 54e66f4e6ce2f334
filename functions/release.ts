// The release function: a request of people was dropped in the inbox, or one of ours: release, abandon, pause, try again what is held.
import { release } from '../shared/pipeline/release/request.ts'
import { restartable } from '../shared/pipeline/restart.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler => createHandler('release', restartable('release', release), environment)
export const handler = lambdaHandler(create)
