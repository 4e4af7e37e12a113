import fastify from 'fastify'
import { expect, test } from 'vitest'
import { FONT_FACES, fontRoutes } from '../../src/common/fonts.ts'

test('every font file that the pages name is served from here', async () => {
  const app = fastify()
  await fontRoutes(app)
  const urls = [...FONT_FACES.matchAll(/url\(([^)]+)\)/g)].map((match) => match[1]!)
  expect(urls.length).toBe(4)
  for (const url of urls) {
    const { statusCode, headers, rawPayload } = await app.inject(url)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('font/woff2')
    expect(rawPayload.subarray(0, 4).toString()).toBe('wOF2')
  }
  await app.close()
})
