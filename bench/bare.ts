import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import Fastify, { type FastifyRequest } from 'fastify'
import { Pool } from 'undici'
import handoff from '../locales/vi/handoff.json' with { type: 'json' }
import home from '../locales/vi/home.json' with { type: 'json' }
import register from '../locales/vi/register.json' with { type: 'json' }
import type { Accounts } from './accounts.ts'

interface Reply {
  text: string
  choices: string[]
  link?: string
}

const fill = (text: string) => text.replaceAll(/\{\{\w+\}\}/g, 'UBND phường Mỹ Hào')
const menu = {
  text: home.menu,
  choices: [home['choice.explain'], home['choice.register'], home['choice.human']],
}
const groups = ['NGUOIDAN', 'CONGNHAN', 'CBCCVC', 'DOANVIEN', 'SINHVIEN'] as const

/** What is said at each step, the same texts as the program's. */
const SCRIPT: Reply[][] = [
  [{ ...menu, text: `${fill(home.welcome)}\n\n${home.menu}` }],
  [{ text: register.birthYear, choices: [] }],
  [{ text: fill(register.consent), choices: [register['choice.agree'], register['choice.refuse']] }],
  [{ text: fill(register.name), choices: [] }],
  [{ text: fill(register.phone), choices: [] }],
  [
    {
      text: fill(register.place),
      choices: ['Mỹ Hào', 'Đường Hào', 'Thượng Hồng', register['choice.elsewhere']],
    },
  ],
  [{ text: fill(register.group), choices: groups.map((group) => register[`choice.${group}`]) }],
  [{ text: fill(register.summary), choices: [register['choice.confirm'], register['choice.edit']] }],
  [{ text: fill(handoff.provider), choices: ['VNPT SmartCA'] }],
  [{ text: fill(handoff.p3), choices: [handoff['choice.agree'], handoff['choice.refuse']] }],
  [
    { text: fill(handoff.link), choices: [], link: 'http://127.0.0.1/go/x' },
    { text: fill(handoff.p2), choices: [handoff['choice.agree'], handoff['choice.refuse']] },
  ],
]

const HEADERS = { 'content-type': 'application/json' }

/**
 * The limit to compare with: verifies the same signatures, keeps one number a person in memory, acknowledges at once and
 * sends the same texts with the same kinds of buttons. Understands nothing, stores nothing, retries nothing.
 */
export async function runBare(): Promise<void> {
  const { messenger, zalo } = JSON.parse(process.env['BENCH_ACCOUNTS'] ?? '') as Accounts
  const platform = new Pool(new URL(messenger.apiUrl).origin, { connections: 256, pipelining: 1 })
  const steps = new Map<string, number>()
  const pagePath = `/v26.0/${messenger.pageId}/messages?access_token=${messenger.pageToken}`
  const oaHeaders = { ...HEADERS, access_token: zalo.accessToken ?? '' }

  const post = async (path: string, headers: Record<string, string>, body: object) => {
    const answer = await platform.request({ method: 'POST', path, headers, body: JSON.stringify(body) })
    await answer.body.json()
  }
  const toPage = (id: string, { text, choices, link }: Reply) => {
    const quick = choices.map((title) => ({ content_type: 'text', title, payload: `q:x:${title}` }))
    const button = { type: 'web_url', title: handoff.openLink, url: link }
    const attachment = { type: 'template', payload: { template_type: 'button', text, buttons: [button] } }
    const message = link ? { attachment } : quick.length > 0 ? { text, quick_replies: quick } : { text }
    return post(pagePath, HEADERS, { recipient: { id }, messaging_type: 'RESPONSE', message })
  }
  const toOa = (id: string, { text, choices, link }: Reply) => {
    const taps = choices.map((title) => ({ title, type: 'oa.query.hide', payload: `#q:x:${title}` }))
    const buttons = link ? [{ title: handoff.openLink, type: 'oa.open.url', payload: { url: link } }] : taps
    const attachment = buttons.length > 0 ? { attachment: { type: 'template', payload: { buttons } } } : {}
    const body = { recipient: { user_id: id }, message: { text, ...attachment } }
    return post('/v3.0/oa/message/cs', oaHeaders, body)
  }
  const answer = async (id: string, send: typeof toPage) => {
    const step = steps.get(id) ?? 0
    const replies = SCRIPT[step] ?? []
    if (step + 1 < SCRIPT.length) steps.set(id, step + 1)
    else steps.delete(id)
    for (const reply of replies) await send(id, reply)
  }

  const app = Fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_req, bytes, done) =>
    done(null, bytes),
  )
  app.get('/healthz', async () => ({ ok: true }))
  app.post('/webhooks/messenger', async (request, reply) => {
    const bytes = request.body as Buffer
    const mac = createHmac('sha256', messenger.appSecret).update(bytes).digest('hex')
    if (!same(request, 'x-hub-signature-256', `sha256=${mac}`)) return reply.code(401).send()
    const { entry } = JSON.parse(bytes.toString()) as PageBody
    for (const { messaging } of entry) for (const { sender } of messaging) void answer(sender.id, toPage)
    return reply.send('EVENT_RECEIVED')
  })
  app.post('/webhooks/zalo', async (request, reply) => {
    const bytes = request.body as Buffer
    const { sender, timestamp } = JSON.parse(bytes.toString()) as OaBody
    const hash = createHash('sha256').update(zalo.appId).update(bytes).update(timestamp).update(zalo.oaSecret)
    if (!same(request, 'x-zevent-signature', `mac=${hash.digest('hex')}`)) return reply.code(401).send()
    void answer(sender.id, toOa)
    return reply.send()
  })
  process.once('SIGTERM', () => process.exit(0))
  await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
}

interface PageBody {
  entry: { messaging: { sender: { id: string } }[] }[]
}

interface OaBody {
  sender: { id: string }
  timestamp: string
}

function same(request: FastifyRequest, header: string, wanted: string): boolean {
  const given = Buffer.from(String(request.headers[header]))
  return given.length === wanted.length && timingSafeEqual(given, Buffer.from(wanted))
}
