import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { startApp } from '../app.ts'
import { OperatorError } from '../common/errors.ts'
import { readEnvFile } from '../config/env-file.ts'
import { ruleOf } from '../config/environment.ts'
import { readConfig } from '../config.ts'
import type { Action } from '../sandbox/actions.ts'
import { SandboxClient } from '../sandbox/client.ts'
import type { ReceivedMessage } from '../sandbox/people.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { createLogger } from '../telemetry/logger.ts'
import { runCommand } from './command.ts'

const HELP = `
  Type as a resident would. A number taps that button of the last message, if it has buttons; "/text 2" sends the
  number as words.
  /open  come in (Get Started, follow)     /image  send a picture     /sticker     /quit
`

type Platform = 'messenger' | 'zalo'

/** Where the server that was started here keeps its data, by the same names as it reads itself. */
function dataDir(): string {
  readEnvFile(process.env)
  return process.env['DATA_DIR']?.trim() || (ruleOf('DATA_DIR').default ?? '')
}

/** The sandbox of a running server, or one of our own that ends with the chat. */
async function findSandbox(): Promise<{ url: string; close(): Promise<void> }> {
  const running = await callRunningServer(dataDir(), 'sandbox', null)
  if (typeof running === 'string' && running !== 'not-running') return { url: running, close: async () => {} }
  const why =
    running === null ? 'The server here serves real accounts, not a sandbox' : 'No server is running here'
  process.stdout.write(`${why}: starting a sandbox for this chat alone (a few seconds) …\n`)
  const folder = await mkdtemp(join(tmpdir(), 'cks-chat-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  const config = readConfig({ PORT: '0', DATA_DIR: folder, SANDBOX: 'true', LOG_LEVEL: 'warn' }, () => '')
  const app = await startApp(config, createLogger('warn'))
  return { url: app.sandbox?.url ?? '', close: () => app.close() }
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
    if (button?.url) {
      process.stdout.write(`\n  That button opens a page: ${button.url}\n`)
      return
    }
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
    const first = 10_000
    for (let waitMs = first; ; waitMs = 400) {
      const messages = await this.#client.inbox(this.#platform, this.#user, { after: this.#seen, waitMs })
      if (messages.length === 0) {
        if (waitMs === first) process.stdout.write('\n  (no answer)\n')
        return
      }
      for (const message of messages) {
        show(message)
        this.#seen = message.seq
        this.#last = message
      }
    }
  }
}

function platformArgument(): Platform {
  const [platform = 'zalo', ...more] = process.argv.slice(2)
  if ((platform !== 'zalo' && platform !== 'messenger') || more.length > 0)
    throw new OperatorError('Usage: npm run chat, or npm run chat -- messenger')
  return platform
}

/** Until /quit or the end of the input. */
async function talk(chat: Conversation): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  terminal.setPrompt('\nyou: ')
  terminal.prompt()
  for await (const line of terminal) {
    if (line.trim() === '/quit') break
    if (line.trim()) {
      await chat.say(line.trim()).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : ''
        throw new OperatorError(
          `\nThe sandbox did not take that (${reason}). If its server has stopped, start it and this chat again.`,
          { cause },
        )
      })
    }
    terminal.prompt()
  }
  terminal.close()
}

await runCommand(async () => {
  const platform = platformArgument()
  const sandbox = await findSandbox()
  const client = new SandboxClient(sandbox.url)
  try {
    process.stdout.write(`${platform === 'zalo' ? 'Zalo' : 'Messenger'}, emulated.${HELP}`)
    await talk(new Conversation(client, platform, String(randomInt(10 ** 11, 10 ** 12))))
  } finally {
    await client.close()
    await sandbox.close()
  }
  return ''
})
