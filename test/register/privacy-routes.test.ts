import fastify from 'fastify'
import { expect, test } from 'vitest'
import { privacyRoutes } from '../../src/register/privacy-routes.ts'

async function get(url: string, offices = ['Phường Mỹ Hào', 'Phường Đường Hào', 'Phường Mỹ Hào']) {
  const app = fastify()
  privacyRoutes(app, { offices })
  const response = await app.inject(url)
  await app.close()
  return response
}

test('the privacy page names every office once, the rights and their times', async () => {
  const { statusCode, headers, body } = await get('/privacy')
  expect(statusCode).toBe(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(body).toContain('<html lang="vi">')
  expect(body.match(/<strong>Phường Mỹ Hào<\/strong>/g)).toHaveLength(2)
  expect(body).toMatch(/Xem, sửa, nhận bản sao: 10 ngày<\/strong> \(15 ngày/)
  expect(body).toMatch(/phản đối xử lý: 15 ngày<\/strong> \(20 ngày/)
  expect(body).toMatch(/Xóa: 20 ngày<\/strong> \(30 ngày/)
  expect(body).toContain('02 ngày làm việc')
  expect(body).toContain('lang="en"')
})

test('the deletion page says how to ask and how long it takes', async () => {
  const { statusCode, body } = await get('/data-deletion')
  expect(statusCode).toBe(200)
  expect(body).toContain('GẶP CÁN BỘ')
  expect(body).toContain('20 ngày')
  expect(body).toContain('HUMAN')
})

test('an office name with markup stays text', async () => {
  for (const url of ['/privacy', '/data-deletion']) {
    const { body } = await get(url, ['<script>alert(1)</script>'])
    expect(body).not.toContain('<script')
    expect(body).toContain('&lt;script&gt;')
  }
})
