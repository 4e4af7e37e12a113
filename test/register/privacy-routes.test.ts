import fastify from 'fastify'
import { expect, test } from 'vitest'
import { privacyRoutes } from '../../src/register/privacy-routes.ts'

const GIVEN = Date.UTC(2026, 5, 15, 18)

async function get(url: string, offices = ['Phường Mỹ Hào', 'Phường Đường Hào', 'Phường Mỹ Hào']) {
  const app = fastify()
  privacyRoutes(app, { offices, receipt: async (code) => (code === 'XD-7K3Q-9M2P' ? GIVEN : undefined) })
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

test('the deletion page says how it is done in the chat, what stays, and how long it takes elsewhere', async () => {
  const { statusCode, headers, body } = await get('/data-deletion')
  expect(statusCode).toBe(200)
  expect(headers['cache-control']).toContain('max-age')
  for (const said of [
    'XÓA DỮ LIỆU CỦA TÔI',
    'DELETE MY DATA',
    '20 ngày',
    '3 năm',
    'máy chủ của Zalo, Facebook',
  ])
    expect(body).toContain(said)
  expect(body).not.toContain('role="status"')
})

test.each(['XD-7K3Q-9M2P', 'xd7k3q9m2p', ' 7k3q 9m2p'])(
  'the receipt %j is known, by its day alone',
  async (typed) => {
    const { headers, body } = await get(`/data-deletion?code=${encodeURIComponent(typed)}`)
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toContain('đã xóa ngày <strong>16/06/2026</strong>')
  },
)

test.each(['XD-7K3Q-9M2Q', 'abc', '<script>alert(1)</script>', "' or 1=1 --"])(
  'the receipt %j is unknown',
  async (typed) => {
    const { statusCode, body } = await get(`/data-deletion?code=${encodeURIComponent(typed)}`)
    expect(statusCode).toBe(200)
    expect(body).toContain('Không tìm thấy mã')
    expect(body).not.toContain('<script')
  },
)

test('a code that is asked for twice, or is empty, is none', async () => {
  for (const query of ['?code=', '?code=%20', '?code=a&code=b', '?code[x]=1'])
    expect((await get(`/data-deletion${query}`)).body).not.toContain('role="status"')
})

test('an office name with markup stays text', async () => {
  for (const url of ['/privacy', '/data-deletion']) {
    const { body } = await get(url, ['<script>alert(1)</script>'])
    expect(body).not.toContain('<script')
    expect(body).toContain('&lt;script&gt;')
  }
})
