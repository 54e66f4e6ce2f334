// Understands logging with Powertools: run, chunk, counts and codes; never a name, INSS, IBAN or wage.
import { Logger } from '@aws-lambda-powertools/logger'
import type { Telemetry } from '../../shared/pipeline/ports.ts'
import type { Config } from './config.ts'

/** The log of one function. */
export const createLogger = (stage: string, { LOG_LEVEL }: Pick<Config, 'LOG_LEVEL'>): Logger => new Logger({ serviceName: stage, logLevel: LOG_LEVEL })

export const telemetryOf = (logger: Logger): Telemetry => ({ event: (name, fields) => { logger.info(name, { ...fields }) } })
