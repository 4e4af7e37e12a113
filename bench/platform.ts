import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../src/common/clock.ts'
import type { Shown } from './answers.ts'
import type { Taken } from './webhooks.ts'

/** Hears every message that a platform accepted. */
export type Listener = (platform: 'messenger' | 'zalo', taken: Taken, shown: Shown) => void

interface MessengerSend {
  recipient: { id: string }
  message: {
    text?: string
    metadata?: string
    quick_replies?: { title: string; payload: string }[]
    attachment?: { payload: { text: string; buttons: MessengerButton[] } }
  }
}

interface MessengerButton {
  type: string
  title: string
  payload?: string
  url?: string
}

interface ZaloSend {
  recipient: { user_id: string }
  message: {
    text: string
    attachment?: {
      payload: { buttons: { title: string; type: string; payload: string | { url: string } }[] }
    }
  }
}

function shownOnMessenger({ text, quick_replies, attachment }: MessengerSend['message']): Shown {
  const buttons = attachment?.payload.buttons ?? []
  const taps = buttons.flatMap(({ title, payload }) => (payload === undefined ? [] : [{ title, payload }]))
  return {
    text: text ?? attachment?.payload.text ?? '',
    choices: (quick_replies ?? taps).map(({ title, payload }) => ({ label: title, payload })),
    link: buttons.find(({ url }) => url !== undefined)?.url ?? null,
  }
}

function shownOnZalo({ text, attachment }: ZaloSend['message']): Shown {
  const shown: Shown = { text, choices: [], link: null }
  for (const { title, payload } of attachment?.payload.buttons ?? []) {
    if (typeof payload === 'string') shown.choices.push({ label: title, payload })
    else shown.link = payload.url
  }
  return shown
}

/** Both platforms' send APIs in one small server: takes every message, at once unless told to take its time. */
export class PlatformServer {
  readonly #server: Server
  readonly #answerMs: number
  listener: Listener = () => {}
  /** Messages taken. */
  sends = 0

  constructor(answerMs: number) {
    this.#answerMs = answerMs
    this.#server = createServer((request, response) => this.#take(request, response))
    // A connection closed for idleness just as the program sends on it would be an uncertain send.
    this.#server.keepAliveTimeout = 0
    this.#server.headersTimeout = 0
    this.#server.requestTimeout = 0
  }

  /** @returns its address. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', 1024, done))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const answer = () => this.#answer(request, Buffer.concat(chunks), response)
      if (this.#answerMs > 0) setTimeout(answer, this.#answerMs)
      else answer()
    })
  }

  #answer({ method, url = '' }: IncomingMessage, bytes: Buffer, response: ServerResponse): void {
    const reply = (body: object) => {
      const text = JSON.stringify(body)
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text)
    }
    if (method !== 'POST' || !url.includes('/message')) return reply({})
    this.sends += 1
    const at = systemClock.now()
    if (url.startsWith('/v3.0/oa/message/cs')) {
      const { recipient, message } = JSON.parse(bytes.toString()) as ZaloSend
      const taken = {
        user: recipient.user_id,
        id: `z${this.sends}`,
        at,
        text: message.text,
        metadata: undefined,
      }
      reply({ data: { message_id: taken.id, user_id: taken.user }, error: 0, message: 'Success' })
      return this.listener('zalo', taken, shownOnZalo(message))
    }
    const { recipient, message } = JSON.parse(bytes.toString()) as MessengerSend
    const shown = shownOnMessenger(message)
    const taken = {
      user: recipient.id,
      id: `m${this.sends}`,
      at,
      text: shown.text,
      metadata: message.metadata,
    }
    reply({ recipient_id: taken.user, message_id: taken.id })
    this.listener('messenger', taken, shown)
  }
}
