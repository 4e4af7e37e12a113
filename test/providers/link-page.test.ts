import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doors, openLinkPages, STORES, VNEID } from './link-pages.ts'
import { catalogueOf, provider } from './parts.ts'

/** As phones really call themselves: Android since 2010, the chats' own browsers, and some that lie. */
const AGENTS = {
  'Android 2.3':
    'Mozilla/5.0 (Linux; U; Android 2.3.6; vi-vn; GT-S5360 Build/GINGERBREAD) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1',
  'Android 4.4':
    'Mozilla/5.0 (Linux; Android 4.4.2; SM-G313HZ Build/KOT49H) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/30.0.0.0 Mobile Safari/537.36',
  'Zalo on Android':
    'Mozilla/5.0 (Linux; Android 10; RMX1941; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 Zalo android/12080613 ZaloTheme/light',
  'Opera Mini': 'Opera/9.80 (Android; Opera Mini/36.2/119.132; U; vi) Presto/2.12.423 Version/12.16',
  'iPhone, iOS 9':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 9_3_5 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) Version/9.0 Mobile/13G36 Safari/601.1',
  'Messenger on iPhone':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/MessengerForiOS;FBAV/460.0]',
  iPad: 'Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1',
  'Windows Phone':
    'Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537',
  'a newer iPad':
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  nothing: '',
}

type Pages = Awaited<ReturnType<typeof openLinkPages>>
let pages: Pages
beforeAll(async () => {
  pages = await openLinkPages()
})
afterAll(() => pages.close())

describe('the store of the phone at hand comes first', () => {
  test.each([
    ['Android 2.3', ['playStore*', 'appStore', 'site']],
    ['Android 4.4', ['playStore*', 'appStore', 'site']],
    ['Zalo on Android', ['playStore*', 'appStore', 'site']],
    ['Opera Mini', ['playStore*', 'appStore', 'site']],
    ['iPhone, iOS 9', ['appStore*', 'playStore', 'site']],
    ['Messenger on iPhone', ['appStore*', 'playStore', 'site']],
    ['iPad', ['appStore*', 'playStore', 'site']],
    ['Windows Phone', ['appStore*', 'playStore*', 'site']],
    ['a newer iPad', ['appStore*', 'playStore*', 'site']],
    ['nothing', ['appStore*', 'playStore*', 'site']],
  ] as const)('%s', async (device, expected) => {
    const { path } = await pages.newLink('b')
    const page = await pages.look(path, AGENTS[device])
    expect(doors(page)).toEqual(expected)
    for (const host of ['b.example.vn', 'apps.apple.com', 'play.google.com']) {
      expect(page.indexOf(`<dd>${host}</dd>`)).toBeGreaterThan(0)
    }
  })

  test.each([
    ['vi', 'Android 4.4', ['mở CH Play', 'gõ <strong>CA a'], ['App Store (']],
    ['vi', 'iPhone, iOS 9', ['mở App Store', 'gõ <strong>CA a'], ['CH Play (']],
    ['vi', 'nothing', ['mở App Store', 'mở CH Play', 'Samsung'], []],
    ['en', 'nothing', ['open the App Store', 'open Google Play', 'Samsung'], []],
  ] as const)(
    'without a link it is told how to find the app, none is made up: %s, %s',
    async (language, device, told, untold) => {
      const { path } = await pages.newLink('a', language)
      const page = await pages.look(path, AGENTS[device])
      for (const text of told) expect(page).toContain(text)
      for (const text of untold) expect(page).not.toContain(text)
      expect(doors(page)).toEqual(['site*'])
      expect(page).not.toMatch(/apps\.apple\.com|play\.google\.com|market:|itms/)
    },
  )

  test('a link for other phones only is no main way', async () => {
    const { path } = await pages.newLink('play-only')
    expect(doors(await pages.look(path, AGENTS.iPad))).toEqual(['site*', 'playStore'])
    expect(doors(await pages.look(path, AGENTS['Android 4.4']))).toEqual(['playStore*', 'site'])
  })

  test('the host stands above its button, the free package by its name; a made-up provider has no app', async () => {
    const page = await pages.look((await pages.newLink('a')).path)
    expect(page).toMatch(
      /<dd>a\.example\.vn<\/dd>[\s\S]*phải có chữ <strong>a\.example\.vn<[\s\S]*value="site"/,
    )
    expect(page).toContain('Chọn gói miễn phí (tên gói: Gói Công dân)')
    const made = await pages.look((await pages.newLink('demo')).path)
    expect(made).toContain('không có ứng dụng để cài')
    expect(made).not.toContain('gõ <strong>Hoa Sen')
  })
})

test('old browsers read it: plain forms, no script, nothing that needs styles', async () => {
  const page = await pages.look((await pages.newLink('b')).path, AGENTS['Android 2.3'])
  expect(page).not.toMatch(/<script|<svg|<dialog|<details|\sstyle=|\son[a-z]+=|href="https?:/)
  // Where the word "no-referrer" is not known yet, the older one keeps the token out of the next request.
  expect(page).toMatch(/content="no-referrer">\s*<meta name="referrer" content="never">/)
  expect(page.match(/<form method="post">/g)).toHaveLength(3)
  expect(Buffer.byteLength(page)).toBeLessThan(12_000)
})

describe('VNeID', () => {
  test('is told by its steps; no web page is opened, only stores that the catalogue names', async () => {
    const { path, openedAt } = await pages.newLink('vneid')
    const page = await pages.look(path, AGENTS['Android 4.4'])
    expect(page.match(/<ol>.*<\/ol>/)?.[0].match(/<li>/g)).toHaveLength(3)
    for (const text of ['Tự mở ứng dụng VNeID', 'Ký số', 'lừa đảo']) expect(page).toContain(text)
    expect(doors(page)).toEqual(['playStore', 'appStore'])
    expect((await pages.tap(path)).headers.get('location')).toBe(path)
    expect(await openedAt()).toBeNull()
    expect((await pages.tap(path, 'playStore')).headers.get('location')).toBe(STORES.playStore)
  })

  test('whose links were taken out of the catalogue still has its steps, in English too', async () => {
    const { path } = await pages.newLink('vneid', 'en')
    const server = await pages.serve(catalogueOf(provider('vneid', { ...VNEID })))
    const page = await pages.look(path, '', server)
    expect(page).toContain('Open the VNeID app on your own phone')
    expect(page).not.toContain('<form')
  })
})
