// The returns function: the bank's answer about payments was dropped in the inbox, or a list of money that came back.
import { returns } from '../shared/pipeline/returns/returns.ts'
import { restartable } from '../shared/pipeline/restart.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler => createHandler('returns', restartable('returns', returns), environment)
export const handler = lambdaHandler(create)
