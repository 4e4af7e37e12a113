import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { startApp } from '../app.ts'
import { readConfig } from '../config.ts'
import type { Action } from '../sandbox/actions.ts'
import { SandboxClient } from '../sandbox/client.ts'
import type { ReceivedMessage } from '../sandbox/people.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { createLogger } from '../telemetry/logger.ts'

const HELP = `
  Type as a resident would. A number taps that button of the last message, if it has buttons; "/text 2" sends the
  number as words.
  /open  come in (Get Started, follow)     /image  send a picture     /sticker     /quit
`

type Platform = 'messenger' | 'zalo'

/** The sandbox of a running server, or one of our own that ends with the chat. */
async function findSandbox(): Promise<{ url: string; close(): Promise<void> }> {
  const dataDir = process.env['DATA_DIR'] ?? './data'
  const running = await callRunningServer(dataDir, 'sandbox', null).catch(() => 'not-running')
  if (typeof running === 'string' && running !== 'not-running') return { url: running, close: async () => {} }
  process.stdout.write('No server is running here: starting one for this chat (a few seconds) …\n')
  const folder = await mkdtemp(join(tmpdir(), 'cks-chat-'))
  const config = readConfig({ PORT: '0', DATA_DIR: folder, SANDBOX: 'true', LOG_LEVEL: 'warn' }, () => '')
  const app = await startApp(config, createLogger('warn'))
  const close = async () => {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: app.sandbox?.url ?? '', close }
}

function show(message: ReceivedMessage): void {
  const buttons = message.buttons.map(
    (button, i) => `\n    [${i + 1}] ${button.title}${button.url ? ` → ${button.url}` : ''}`,
  )
  process.stdout.write(
    `\n  ${message.from === 'clerk' ? 'cán bộ' : 'bot'}: ${message.text.replaceAll('\n', '\n  ')}${buttons.join('')}\n`,
  )
}

class Conversation {
  readonly #client: SandboxClient
  readonly #platform: Platform
  readonly #user: string
  #seen = 0
  #last: ReceivedMessage | undefined

  constructor(client: SandboxClient, platform: Platform, user: string) {
    this.#client = client
    this.#platform = platform
    this.#user = user
  }

  async say(line: string): Promise<void> {
    const button = /^\d{1,2}$/.test(line) ? this.#last?.buttons[Number(line) - 1] : undefined
    const act = (action: Action) => this.#client.act(this.#platform, this.#user, action)
    if (line === '/open') await act({ type: 'open' })
    else if (line === '/image') await act({ type: 'image' })
    else if (line === '/sticker') await act({ type: 'sticker' })
    else if (button?.payload) await act({ type: 'tap', payload: button.payload })
    else await act({ type: 'text', text: line.replace(/^\/text /, '') })
    await this.#hear()
  }

  /** Waits for the answer, and a moment more for a second bubble. */
  async #hear(): Promise<void> {
    for (let waitMs = 10_000; ; waitMs = 400) {
      const messages = await this.#client.inbox(this.#platform, this.#user, { after: this.#seen, waitMs })
      if (messages.length === 0) return
      for (const message of messages) {
        show(message)
        this.#seen = message.seq
        this.#last = message
      }
    }
  }
}

async function main(): Promise<void> {
  const platform: Platform = process.argv.includes('messenger') ? 'messenger' : 'zalo'
  const sandbox = await findSandbox()
  const client = new SandboxClient(sandbox.url)
  const chat = new Conversation(client, platform, String(randomInt(10 ** 11, 10 ** 12)))
  process.stdout.write(`${platform === 'zalo' ? 'Zalo' : 'Messenger'}, emulated.${HELP}`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  terminal.setPrompt('\nyou: ')
  terminal.prompt()
  for await (const line of terminal) {
    if (line.trim() === '/quit') break
    if (line.trim()) await chat.say(line.trim())
    terminal.prompt()
  }
  terminal.close()
  await client.close()
  await sandbox.close()
}

await main()
