import type { ZaloSandboxAccount } from '../accounts.ts'
import type { ApiAnswer } from '../gate.ts'
import { type Fields, isFields, isText } from '../shape.ts'
import { ZaloRefusal } from './errors.ts'
import { done } from './oa-api.ts'
import { checkWilling } from './person-rules.ts'
import { invalid, limited } from './rules.ts'
import type { ZaloStage } from './stage.ts'
import { chatEvent } from './webhooks.ts'

/** Icons of a reaction (facts: zalo 4.3). */
const ICONS = [':>', '--b', ':-((', '/-strong', '/-heart', ':-h', ':o', '/-remove']
/** Review of a broadcast (facts: zalo 5.3). */
const REVIEW_MS = 30 * 60_000
const TEXT = 2000

/**
 * The old message API: shut down for people (-240), alive for reactions, anonymous visitors and broadcasts
 * (facts: zalo 4.3, 5.3).
 * @throws ZaloRefusal -240, -201, -210, -211.
 */
export async function acceptV2(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  body: unknown,
): Promise<ApiAnswer> {
  if (!isFields(body) || !isFields(body['recipient'])) throw invalid('recipient')
  const { recipient } = body
  if (isFields(body['sender_action']))
    return react(stage, account, recipient as Fields, body['sender_action'])
  const to = recipient as Fields
  if (isText(to['anonymous_id'])) return toVisitor(stage, account, to, body['message'])
  if (isFields(to['target'])) return broadcast(stage, account, body['message'])
  throw new ZaloRefusal(-240, 'API v2.0 message is shut down')
}

/** A reaction to a message of the person; takes no quota. */
function react(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  { user_id: user }: Fields,
  { react_icon: icon, react_message_id: messageId }: Fields,
): ApiAnswer {
  if (!isText(user)) throw invalid('user_id')
  if (!ICONS.includes(String(icon))) throw invalid('react_icon')
  if (!isText(messageId)) throw invalid('react_message_id')
  const person = stage.recipient(account, user)
  if (!person) throw new ZaloRefusal(-232, 'User has not interacted with the OA')
  checkWilling(person)
  stage.oa(account).reacts(messageId)
  const at = stage.clock.now()
  const message = { msg_id: messageId, react_icon: icon }
  const event = chatEvent(account, 'oa_reacted_message', { id: account.oaId }, user, message, at)
  void stage.notify(account, user, stage.webhook(account, event))
  return { status: 200, body: done({ message_id: stage.random.id(20), user_id: user }) }
}

/** Under which id a visitor of a web page without an account is kept. */
export function visitorId(anonymousId: string): string {
  return `anonymous:${anonymousId}`
}

async function toVisitor(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  { anonymous_id: id, conversation_id: conversation }: Fields,
  message: unknown,
): Promise<ApiAnswer> {
  if (!isText(conversation)) throw invalid('conversation_id')
  const person = stage.people.find(account.oaId, visitorId(String(id)))
  if (!person) throw new ZaloRefusal(-232, 'The visitor has not written')
  const text = limited(isFields(message) ? message['text'] : undefined, TEXT, 'text')
  const at = stage.clock.now()
  const messageId = stage.random.id(20)
  const said = { text, msg_id: messageId, conversation_id: conversation }
  const event = (name: string, time: number) =>
    stage.webhook(account, chatEvent(account, name, { id: account.oaId }, String(id), said, time))
  await stage.accept(
    account,
    person,
    { id: messageId, at, from: 'app', text, buttons: [], raw: message },
    { echo: () => event('oa_send_anonymous_text', at), delivered: () => null, seen: () => null },
  )
  return { status: 200, body: done({ message_id: messageId }) }
}

/** Articles to followers, after a review; other messages are not taken. */
async function broadcast(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  message: unknown,
): Promise<ApiAnswer> {
  const elements = articlesOf(message)
  stage.oa(account).useBroadcast()
  const id = stage.random.id(20)
  stage.agenda.after(REVIEW_MS, () => {
    const at = stage.clock.now()
    for (const person of stage.people.of(account.oaId)) {
      if (!person.follows || person.unavailable) continue
      person.receive({ id, at, from: 'app', text: elements.join('\n'), buttons: [], raw: message })
    }
  })
  return { status: 200, body: done({ message_id: id }) }
}

function articlesOf(message: unknown): string[] {
  const attachment = isFields(message) ? message['attachment'] : undefined
  const payload = isFields(attachment) ? attachment['payload'] : undefined
  const elements = isFields(payload) ? payload['elements'] : undefined
  if (!Array.isArray(elements) || elements.length === 0) throw invalid('elements')
  if (elements.length > 5) throw new ZaloRefusal(-210, 'elements is over the limit')
  return elements.map((element: unknown) => {
    if (!isFields(element) || element['media_type'] !== 'article' || !isText(element['attachment_id'])) {
      throw new ZaloRefusal(-233, 'A broadcast takes articles only')
    }
    return element['attachment_id']
  })
}
