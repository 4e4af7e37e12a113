import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Catalogue, loadCatalogue } from '../../src/providers/catalogue.ts'
import { NOW } from '../register/room.ts'
import { doors, openLinkPages, STORES } from './link-pages.ts'
import { catalogueOf, PUBLIC_URL, provider } from './parts.ts'

const DAY = 86_400_000
const PREVIEWS = [
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'Mozilla/5.0 (compatible; ZaloBot/1.0; +https://zalo.me)',
  'TelegramBot (like TwitterBot)',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
]

type Pages = Awaited<ReturnType<typeof openLinkPages>>
let pages: Pages
beforeAll(async () => {
  pages = await openLinkPages()
})
afterAll(() => pages.close())

describe('only a tap on a button counts', () => {
  test.each(PREVIEWS)('not the look of %s', async (agent) => {
    const { path, openedAt } = await pages.newLink('b')
    for (const method of ['GET', 'HEAD', 'GET']) {
      const response = await pages.ask(path, method, agent)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('x-robots-tag')).toBe('noindex, nofollow')
    }
    expect(await openedAt()).toBeNull()
  })

  test.each([
    ['site', 'https://b.example.vn/dang-ky'],
    ['appStore', STORES.appStore],
    ['playStore', STORES.playStore],
    [undefined, 'https://b.example.vn/dang-ky'],
  ])('%s leads there without a referrer', async (to, address) => {
    const { path, openedAt } = await pages.newLink('b')
    const response = await pages.tap(path, to)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(address)
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await openedAt()).toBe(NOW)
  })

  test('two taps at once, and later ones on other buttons, count once', async () => {
    const { path, openedAt } = await pages.newLink('b')
    const both = await Promise.all([pages.tap(path, 'playStore'), pages.tap(path, 'playStore')])
    expect(both.map(({ status }) => status)).toEqual([303, 303])
    pages.clock.advance(60_000)
    expect((await pages.tap(path, 'site')).headers.get('location')).toBe('https://b.example.vn/dang-ky')
    expect(await openedAt()).toBe(NOW)
  })

  test.each(['appStore', 'https://evil.example', '__proto__', ''])(
    'a button that the page has not (%j) leads back to it and counts nothing',
    async (to) => {
      const { path, openedAt } = await pages.newLink('a')
      const response = await pages.tap(path, to)
      expect([response.status, response.headers.get('location')]).toEqual([303, path])
      expect(await openedAt()).toBeNull()
    },
  )

  test.each([
    ['vi', 'TIẾN ĐỘ'],
    ['en', 'STATUS'],
  ])('an expired link counts nothing and says how to get another: %s', async (language, word) => {
    const { path, openedAt } = await pages.newLink('b', language)
    pages.clock.advance(30 * DAY)
    for (const response of [await pages.ask(path), await pages.tap(path, 'site')]) {
      expect(response.status).toBe(410)
      expect(response.headers.get('location')).toBeNull()
      expect(await response.text()).toContain(`<strong>${word}</strong>`)
    }
    expect((await pages.ask(path, 'HEAD')).status).toBe(410)
    expect(await openedAt()).toBeNull()
  })
})

describe('hosts', () => {
  test('one that the catalogue does not list is followed by no button, whatever the entry says', async () => {
    const foreign = [
      provider('site', { url: 'https://site.example.vn.evil.example/' }),
      provider('user', { url: 'https://user.example.vn@evil.example/' }),
      provider('plain', { url: 'http://plain.example.vn/' }),
      provider('script', { url: 'javascript:alert(1)' }),
    ]
    const catalogue = catalogueOf(...foreign)
    const server = await pages.serve(catalogue)
    for (const { id } of foreign) {
      const { path, openedAt } = await pages.newLink(id, 'vi', catalogue)
      for (const response of [
        await pages.ask(path, 'GET', '', server),
        await pages.tap(path, 'site', server),
      ]) {
        expect(response.status).toBe(410)
        expect(response.headers.get('location')).toBeNull()
        expect(await response.text()).not.toContain('evil')
      }
      expect(await openedAt()).toBeNull()
    }
  })

  test('a foreign store falls away, the site stays', async () => {
    const entry = provider('c', STORES)
    const catalogue: Catalogue = { ...catalogueOf(entry), hosts: new Set([entry.host, 'apps.apple.com']) }
    const server = await pages.serve(catalogue)
    const { path, openedAt } = await pages.newLink('c', 'vi', catalogue)
    expect(doors(await pages.look(path, '', server))).toEqual(['appStore*', 'site'])
    expect((await pages.tap(path, 'playStore', server)).headers.get('location')).toBe(path)
    expect(await openedAt()).toBeNull()
  })

  test('the operator’s file decides: a foreign host is refused, a named one is led to', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'link-page-'))
    const load = async (fields: Record<string, string>) => {
      const entry = { id: 'eca', enabled: true, ...fields }
      await writeFile(join(dataDir, 'providers.json'), JSON.stringify({ providers: [entry] }))
      return loadCatalogue({ dataDir, publicUrl: PUBLIC_URL, sandbox: false })
    }
    await expect(load({ url: 'https://eca.com.vn.evil.example/' })).rejects.toThrow(
      'leads to eca.com.vn.evil.example',
    )
    await expect(load({ playStore: 'https://play.google.com.evil.example/' })).rejects.toThrow(
      'not to play.google.com',
    )
    const catalogue = await load({ playStore: STORES.playStore })
    const server = await pages.serve(catalogue)
    const { path } = await pages.newLink('eca', 'vi', catalogue)
    expect((await pages.tap(path, 'playStore', server)).headers.get('location')).toBe(STORES.playStore)
    expect((await pages.tap(path, 'site', server)).headers.get('location')).toBe('https://eca.com.vn/')
    await rm(dataDir, { recursive: true })
  })
})
