import { expect, test } from 'vitest'
import { startTestApp } from '../helpers/app.ts'

test('an OA without a refresh token starts, is told of with the consent link, and answers once that was opened', async () => {
  const app = await startTestApp({ platforms: {}, env: { ZALO_REFRESH_TOKEN: '' } })
  try {
    const lines = () => app.log.map((line) => JSON.parse(line))
    const alarm = () => lines().find((line) => line.alarm === 'zalo-token')
    await expect.poll(alarm, { timeout: 20_000 }).toMatchObject({
      account: 'zalo',
      reason: expect.stringContaining('not connected yet'),
      consent: expect.stringContaining('/v4/oa/permission?'),
    })
    const resident = app.resident('zalo')
    app.sandbox.act('zalo', resident.id, { type: 'text', text: 'xin chào' })
    await expect.poll(() => app.rows('select 1 from outbox'), { timeout: 20_000 }).not.toEqual([])
    expect(app.sandbox.inbox('zalo', resident.id)).toEqual([])

    // As a browser goes: to Zalo, where an administrator agrees, and back.
    const back = await fetch(alarm().consent)
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('Đã kết nối OA')])
    const { text } = await resident.waits()
    expect(text).toContain('UBND phường Mỹ Hào')
    expect(lines().filter((line) => line.alarm === 'zalo-token')).toHaveLength(1)
  } finally {
    await app.close()
  }
})
