import fastify, { type FastifyInstance } from 'fastify'
import { ManualClock } from '../../src/common/clock.ts'
import type { Catalogue } from '../../src/providers/catalogue.ts'
import { goRoutes } from '../../src/providers/go-routes.ts'
import { handoffCreate } from '../../src/providers/handoffs.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { openTestDatabase } from '../helpers/database.ts'
import { addContacts, item, NOW, run, testKeyring } from '../register/room.ts'
import { catalogueOf, PUBLIC_URL, provider } from './parts.ts'

export const STORES = {
  appStore: 'https://apps.apple.com/vn/app/b/id1',
  playStore: 'https://play.google.com/store/apps/details?id=vn.b',
}
export const VNEID = {
  route: 'vneid',
  url: '',
  host: '',
  steps: ['vneidOpen', 'vneidMenu', 'activate'],
  name: 'VNeID',
} as const

const known = catalogueOf(
  provider('a', { freePackage: 'Gói Công dân' }),
  provider('b', STORES),
  provider('play-only', { playStore: STORES.playStore }),
  provider('demo', { name: 'Hoa Sen (bản thử)', demo: true }),
  provider('vneid', { ...VNEID, ...STORES }),
)

/** Link pages that listen, over one database: of a catalogue that knows most cases, and of others. */
export async function openLinkPages() {
  const { db, close } = await openTestDatabase()
  const keyring = testKeyring()
  const clock = new ManualClock(NOW)
  const servers: FastifyInstance[] = []

  /** A server for a catalogue. */
  async function serve(catalogue: Catalogue) {
    const app = fastify()
    const log = createLogger('fatal')
    const officeOf = () => 'Phường Mỹ Hào'
    await goRoutes(app, { db, keyring, clock, catalogue, officeOf, metrics: createMetrics(), log })
    servers.push(app)
    return app.listen({ port: 0, host: '127.0.0.1' })
  }

  /** A link that was given just now to somebody new. */
  async function newLink(providerId: string, language = 'vi', catalogue = known) {
    clock.set(NOW)
    const [contact] = await addContacts(db, 'my-hao', 1, language)
    const create = handoffCreate({ keyring, catalogue, publicUrl: PUBLIC_URL })
    const [made] = await run(db, create, [item(contact!, { provider: providerId })])
    const saved = () =>
      db.query.selectFrom('handoff').select('opened_at').where('contact_id', '=', contact!).execute()
    const openedAt = async () => (await saved())[0]?.opened_at
    return { path: String(made!['url']).slice(PUBLIC_URL.length), openedAt }
  }

  const base = await serve(known)
  const ask = (path: string, method = 'GET', agent = '', server = base) =>
    fetch(server + path, { method, redirect: 'manual', headers: { 'user-agent': agent } })
  return {
    clock,
    serve,
    newLink,
    ask,
    look: async (path: string, agent = '', server = base) => (await ask(path, 'GET', agent, server)).text(),
    /** The tap on a button, by what its form sends. */
    tap: (path: string, to?: string, server = base) =>
      fetch(server + path, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(to === undefined ? {} : { to }),
      }),
    close: async () => {
      for (const server of servers) await server.close()
      await close()
    },
  }
}

/** Where a page's buttons lead, in their order, the main ones with a star. */
export const doors = (page: string) =>
  [...page.matchAll(/name="to" value="(\w+)"><button class="(\w+)"/g)].map(
    ([, to, look]) => to + (look === 'act' ? '*' : ''),
  )
