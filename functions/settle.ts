// The settle function: all chunks of a run are computed: book them and write instructions and reports.
import { settle } from '../shared/pipeline/settle.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler => createHandler('settle', settle, environment)
export const handler = lambdaHandler(create)
