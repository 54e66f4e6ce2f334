// Understands being one function of the template in a process of its own: imports the bundle, says how long that took, then answers events.
import { pathToFileURL } from 'node:url'
import type { QueueHandler } from '../../../functions/runtime/queue.ts'

const began = performance.now()
const [file = ''] = process.argv.slice(2)
const { handler } = (await import(pathToFileURL(file).href)) as { handler: QueueHandler }
process.send?.({ importedMs: performance.now() - began })
process.on('message', ({ id, event }: { id: number; event: Parameters<QueueHandler>[0] }) => {
  handler(event).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.on('disconnect', () => {
  process.exit(0)
})
