// The compute function: a chunk is ready: compute every worker against grants and law. Books nothing.
import { compute } from '../shared/pipeline/compute.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler => createHandler('compute', compute, environment)
export const handler = lambdaHandler(create)
