import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Action, ActionOf, ActResult, SingleAction } from '../actions.ts'
import type { Person } from '../people.ts'
import { type Content, contentOf } from './acts.ts'
import { refId } from './send.ts'
import type { MessengerStage } from './stage.ts'
import { signedWebhook } from './webhooks.ts'

const DAY_MS = 24 * 3_600_000

/** A resident acts on a Page. @throws when the act is impossible, e.g. a button that does not show. */
export function actOnMessenger(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  action: Action,
): ActResult {
  const at = stage.clock.now()
  if (action.type === 'raw') {
    void stage.notify(account, user, signedWebhook(account.appSecret, action.body))
    return { ids: [], at }
  }
  if (action.type === 'comment') return comments(stage, account, user, action, at)
  const id = action.type === 'optin' && action.userRef !== undefined ? refId(action.userRef) : user
  const person = stage.people.meet(account.pageId, id)
  const singles = action.type === 'batch' ? action.actions : [action]
  const made = singles.map((one) => perform(stage, account, person, one, at))
  const events = made.flatMap(({ event }) => event ?? [])
  const separate = action.type === 'batch' && action.entries === true
  if (events.length > 0) {
    void stage.notify(account, person.id, stage.webhook(account, person.id, events, at, separate))
  }
  const url = made.find((one) => one.url !== undefined)?.url
  return { ids: made.map(({ mid }) => mid), at, ...(url === undefined ? {} : { url }) }
}

interface Made {
  mid: string
  event?: object
  url?: string
}

function perform(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  person: Person,
  action: SingleAction,
  now: number,
): Made {
  if (action.type === 'leave' || action.type === 'block') {
    // Blocking a Page sends no webhook; the next send finds out (551).
    person.unavailable = true
    return { mid: '' }
  }
  const mid = action.mid ?? `m_${stage.random.id(24)}`
  const content = contentOf(stage.page(account), person, action, mid)
  if (typeof content === 'string') return { mid: '', url: content }
  if (content === null) return { mid: '' }
  hear(stage, account, person, content, now)
  const referral = person.waitingReferral
  if (referral && ('message' in content || 'postback' in content)) {
    person.waitingReferral = null
    const [key, inner] = Object.entries(content)[0] as [string, object]
    return { mid, event: eventOf(account, person, action, now, { [key]: { ...inner, referral } }) }
  }
  const hasId = 'message' in content || 'postback' in content
  return { mid: hasId ? mid : '', event: eventOf(account, person, action, now, content) }
}

/**
 * What opens the window (facts: messenger 2.3): a message, a postback, a reaction, a link into the chat, a plugin of a web
 * page. An ad that was only clicked does not.
 */
function hear(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  person: Person,
  content: Exclude<Content, string | null>,
  now: number,
): void {
  if ('message' in content && (content.message as { is_deleted?: boolean }).is_deleted) return
  if ('referral' in content && isAd(content.referral)) {
    person.fromAd = true
    return
  }
  const writes = 'message' in content || 'postback' in content
  const byPlugin = 'optin' in content && 'user_ref' in (content.optin as object)
  if (!writes && !byPlugin && !('referral' in content || 'reaction' in content)) return
  const started = 'postback' in content ? (content.postback as { referral?: unknown }).referral : undefined
  stage.heard(account, person, now, writes || 'referral' in content)
  if (writes) {
    const fromAd = person.fromAd || isAd(started) || isAd(person.waitingReferral)
    person.longWindowMs = fromAd ? (account.adWindowDays ?? 1) * DAY_MS : 0
    person.fromAd = false
  }
  if ('message' in content) person.quickRepliesOf = null
}

function isAd(referral: unknown): boolean {
  return (
    typeof referral === 'object' && referral !== null && 'source' in referral && referral.source === 'ADS'
  )
}

function eventOf(
  account: MessengerSandboxAccount,
  person: Person,
  action: SingleAction,
  now: number,
  content: object,
): object {
  const at = action.at ?? now
  const seconds = Math.floor(at / 1000)
  const timestamp = action.as === 'seconds' ? seconds : action.as === 'string' ? String(at) : at
  // Somebody known by the checkbox of a web page only has no id (facts: messenger 1.4).
  const isRef = action.type === 'optin' && action.userRef !== undefined
  return {
    ...(isRef ? {} : { sender: { id: person.id } }),
    recipient: { id: account.pageId },
    timestamp,
    ...content,
  }
}

/** A comment is told among the changes of the Page's feed, and permits one private reply (facts: messenger 1.4, 2.3). */
function comments(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  { text, postId = `${account.pageId}_1` }: ActionOf<'comment'>,
  now: number,
): ActResult {
  const id = `${postId}_${stage.random.id(12)}`
  stage.page(account).comments.set(id, { user, at: now, answered: false })
  const value = {
    item: 'comment',
    verb: 'add',
    from: { id: user },
    post_id: postId,
    comment_id: id,
    created_time: Math.floor(now / 1000),
    message: text,
  }
  void stage.notify(account, user, stage.pageChange(account, 'feed', value, now))
  return { ids: [id], at: now }
}
