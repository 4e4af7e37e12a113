import { FAILURES } from '../../common/errors.ts'
import type { Account, Outgoing, SendResult } from '../channel.ts'
import type { Http } from '../http.ts'
import type { Routing } from './routing.ts'
import { addresses, HEADERS, sendResult } from './send.ts'
import { staffApp } from './threads.ts'

/**
 * Gives a thread to staff's app, or takes it back (facts: messenger 6). Doing so twice does nothing more, so a call whose
 * answer was lost is simply made again. A refusal closes no circuit: it is the thread's, or the Page's settings'.
 */
export function createControl(
  http: Http,
  routing: Routing,
): (account: Account, user: string, control: NonNullable<Outgoing['control']>) => Promise<SendResult> {
  const addressOf = { staff: addresses('pass_thread_control'), bot: addresses('take_thread_control') }
  return async (account, user, control) => {
    if (account.platform !== 'messenger') {
      return { ok: false, failure: { code: 'BAD_REQUEST', platformCode: 'not a Page' } }
    }
    const target = control === 'staff' ? { target_app_id: staffApp(account) } : {}
    const body = JSON.stringify({ recipient: { id: user }, ...target })
    const url = addressOf[control](account)
    const answer = await http.request({ method: 'POST', url, headers: HEADERS, body })
    if (answer.kind === 'answer' && done(answer.status, answer.text)) return { ok: true, messageId: null }
    const result = sendResult(answer)
    const failure = result.ok ? { code: 'UNCERTAIN' as const, platformCode: 'no success' } : result.failure
    // It is not ours to give, as staff's app holds it already.
    if (failure.code === 'NOT_OWNER' && control === 'staff') return { ok: true, messageId: null }
    const { policy } = FAILURES[failure.code]
    // These say nothing of the thread: they are dealt with as those of any call.
    if (policy === 'pause' || policy === 'retry' || failure.code === 'RECIPIENT_UNAVAILABLE')
      return { ok: false, failure }
    if (policy === 'uncertain') return { ok: false, failure: { ...failure, code: 'PLATFORM_FAILED' } }
    if (control === 'staff') routing.refused(account)
    return { ok: false, failure: { ...failure, code: 'CONTROL_REFUSED' } }
  }
}

function done(status: number, text: string): boolean {
  if (status < 200 || status > 299) return false
  try {
    return (JSON.parse(text) as { success?: unknown } | null)?.success === true
  } catch {
    return false
  }
}
