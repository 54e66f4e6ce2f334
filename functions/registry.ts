// The registry function: a registry file was dropped in the inbox: check it and store its rows.
import { importRegistry } from '../shared/pipeline/registry-import.ts'
import { restartable } from '../shared/pipeline/restart.ts'
import type { Environment } from './runtime/config.ts'
import { createHandler, lambdaHandler } from './runtime/container.ts'
import type { QueueHandler } from './runtime/queue.ts'

export const create = (environment: Environment): QueueHandler =>
  createHandler('registry', restartable('registry', importRegistry), environment)
export const handler = lambdaHandler(create)
