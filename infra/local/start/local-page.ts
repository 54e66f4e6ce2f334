// Understands the local system with its page and its drop folder as one thing that is started and stopped.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Desk } from './desk.ts'
import { DropFolder } from './drop-folder.ts'
import { startPageServer } from './server.ts'

export interface LocalPageOptions {
  readonly data: string
  /** 0 = a free one. */
  readonly port: number
  readonly now: () => Date
  /** Who puts files in the drop folder; the name that stands in the page at first. */
  readonly person: string
  /** How often the drop folder is looked at: a file that is the same at two looks is complete. */
  readonly dropIntervalMs: number
  /** Trouble that no page shows. */
  readonly onTrouble: (sentence: string) => void
}

export interface LocalPage {
  readonly address: string
  readonly desk: Desk
  close(): Promise<void>
}

/** Starts everything, or nothing. Throws when the data folder or the port is used by somebody else. */
export async function startLocalPage(options: LocalPageOptions): Promise<LocalPage> {
  const { data, now, person, port, onTrouble } = options
  const style = await readFile(new URL('page/page.css', import.meta.url), 'utf8')
  const desk = await Desk.open({ data, now })
  /** What is started, in order: it ends in the other one. */
  const started: { close(): Promise<void> }[] = [desk]
  const close = async (): Promise<void> => {
    desk.stopWaiting()
    for (const part of started.splice(0).reverse()) await part.close()
  }
  try {
    const later = await desk.laterUpload()
    if (later !== undefined) onTrouble(`this data folder holds uploads of ${later}, later than now; registry rows of then stay in force`)
    const folder = join(data, 'drop')
    const server = await startPageServer({ desk, person, style, folder: join(folder, 'declaration') }, port)
    started.push(server)
    started.push(
      await DropFolder.open({
        folder,
        intervalMs: options.dropIntervalMs,
        handIn: (body, kind, file) => desk.handIn(body, kind, file, person),
        onTrouble,
      }),
    )
    return { address: `http://127.0.0.1:${server.port}/`, desk, close }
  } catch (error) {
    await close()
    throw error
  }
}
