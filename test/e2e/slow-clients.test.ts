import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { startTestApp } from '../helpers/app.ts'

/** A client that says how much it will send, and then takes its time. */
async function slowClient(url: string, begin: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  socket.write(begin)
  await new Promise((resolve) => setTimeout(resolve, 200))
  return socket
}

test('clients that never finish their requests do not keep the server from stopping', async () => {
  const app = await startTestApp()
  const clients = [
    await slowClient(
      app.url,
      'POST /webhooks/zalo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    ),
    await slowClient(app.url, 'POST /webhooks/messenger HTTP/1.1\r\nhost: x\r\n'),
  ]
  const stopped = await Promise.race([
    app.stop().then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 15_000)),
  ])
  for (const client of clients) client.destroy()
  expect(stopped).toBe(true)
  await app.close()
})
