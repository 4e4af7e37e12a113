import { mkdirSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import { openBrowser, openPage } from './browser.ts'
import { StagePage } from './stage.ts'

/** The pictures of the guides, taken anew with `PICTURES=1 npm run test:browser -- pictures`. */
const wanted = Boolean(process.env['PICTURES'])
const FOLDER = 'docs/images'

let app: TestApp
let browser: Browser
beforeAll(async () => {
  if (!wanted) return
  mkdirSync(FOLDER, { recursive: true })
  ;[app, browser] = await Promise.all([startTestApp(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
})

const save = async (of: Page | Locator, name: string) => {
  const picture = await of.screenshot({ path: `${FOLDER}/${name}.png` })
  expect(picture.length).toBeGreaterThan(10_000)
}

test.runIf(wanted)('the simulator, for the guide of ward staff', async () => {
  const desk = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }
  const { page } = await openPage(browser, `${app.url}/simulator`, desk)
  const stage = new StagePage(page)
  await page.getByRole('heading', { name: 'Chưa có ai' }).waitFor()
  await save(page, 'dien-tap-chua-co-ai')

  const zalo = await stage.add('Nguyễn Thị Hòa', 'Zalo')
  await zalo.taps('Quan tâm')
  await zalo.taps('Đăng ký')
  await zalo.hears('năm sinh')
  await zalo.says('1960')
  await zalo.hears('xin phép lưu')
  await page.locator('.trace.turn').nth(2).waitFor()
  await page.mouse.move(0, 0)
  await save(page, 'dien-tap-ca-trang')
  await zalo.taps('Đồng ý')
  await zalo.hears('họ và tên')
  await zalo.says('Nguyễn Thị Hòa')
  await zalo.hears('Số điện thoại di động')
  await zalo.says('0912 345 678')
  await zalo.hears('ở phường nào')
  await page.mouse.move(0, 0)
  await save(zalo.root.locator('.phone'), 'dien-tap-zalo')

  const messenger = await stage.add('Trần Văn Minh', 'Messenger')
  await messenger.taps('Bắt đầu')
  await messenger.taps('Đăng ký')
  await messenger.hears('năm sinh')
  await messenger.says('2006')
  await messenger.taps('Đồng ý')
  await messenger.hears('họ và tên')
  await messenger.says('Trần Văn Minh')
  await messenger.hears('Số điện thoại di động')
  await messenger.says('0987654321')
  await messenger.taps('Phường Mỹ Hào')
  await messenger.hears('thuộc nhóm nào')
  await page.mouse.move(0, 0)
  await save(messenger.root.locator('.phone'), 'dien-tap-messenger')

  await page.getByRole('button', { name: 'Mở cạnh nhau' }).click()
  await page.getByRole('button', { name: /^Sự cố/ }).click()
  await page.mouse.move(0, 0)
  await save(page, 'dien-tap-su-co')
  await page.context().close()
})

test.runIf(wanted)('the simulator on a phone', async () => {
  const small = {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 1.5,
    hasTouch: true,
    isMobile: true,
  }
  const { page } = await openPage(browser, `${app.url}/simulator`, small)
  const stage = new StagePage(page)
  const phone = await stage.add('Phạm Thị Thu Hà', 'Zalo')
  await phone.taps('Quan tâm')
  await phone.taps('Đăng ký')
  await phone.hears('năm sinh')
  await save(page, 'dien-tap-tren-dien-thoai')
  await page.context().close()
})
