import { expect, test } from 'vitest'
import type { SendJob } from '../../../src/channels/channel.ts'
import type { FailureCode } from '../../../src/common/errors.ts'
import { type Bench, JSON_TYPE } from './bench.ts'

const job: SendJob = {
  id: '4242',
  user: '7654321',
  message: { text: 'Chào bác Bí Mật' },
  asNumbers: false,
}

/** What goes out. */
export function sendContract(bench: () => Bench): void {
  const send = () => bench().channel.send(bench().account, job)

  /** Sends once and expects this failure, which may quote neither a text nor a credential. */
  async function expectFailure(code: FailureCode): Promise<void> {
    const result = await send()
    expect(result).toMatchObject({ ok: false, failure: { code } })
    const shown = JSON.stringify(result)
    for (const secret of [...bench().subject.secrets, 'Bí Mật']) expect(shown).not.toContain(secret)
  }

  test('a message is sent once and its id is kept', async () => {
    const { status, body } = bench().subject.sentAnswer('sent-1')
    bench().answerWith((_req, res) => res.writeHead(status, JSON_TYPE).end(body))
    expect(await send()).toEqual({ ok: true, messageId: 'sent-1' })
    expect(bench().received).toHaveLength(1)
    expect(JSON.parse(bench().received[0] ?? '')).toMatchObject({ recipient: expect.anything() })
    expect(bench().received[0]).toContain('Bí Mật')
  })

  test('refused connection: nothing was sent', async () => {
    await bench().stopServer()
    await expectFailure('UNREACHABLE')
  })

  test('reset once the request was written: uncertain', async () => {
    bench().answerWith((req) => req.socket.destroy())
    await expectFailure('UNCERTAIN')
  })

  test('no answer in time: uncertain', async () => {
    bench().answerWith(() => {})
    await expectFailure('UNCERTAIN')
  })

  test('cut in the middle of the answer: uncertain', async () => {
    bench().answerWith((req, res) => {
      res.writeHead(200, { ...JSON_TYPE, 'content-length': 500 })
      res.write('{"', () => req.socket.destroy())
    })
    await expectFailure('UNCERTAIN')
  })

  test('HTTP 200 that is not JSON: uncertain', async () => {
    bench().answerWith((_req, res) => res.end('<html>Chào bác Bí Mật</html>'))
    await expectFailure('UNCERTAIN')
  })

  test('HTTP 500 is the platform’s fault, 401 the credentials’, 429 too many', async () => {
    const answers: [number, FailureCode][] = [
      [500, 'PLATFORM_FAILED'],
      [503, 'PLATFORM_FAILED'],
      [401, bench().subject.unauthorized],
      [429, 'RATE_LIMITED'],
    ]
    for (const [status, code] of answers) {
      bench().answerWith((_req, res) => res.writeHead(status).end('Chào bác Bí Mật'))
      await expectFailure(code)
    }
  })
}
