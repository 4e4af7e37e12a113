import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Person } from '../people.ts'
import { type Fields, isFields, isText, unknownKey } from '../shape.ts'
import { bad, limited, only } from './checks.ts'
import { GraphRefusal } from './errors.ts'
import { type CheckedMessage, checkMessage } from './message-rules.ts'
import { Templates } from './templates.ts'

const HOUR = 3_600_000
/** Standard window after the person's last act (facts: messenger 2.3). */
export const WINDOW_MS = 24 * HOUR
/** HUMAN_AGENT and CUSTOMER_FEEDBACK reach seven days, as does a private reply to a comment (facts: messenger 2.3, 2.4). */
export const WEEK_MS = 7 * 24 * HOUR

const BODY_KEYS = [
  'recipient',
  'messaging_type',
  'tag',
  'message',
  'sender_action',
  'payload',
  'notification_type',
  'reply_to',
  'thread_control',
  'access_token',
  'appsecret_proof',
]
const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']
const NOTIFICATIONS = ['REGULAR', 'SILENT_PUSH', 'NO_PUSH']
/** Ways to name a person: by PSID, the checkbox of a page, or what they commented or posted. */
const WAYS = ['id', 'user_ref', 'comment_id', 'post_id'] as const

/** Whom a send is for. */
export interface Recipient {
  by: (typeof WAYS)[number]
  id: string
}

/** A request to the Send API that keeps to its shapes and limits. */
export interface CheckedSend {
  recipient: Recipient
  /** Undefined: a sender action, which shows nothing. */
  message?: CheckedMessage
  action?: string
  /** How long after the person's last act this may be sent. */
  windowMs: number
  /** What is to become of the thread's control once the message is sent. */
  control?: { type: 'pass' | 'release'; app?: string }
}

/**
 * Checks everything about a send that does not depend on the person.
 * @param templates the Page's utility templates.
 * @throws GraphRefusal as the Send API would refuse (facts: messenger 2.2, 3, 4.2).
 */
export function checkSend(
  account: MessengerSandboxAccount,
  body: unknown,
  templates = new Templates(),
): CheckedSend {
  if (!isFields(body)) throw bad('The body must be a JSON object')
  const odd = unknownKey(body, BODY_KEYS)
  if (odd) throw bad(`Unexpected key "${odd}"`)
  const recipient = recipientIn(body)
  if (recipient === undefined) throw bad('Param recipient must be an object with a string id')
  if (body['sender_action'] !== undefined) return checkAction(body, recipient)
  const control = checkControl(account, body['thread_control'])
  const { notification_type: notification, reply_to: replyTo } = body
  if (notification !== undefined && !NOTIFICATIONS.includes(String(notification))) {
    throw bad('Param notification_type must be one of REGULAR, SILENT_PUSH, NO_PUSH')
  }
  if (replyTo !== undefined && !(isFields(replyTo) && isText(replyTo['mid']))) {
    throw bad('Param reply_to must be an object with a mid')
  }
  const windowMs = windowOf(account, body)
  if (body['message'] === undefined) throw bad('Param message is required')
  const message = checkMessage(body['message'], templates)
  checkKind(body, message)
  return { recipient, message, windowMs, ...(control ? { control } : {}) }
}

/** The id that a send names, if it names one. */
export function recipientOf(body: unknown): string | undefined {
  return isFields(body) ? recipientIn(body)?.id : undefined
}

function recipientIn({ recipient }: Fields): Recipient | undefined {
  if (!isFields(recipient) || Object.keys(recipient).length !== 1) return undefined
  const by = WAYS.find((way) => isText(recipient[way]))
  return by && { by, id: String(recipient[by]) }
}

function checkAction(body: Fields, recipient: Recipient): CheckedSend {
  const action = String(body['sender_action'])
  if (body['message'] !== undefined) {
    throw new GraphRefusal(100, 'A message and a sender_action cannot be sent together', 2018014)
  }
  if (!ACTIONS.includes(action)) throw bad(`Param sender_action must be one of ${ACTIONS.join(', ')}`)
  const reacts = action === 'react' || action === 'unreact'
  if (reacts !== isFields(body['payload'])) {
    throw bad('Param payload belongs to react and unreact, and they need it')
  }
  if (unknownKey(body, ['recipient', 'sender_action', 'payload', 'access_token', 'appsecret_proof'])) {
    throw bad('A sender_action goes with a recipient only')
  }
  return { recipient, action, windowMs: WINDOW_MS }
}

/** `thread_control` of a send: pass, to the default app unless one is named, or release (facts: messenger 6). */
function checkControl(account: MessengerSandboxAccount, asked: unknown): CheckedSend['control'] {
  if (asked === undefined) return undefined
  if (!isFields(asked)) throw bad('Param thread_control must be an object')
  only(asked, ['control_type', 'app_id', 'metadata'], 'thread_control')
  const { control_type: type, app_id: app } = asked
  if (type !== 'pass' && type !== 'release') {
    throw bad('Param thread_control[control_type] must be pass or release')
  }
  if (!account.defaultApp) throw bad('thread_control needs a default app, which this Page has not set')
  if (app === undefined) return { type }
  return { type, app: limited(String(app), 100, 'thread_control[app_id]') }
}

function windowOf(account: MessengerSandboxAccount, body: Fields): number {
  const { messaging_type: type, tag } = body
  if (tag !== undefined && type !== 'MESSAGE_TAG') throw bad('tag needs messaging_type MESSAGE_TAG')
  if (type === 'RESPONSE' || type === 'UPDATE') return WINDOW_MS
  if (type === 'UTILITY') return Number.POSITIVE_INFINITY
  if (type !== 'MESSAGE_TAG') {
    throw bad('Param messaging_type must be one of RESPONSE, UPDATE, MESSAGE_TAG, UTILITY')
  }
  if (tag === 'CUSTOMER_FEEDBACK') return WEEK_MS
  if (tag === 'HUMAN_AGENT') {
    if (account.humanAgent) return WEEK_MS
    throw new GraphRefusal(200, 'The Human Agent feature is not granted to this app')
  }
  if (tag === 'NON_PROMOTIONAL_SUBSCRIPTION')
    throw new GraphRefusal(10, 'This Page is no registered news publisher')
  // CONFIRMED_EVENT_UPDATE, ACCOUNT_UPDATE and POST_PURCHASE_UPDATE died on 27 Apr 2026 (facts: messenger 2.4).
  throw bad(`Message tag ${String(tag)} is not available`)
}

/** A template goes as UTILITY and nothing else does; CUSTOMER_FEEDBACK goes with its template only. */
function checkKind({ messaging_type: type, tag }: Fields, message: CheckedMessage): void {
  if ((type === 'UTILITY') !== message.isUtility) {
    throw bad('messaging_type UTILITY and message[template] belong together')
  }
  if (tag === 'CUSTOMER_FEEDBACK' && !message.isFeedback) {
    throw bad('Message tag CUSTOMER_FEEDBACK needs the customer_feedback template')
  }
}

/**
 * Checks a send against the person's chat.
 * @throws GraphRefusal 100/2018001 unknown, 551/1545041 unavailable, 10/2018278 outside the window, or what the person's
 * facts say.
 */
export function checkPerson(person: Person | undefined, windowMs: number, now: number): Person {
  if (!person) throw new GraphRefusal(100, 'No matching user found', 2018001)
  if (person.unavailable) throw new GraphRefusal(551, 'This person is not available right now', 1545041)
  const { refusal } = person.facts
  if (refusal) throw new GraphRefusal(refusal, 'The person cannot be written to')
  if (now - person.lastActAt > Math.max(windowMs, person.longWindowMs)) {
    throw new GraphRefusal(10, 'This message is sent outside of allowed window', 2018278)
  }
  return person
}
