// The recompute function: a request was dropped in the inbox: find its accounts, cut them into chunks to be computed again.
import { recompute } from '../shared/pipeline/recompute/request.ts'
import { restartable } from '../shared/pipeline/restart.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler =>
  createHandler('recompute', restartable('recompute', recompute), environment)
export const handler = lambdaHandler(create)
