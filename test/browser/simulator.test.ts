import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import { openBrowser, openPage, overhang, seriousFindings, type Watched } from './browser.ts'
import { StagePage } from './stage.ts'

const HOA = 'Nguyễn Thị Hòa'
const LONG = 'Nguyễn Hoàng Phương Thảo Nguyên'
const SMALL = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const LARGE = { viewport: { width: 1280, height: 800 } }

let app: TestApp
let browser: Browser
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
})

let watched: Watched
let stage: StagePage
const open = async (options: Parameters<typeof openPage>[2]) => {
  watched = await openPage(browser, `${app.url}/simulator`, options)
  stage = new StagePage(watched.page)
}
/** Residents are of the server: a test leaves none to the next. */
const clear = async () => {
  const { page } = watched
  for (const user of await page.evaluate<string[]>(
    "fetch('/simulator/events').then(async (a) => { const r = a.body.getReader(); let t = ''; while (!t.includes('\\n\\n')) t += new TextDecoder().decode((await r.read()).value); r.cancel(); return JSON.parse(t.split('\\n\\n')[0].slice(6)).state.residents.map((one) => one.user) })",
  ))
    await page.request.post(`${app.url}/simulator/remove`, { data: { user } })
}
afterEach(async () => {
  await clear()
  await watched.close()
})

describe('at a desk', () => {
  beforeEach(() => open(LARGE))

  test('the empty page says what to do, and nothing shuts people out', async () => {
    await stage.page.getByRole('heading', { name: 'Chưa có ai' }).waitFor()
    expect(await seriousFindings(stage.page)).toEqual([])
    expect(await overhang(stage.page)).toBe(0)
  })

  test.each([
    ['Zalo', '0912345678'],
    ['Messenger', '0987654321'],
  ] as const)(
    'a resident registers on %s, from the first word to the page behind the link',
    async (platform, number) => {
      const phone = await stage.add(HOA, platform)
      const link = await phone.registers(number)
      const [page] = await Promise.all([stage.page.context().waitForEvent('page'), link.click()])
      await page.waitForLoadState()
      expect(new URL(page.url()).pathname).toMatch(/^\/go\/[\w-]+$/)
      expect(await page.locator('h1').innerText()).toContain('bản thử')
      const lines = stage.page.locator('.trace.turn')
      expect(await lines.filter({ hasText: 'register · summary → handoff · ' }).count()).toBe(1)
      expect(await seriousFindings(stage.page)).toEqual([])
    },
  )

  test('the panel shows the raw webhook, the states with their effects, and the raw send', async () => {
    const phone = await stage.add(HOA, 'Zalo')
    await phone.says('dang ky')
    await phone.hears('năm sinh')
    const opened = async (kind: string) => {
      const line = stage.page.locator(`.trace.${kind}`).first()
      await line.locator('summary').click()
      return line.locator('.details').innerText()
    }
    const webhook = await opened('webhook')
    expect(webhook).toContain('x-zevent-signature: mac=')
    expect(webhook).toContain('"event_name": "user_send_text"')
    const turn = await opened('turn')
    expect(turn).toMatch(/register v\d+ · birthYear · hỏi register\.birthYear/)
    expect(turn).toMatch(/register · ask \{.*"key":"register\.birthYear"/)
    const send = await opened('send')
    expect(send).toContain('/v3.0/oa/message/cs')
    expect(send).toContain('"message": "Success"')
    expect(await seriousFindings(stage.page)).toEqual([])
    await stage.page.getByRole('button', { name: 'Webhook' }).click()
    expect(await stage.page.locator('.trace.turn').count()).toBe(0)
  })

  test('three days later the chat says so, and the clock has moved', async () => {
    const phone = await stage.add(HOA, 'Messenger')
    await phone.says('alo')
    await phone.hears('Xin chào')
    await stage.page.getByRole('button', { name: '+ 3 ngày' }).click()
    await phone.root.locator('.note', { hasText: '3 ngày sau' }).waitFor()
    expect(await stage.page.locator('.moved').innerText()).toMatch(/^đã tua \d+ ngày$/)
    await phone.says('menu')
    await phone.root.locator('.theirs').nth(1).waitFor()
  })

  test('while Zalo is out nobody is answered; afterwards everybody is, once', async () => {
    const phone = await stage.add(HOA, 'Zalo')
    await stage.weather('Zalo', 'Mất kết nối', true)
    await phone.says('alo')
    await stage.page.locator('.trace.send .bad').first().waitFor()
    expect(await phone.answers.count()).toBe(0)
    await stage.weather('Zalo', 'Mất kết nối', false)
    await phone.hears('Xin chào')
    expect(await phone.answers.count()).toBe(1)
  })

  test('webhooks that come three times are answered once', async () => {
    const phone = await stage.add(HOA, 'Messenger')
    await stage.weather('Messenger', 'Tin đến lặp ba lần', true)
    await phone.says('alo')
    await phone.hears('Xin chào')
    await stage.weather('Messenger', 'Tin đến lặp ba lần', false)
    await app.idle()
    expect(await stage.page.locator('.trace.webhook').count()).toBe(3)
    expect(await phone.answers.count()).toBe(1)
  })

  test('a clerk writes from the app, and the phone says who answers now', async () => {
    const phone = await stage.add(HOA, 'Zalo')
    await phone.says('alo')
    await phone.hears('Xin chào')
    await phone.root.getByRole('button', { name: /^Việc khác với/ }).click()
    await phone.root.getByRole('button', { name: 'Nhắn từ ứng dụng Zalo' }).click()
    await phone.root.getByLabel('Cán bộ nhắn').fill('Cán bộ đây ạ')
    await phone.root.getByLabel('Cán bộ nhắn').press('Enter')
    await phone.hears('Cán bộ đây ạ')
    await phone.root.getByText('Cán bộ đang trả lời').waitFor()
  })

  test('whoever asked for a person waits, and is answered by one only when one wrote', async () => {
    const phone = await stage.add(HOA, 'Zalo')
    await phone.says('GẶP CÁN BỘ')
    await phone.root.getByText('Đang chờ cán bộ').waitFor()
    await phone.taps(/^Việc khác với/)
    await phone.taps('Nhắn từ ứng dụng Zalo')
    await phone.root.getByLabel('Cán bộ nhắn').press('Enter')
    await phone.root.getByText('Cán bộ đang trả lời').waitFor()
  })

  test('the OA’s own form is filled in, and what it shared is offered later', async () => {
    const phone = await stage.add(HOA, 'Zalo')
    await phone.says('đăng ký')
    await phone.hears('năm sinh')
    await phone.taps(/^Việc khác với/)
    await phone.taps('Mẫu xin tên, số điện thoại của OA')
    await phone.taps('Chia sẻ thông tin')
    await phone.hears('vừa chia sẻ')
    expect(await phone.root.getByText('Cán bộ đang trả lời').count()).toBe(0)
    await phone.says('1960')
    await phone.says('ĐỒNG Ý')
    await phone.hears(HOA)
    await phone.root.getByRole('button', { name: 'Lấy tên này' }).waitFor()
  })

  test('a message on Messenger is changed, and its new wording answers', async () => {
    const phone = await stage.add(HOA, 'Messenger')
    await phone.says('đăng ký')
    await phone.hears('năm sinh')
    await phone.says('một nghìn')
    await app.idle()
    await phone.taps(/^Việc khác với/)
    await phone.taps('Sửa tin vừa gửi')
    await phone.root.getByLabel('Sửa tin vừa gửi').fill('1960')
    await phone.root.getByLabel('Sửa tin vừa gửi').press('Enter')
    await phone.root.getByText('Đã sửa một tin thành: 1960').waitFor()
    await phone.hears('đồng ý')
  })

  test('of a refused send the panel says what staff would read', async () => {
    const phone = await stage.add(HOA, 'Messenger')
    await stage.refuse('Messenger', 'Từ chối: quá hạn trả lời')
    await phone.says('alo')
    await stage.page.locator('.trace .refusal', { hasText: '24 giờ' }).first().waitFor()
    await stage.refuse('Messenger', 'Nhận hết')
  })

  test('pictures, stickers, voice, places and files are sent and shown', async () => {
    const phone = await stage.add(HOA, 'Messenger')
    await phone.taps('Bắt đầu')
    await phone.hears('Xin chào')
    for (const label of ['Gửi nhãn dán', 'Gửi tin nhắn thoại', 'Gửi ảnh']) await phone.taps(label)
    for (const label of ['Vị trí', 'Tệp', 'Đường dẫn']) {
      await phone.taps(/^Gửi thứ khác/)
      await phone.taps(label)
    }
    for (const kind of ['sticker', 'audio', 'image', 'location', 'file', 'link'])
      await phone.root.locator(`.mine .bubble.${kind}`).waitFor()
    for (const [label, note] of [
      ['Thả cảm xúc vào tin cuối', 'Đã thả cảm xúc'],
      ['Thu hồi tin vừa gửi', 'Đã thu hồi'],
      ['Chặn', 'Đã chặn'],
    ] as const) {
      await phone.taps(/^Việc khác với/)
      await phone.taps(label)
      await phone.root.locator('.note', { hasText: note }).waitFor()
    }
    expect(await seriousFindings(stage.page)).toEqual([])
  })

  test('two phones stand side by side, also with long names', async () => {
    await stage.add(HOA, 'Zalo')
    await stage.add(LONG, 'Messenger')
    await stage.page.getByRole('button', { name: 'Mở cạnh nhau' }).click()
    await stage.phone(HOA).says('alo')
    await stage.phone(HOA).hears('Xin chào')
    await stage.phone(LONG).says('hello')
    await stage.phone(LONG).answers.first().waitFor()
    expect(await overhang(stage.page)).toBe(0)
    expect(await seriousFindings(stage.page)).toEqual([])
    await stage.page.reload()
    await stage.phone(LONG).answers.first().waitFor()
    await stage.phone(HOA).hears('Xin chào')
  })

  test('what was written while the server is away stays in its field, with a word about it', async () => {
    const phone = await stage.add(HOA, 'Zalo')
    await stage.page.context().setOffline(true)
    await phone.says('còn đó không')
    await stage.page.getByText('Không gọi được máy chủ').waitFor()
    expect(await phone.root.getByRole('textbox').inputValue()).toBe('còn đó không')
    await stage.page.context().setOffline(false)
    await phone.root.getByRole('textbox').press('Enter')
    await phone.hears('Xin chào')
  })

  test('everything can be done by keyboard', async () => {
    const { keyboard } = stage.page
    const focused = () =>
      stage.page.evaluate<string>('document.activeElement.textContent || document.activeElement.value')
    const tabTo = async (words: string) => {
      for (let n = 0; n < 40 && !(await focused()).startsWith(words); n++) await keyboard.press('Tab')
      expect(await focused()).toMatch(new RegExp(`^${words}`))
    }
    await tabTo('Nguyễn Thị Hòa')
    await keyboard.press('Enter')
    const phone = stage.phone(HOA)
    // With a mouse or keyboard the field to write in has the focus.
    await phone.root.getByRole('textbox').waitFor()
    await keyboard.type('alo')
    await keyboard.press('Enter')
    await phone.hears('Xin chào')
    for (let n = 0; n < 40 && (await focused()) !== 'Đăng ký'; n++) await keyboard.press('Shift+Tab')
    await keyboard.press('Enter')
    await phone.hears('năm sinh')
  })
})

describe('on a phone of 360 px', () => {
  beforeEach(() => open(SMALL))

  const tab = (name: string) =>
    stage.page.getByRole('navigation', { name: 'Phần của trang' }).getByRole('button', { name }).tap()

  test('nothing scrolls sideways, and nothing shuts people out', async () => {
    const sound = async () => {
      expect(await overhang(stage.page)).toBe(0)
      expect(await seriousFindings(stage.page)).toEqual([])
    }
    await sound()
    const phone = await stage.add(LONG, 'Zalo')
    await sound()
    await phone.taps('Quan tâm')
    await phone.taps('Đăng ký')
    await phone.hears('năm sinh')
    await phone.says('1960')
    await phone.hears('xin phép lưu')
    await sound()
    await tab('Bối cảnh')
    await stage.page.getByRole('button', { name: '+ 1 giờ' }).waitFor()
    await sound()
    await tab('Kỹ thuật')
    await stage.page.locator('.trace.turn summary').first().tap()
    await stage.page.locator('.details').waitFor()
    await sound()
    await tab('Người dân')
    await stage.page.getByText('Thêm người dân').tap()
    await sound()
  })

  test('the phone fills the screen, down to the field to write in', async () => {
    const phone = await stage.add(HOA, 'Messenger')
    const box = await phone.root.locator('.phone').boundingBox()
    expect(box).toMatchObject({ x: 0, width: 360 })
    const field = await phone.root.getByRole('textbox').boundingBox()
    const tabs = await stage.page.locator('.tabs').boundingBox()
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(tabs?.y ?? 0)
    expect((tabs?.y ?? 0) + (tabs?.height ?? 0)).toBe(740)
  })
})
