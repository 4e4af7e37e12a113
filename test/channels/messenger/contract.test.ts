import type { Outgoing } from '../../../src/channels/channel.ts'
import { createMessenger } from '../../../src/channels/messenger/index.ts'
import { parseMessenger } from '../../../src/channels/messenger/parse.ts'
import { channelContract, NOW } from '../contract.ts'
import { ACCOUNT, EXAMPLES, from, identity, page, signature } from './examples.ts'

/** Meta's limits, written down apart from the code under test (facts: Messenger limits). */
function overLimit({ text, choices = [], link }: Outgoing): string | null {
  if (text.length >= 2000) return 'text 2000'
  if (link && text.length > 640) return 'button text 640'
  if (link && choices.length > 2) return '3 buttons'
  if (link && (link.label.length > 20 || link.label === '')) return 'button title 20'
  if (choices.length > 13) return '13 quick replies'
  for (const { label, payload } of choices) {
    if (label.length > 20 || label === '') return 'title 20'
    if (payload.length > 1000 || payload === '') return 'payload 1000'
  }
  return null
}

channelContract('Messenger', () => ({
  path: '/webhooks/messenger',
  account: (apiUrl) => ({ ...ACCOUNT, apiUrl }),
  create: createMessenger,
  sign: (body) => signature(body),
  webhooks: (texts) => [
    page(texts.map(({ user, id, text, at }) => from(user, { message: { mid: `m_${id}`, text } }, at))),
  ],
  parse: (body) => parseMessenger(body, [ACCOUNT], identity, NOW),
  examples: EXAMPLES,
  unsignedEmptyStatus: 401,
  overLimit,
  sentAnswer: (messageId) => ({
    status: 200,
    body: JSON.stringify({ recipient_id: '7654321', message_id: messageId }),
  }),
  unauthorized: 'ACCOUNT_BLOCKED',
  secrets: [ACCOUNT.pageToken, ACCOUNT.appSecret, ACCOUNT.verifyToken],
}))
