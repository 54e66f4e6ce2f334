// The intake function: a declaration file was dropped in the inbox: read it, check it, cut it into chunks.
import { intake } from '../shared/pipeline/intake.ts'
import { restartable } from '../shared/pipeline/restart.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler => createHandler('intake', restartable('intake', intake), environment)
export const handler = lambdaHandler(create)
