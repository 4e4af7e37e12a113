import { describe, expect, it } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { createLogger, describeError, safeUrl } from '../../src/telemetry/logger.ts'

function capture() {
  const lines: string[] = []
  const logger = createLogger('trace', { write: (line) => void lines.push(line) })
  return {
    logger,
    all: () => lines.join(''),
    last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown>,
  }
}

const SECRETS = ['Nguyễn Thị Hoa', '0912345678', 'EAAB-token', 'tôi muốn đăng ký', 's3cret']

describe('createLogger', () => {
  it('writes ids and counts, and no name, phone, text or token at any depth', () => {
    const { logger, all, last } = capture()
    logger.info(
      {
        conversation: 42,
        account: 'my-hao',
        text: SECRETS[3],
        job: {
          id: '7',
          message: { text: SECRETS[3] },
          deep: { contact: { full_name: SECRETS[0], Phone: SECRETS[1] } },
        },
        accounts: [{ id: 'my-hao', pageToken: SECRETS[2], app_secret: SECRETS[4] }],
        raw: Buffer.from(SECRETS[3]!),
      },
      'turn done',
    )
    expect(last()).toMatchObject({ level: 'info', msg: 'turn done', conversation: 42, account: 'my-hao' })
    expect(last()['job']).toEqual({ id: '7', deep: { contact: {} } })
    for (const secret of SECRETS) expect(all()).not.toContain(secret)
  })

  it('cleans the fields of child loggers', () => {
    const { logger, all, last } = capture()
    logger.child({ turn: 3, token: SECRETS[2], who: { name: SECRETS[0] } }).warn('slow')
    expect(last()).toMatchObject({ turn: 3, who: {} })
    for (const secret of SECRETS) expect(all()).not.toContain(secret)
  })

  it.each(['0912345678', '+84 912 345 678', '84912345678', '0912.345.678'])(
    'masks the phone %s in sentences',
    (phone) => {
      const { logger, all, last } = capture()
      logger.info({ reason: `no reply for ${phone}` }, `gave up on ${phone}!`)
      expect(last()).toMatchObject({ reason: 'no reply for [phone]', msg: 'gave up on [phone]!' })
      expect(all()).not.toContain(phone)
    },
  )

  it.each(['b2db3895fe0912345678', 'm_AG5Hz2Uq7tuw0912345678NEhXf'])(
    'keeps the message id %s, though ten of its digits look like a phone number',
    (platformMessageId) => {
      const { logger, last } = capture()
      logger.info({ platformMessageId }, 'message sent')
      expect(last()).toMatchObject({ platformMessageId })
    },
  )

  it('keeps platform ids, which are longer than a phone number', () => {
    const { logger, last } = capture()
    logger.info({ user: '24109876543210987', mid: 'm_0123456789012' }, 'seen')
    expect(last()).toMatchObject({ user: '24109876543210987', mid: 'm_0123456789012' })
  })

  it('writes requests without query, headers and personal tokens', () => {
    const { logger, all, last } = capture()
    const url = '/webhooks/messenger?hub.verify_token=s3cret'
    logger.info({ req: { id: 'r1', method: 'GET', url, headers: { cookie: 's3cret' } } }, 'in')
    expect(last()['req']).toEqual({ id: 'r1', method: 'GET', url: '/webhooks/messenger' })
    logger.info({ url: 'https://a.example/go/AbC-12?x=s3cret#s3cret' }, 'out')
    expect(last()['url']).toBe('https://a.example/go/…')
    expect(all()).not.toContain('s3cret')
  })

  it('writes of foreign errors the kind, code and place, never what they say', () => {
    const { logger, all, last } = capture()
    const error = Object.assign(new Error(`duplicate key (phone)=(0912345678)\n${SECRETS[3]}`), {
      code: '23505',
    })
    logger.error({ err: new TypeError(SECRETS[0], { cause: error }) }, 'turn failed')
    const err = last()['err'] as Record<string, unknown>
    expect(err).toMatchObject({ type: 'TypeError', cause: { type: 'Error', code: '23505' } })
    expect(err['stack']).toContain('logger.test.ts')
    for (const secret of SECRETS) expect(all()).not.toContain(secret)
    logger.error(new Error(SECRETS[3]), 'bare')
    logger.error(new Error(SECRETS[3]))
    for (const secret of SECRETS) expect(all()).not.toContain(secret)
  })

  it('keeps what an OperatorError says: it is written for the reader of logs', () => {
    const { logger, last } = capture()
    logger.error({ err: new OperatorError('DATA_DIR is in use: stop the other process') }, 'cannot start')
    expect(last()['err']).toMatchObject({ message: 'DATA_DIR is in use: stop the other process' })
  })
})

describe('describeError', () => {
  it('takes anything that was thrown', () => {
    expect(describeError('0912345678')).toEqual({ type: 'string' })
    expect(
      describeError(Object.assign(new Error('x'), { code: 'not a code: 0912345678' }))['code'],
    ).toBeUndefined()
  })
})

describe('safeUrl', () => {
  it('keeps host and path', () => {
    expect(safeUrl('https://graph.facebook.com/v26.0/me/messages?access_token=1')).toBe(
      'https://graph.facebook.com/v26.0/me/messages',
    )
  })
})
