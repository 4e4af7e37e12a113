import type { Outgoing } from '../../../src/channels/channel.ts'
import { createMessenger } from '../../../src/channels/messenger/index.ts'
import { parseMessenger } from '../../../src/channels/messenger/parse.ts'
import { channelContract, NOW } from '../contract.ts'
import { ACCOUNT, EXAMPLES, from, identity, page, signature } from './examples.ts'

/** Meta's limits, written down apart from the code under test (facts: Messenger limits). */
function overLimit({ text, choices = [], link, cards = [] }: Outgoing): string | null {
  if (cards.length > 10) return '10 elements'
  for (const { title, subtitle = '', choices: taps = [], links = [] } of cards) {
    if (title.trim() === '' || title.trim().length > 80 || subtitle.trim().length > 80) return 'element 80'
    if (subtitle.trim() === '' && taps.length + links.length === 0) return 'title alone'
    if (taps.length + links.length > 3) return '3 buttons of an element'
    for (const { label } of [...taps, ...links])
      if (label.trim() === '' || label.trim().length > 20) return 'button 20'
    if (taps.some(({ payload }) => payload.length > 1000)) return 'payload 1000'
  }
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
  upload: {
    path: `/${ACCOUNT.pageId}/message_attachments`,
    answer: (id) => ({ attachment_id: id }),
    field: 'filedata',
  },
  pictureAnswers: {
    expired: { error: { code: 100, error_subcode: 2018074 } },
    refused: { error: { code: 100, error_subcode: 2018047 } },
  },
  uploadDays: 90,
  unauthorized: 'ACCOUNT_BLOCKED',
  secrets: [ACCOUNT.pageToken, ACCOUNT.appSecret, ACCOUNT.verifyToken],
}))
