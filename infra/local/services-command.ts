// Understands the `services` command: only the embedded S3 and DynamoDB, until the process is stopped.
import { once } from 'node:events'
import { startServices } from './system.ts'
import { EXIT } from './usage.ts'

export async function servicesCommand(data: string | undefined): Promise<number> {
  const services = await startServices({ data, now: () => new Date() })
  process.stdout.write(`S3 ${services.s3.endpoint}\nDynamoDB ${services.dynamodbEndpoint}\n`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await services.close()
  return EXIT.done
}
