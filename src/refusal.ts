import type { Account } from './channels/channel.ts'
import { explain } from './channels/explain.ts'
import type { HttpAnswer } from './channels/http.ts'
import { messengerSentence } from './channels/messenger/errors.ts'
import { sendResult } from './channels/messenger/send.ts'
import { readSendAnswer, zaloSentence } from './channels/zalo/errors.ts'

interface Call {
  url: string
  body: string
  answer: HttpAnswer
}

/** What staff read of a call to a platform that did not do what it was to do; null where it did, or it is none of these. */
export function refusalInWords(accounts: readonly Account[], call: Call, now: number): string | null {
  const account = accounts.find(({ apiUrl }) => call.url.startsWith(`${apiUrl}/`))
  if (!account) return null
  const zalo = account.platform === 'zalo'
  const read = zalo
    ? readSendAnswer(call.answer, call.body.includes('"buttons"'), now)
    : sendResult(call.answer)
  if (read.ok) return null
  const { code, platformCode } = read.failure
  // Other calls than sends do well without a message id.
  if (code === 'UNCERTAIN' && call.answer.kind === 'answer') return null
  return explain(`${code} ${platformCode}`, zalo ? zaloSentence : messengerSentence)
}
