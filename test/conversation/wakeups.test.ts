import { type AddressInfo, connect, createServer } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Wakeups } from '../../src/conversation/wakeups.ts'

it('without Redis there is nobody to tell', async () => {
  const wakeups = new Wakeups(null, { inbox: () => {}, outbox: () => {} })
  await wakeups.start()
  wakeups.tell('inbox')
  await wakeups.stop()
})

describe.runIf(process.env['REDIS_URL'])('with Redis', () => {
  const clients: Redis[] = []
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect()
  })

  async function instance() {
    const client = new Redis(process.env['REDIS_URL'] ?? '', {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
    })
    client.on('error', () => {})
    clients.push(client)
    await new Promise<void>((resolve) => client.once('ready', () => resolve()))
    const heard: string[] = []
    const wakeups = new Wakeups(client, {
      inbox: () => heard.push('inbox'),
      outbox: () => heard.push('outbox'),
    })
    await wakeups.start()
    return { client, heard, wakeups }
  }

  it('one instance wakes the other, and what is no wake-up wakes nobody', async () => {
    const [one, two] = [await instance(), await instance()]
    await vi.waitFor(() => {
      one.wakeups.tell('outbox')
      expect(two.heard).toContain('outbox')
    })
    two.heard.length = 0
    await one.client.publish('cks:wake', 'nonsense')
    one.wakeups.tell('inbox')
    await vi.waitFor(() => expect(two.heard).toContain('inbox'))
    expect(two.heard.filter((what) => what !== 'inbox' && what !== 'outbox')).toEqual([])
    await one.wakeups.stop()
    await two.wakeups.stop()
  })

  it('an instance that started while Redis was away hears once it is there', async () => {
    const redis = new URL(process.env['REDIS_URL'] ?? '')
    // Redis comes up late: a way to the real one that opens only after the start.
    const way = createServer((from) => {
      const to = connect(Number(redis.port || 6379), redis.hostname)
      from.pipe(to).pipe(from)
      for (const [end, other] of [
        [from, to],
        [to, from],
      ] as const)
        end.on('error', () => {}).on('close', () => other.destroy())
    })
    await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
    const { port } = way.address() as AddressInfo
    await new Promise((resolve) => way.close(resolve))
    const late = new Redis({
      host: '127.0.0.1',
      port,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: 100,
      retryStrategy: () => 50,
    })
    late.on('error', () => {})
    clients.push(late)
    const heard: string[] = []
    const wakeups = new Wakeups(late, {
      inbox: () => heard.push('inbox'),
      outbox: () => heard.push('outbox'),
    })
    await wakeups.start()
    await new Promise((resolve) => setTimeout(resolve, 400))
    await new Promise<void>((resolve) => way.listen(port, '127.0.0.1', resolve))
    const one = await instance()
    await vi.waitFor(
      () => {
        one.wakeups.tell('inbox')
        expect(heard).toContain('inbox')
      },
      { timeout: 5000, interval: 100 },
    )
    await one.wakeups.stop()
    await wakeups.stop()
    late.disconnect()
    way.close()
  })

  it('telling while Redis is away is no fault', async () => {
    const one = await instance()
    one.client.disconnect()
    one.wakeups.tell('inbox')
    await one.wakeups.stop()
  })
})
