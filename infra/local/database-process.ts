// Understands being the embedded DynamoDB in a process of its own: an aborted request body ends dynalite's process, which must not be the program's.
import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'

const [path] = process.argv.slice(2)
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path === undefined ? {} : { path }) })
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
// The program that started us is gone, however it ended: nothing must stay behind.
process.on('disconnect', () => {
  process.exit(0)
})
// Ctrl-C reaches the whole process group; the program decides when the database ends.
process.on('SIGINT', () => undefined)
