// The sweep function: a schedule rang: help on what stands still, was not noticed, or is held without a reason.
import { sweep } from '../shared/pipeline/sweep/sweep.ts'
import type { Environment } from './runtime/config.ts'
import { createScheduledHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler => createScheduledHandler('sweep', sweep, environment)
export const handler = lambdaHandler(create)
