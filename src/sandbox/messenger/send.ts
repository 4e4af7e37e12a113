import type { FastifyRequest } from 'fastify'
import type { MessengerSandboxAccount } from '../accounts.ts'
import type { ApiAnswer } from '../gate.ts'
import type { Person } from '../people.ts'
import { authorise, requirePermission } from './auth.ts'
import { consequences } from './consequences.ts'
import { GraphRefusal } from './errors.ts'
import { takeFiles } from './files.ts'
import type { CheckedMessage } from './message-rules.ts'
import { passControl, releaseControl } from './routing-rules.ts'
import { type CheckedSend, checkPerson, checkSend, type Recipient, WEEK_MS } from './rules.ts'
import type { MessengerStage } from './stage.ts'
import { checkOrder } from './template-rules.ts'

/** A bot must answer within so long, or the Page gets a notice (facts: messenger 2.3). */
const ANSWER_MS = 30_000
/** The typing bubble ends after so long, or with a message (facts: messenger 3). */
const TYPING_MS = 20_000

/**
 * Takes a send of the Send API.
 * @throws GraphRefusal as the platform refuses: credentials, shape, rates, the Page, the person, the thread, the window.
 */
export async function acceptSend(stage: MessengerStage, request: FastifyRequest): Promise<ApiAnswer> {
  const account = authorise(stage, request, 'pages_messaging')
  const page = stage.page(account)
  const send = checkSend(account, request.body, page.templates)
  checkPage(account)
  const at = stage.clock.now()
  const person = recipientOf(stage, account, send, at)
  checkThread(stage, account, person.id, at)
  const { message } = send
  if (!message) return act(send, person, at)
  if (message.isUtility) requirePermission(account, 'pages_utility_messaging')
  if (account.rates !== false) page.usage.send(weight(message), byComment(send.recipient), at)
  for (const { id, type } of message.shownFiles) page.attachments.check(id, type, at)
  const kept = await takeFiles(stage, account, message.files)
  checkOrder(page.orders, message.order)
  if (byComment(send.recipient)) page.comments.get(send.recipient.id)!.answered = true
  const mid = await deliver(stage, account, person, message, at, request.body)
  control(stage, account, send, person.id, at)
  return {
    status: 200,
    body: {
      // Somebody known by a checkbox only has no id yet (facts: messenger 2.1).
      ...(send.recipient.by === 'user_ref' ? {} : { recipient_id: person.id }),
      message_id: mid,
      ...(kept.length > 0 ? { attachment_id: kept[0] } : {}),
    },
  }
}

/** @throws GraphRefusal 10/1893063 restricted, 2018321 Messenger's own questions control the chats. */
function checkPage({ restricted, questionFlow }: MessengerSandboxAccount): void {
  if (restricted) throw new GraphRefusal(10, 'This Page is temporarily restricted from messaging', 1893063)
  // The facts name the subcode alone; under 10, as its neighbours.
  if (questionFlow) throw new GraphRefusal(10, 'Messenger controls this thread for now', 2018321)
}

function recipientOf(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  { recipient, windowMs }: CheckedSend,
  now: number,
): Person {
  if (byComment(recipient)) return privately(stage, account, recipient.id, now)
  const person = stage.recipient(account, recipient.by === 'user_ref' ? refId(recipient.id) : recipient.id)
  if (person && !stage.reaches(account, person.id)) {
    throw new GraphRefusal(200, 'The app may message only people who have a role on it', 2018028)
  }
  return checkPerson(person, windowMs, now)
}

/** One private reply to a comment or a visitor's post, within seven days, until the person answers (facts: messenger 2.3). */
function privately(stage: MessengerStage, account: MessengerSandboxAccount, id: string, now: number): Person {
  const comment = stage.page(account).comments.get(id)
  if (!comment) throw new GraphRefusal(100, 'No matching comment found', 2018001)
  if (comment.answered || now - comment.at > WEEK_MS) {
    throw new GraphRefusal(10, 'This message is sent outside of allowed window', 2018278)
  }
  return stage.people.meet(account.pageId, comment.user)
}

function byComment({ by }: Recipient): boolean {
  return by === 'comment_id' || by === 'post_id'
}

/** Under which id somebody is kept who is known by the checkbox of a web page only. */
export function refId(userRef: string): string {
  return `ref:${userRef}`
}

/** @throws GraphRefusal 10/2018300 when another app is in charge of the thread. */
export function checkThread(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  now: number,
): void {
  const app = stage.page(account).threads.inCharge(user, now)
  if (app !== undefined && app !== account.appId) {
    // The facts name the subcode alone; under 10, as for the window.
    throw new GraphRefusal(10, 'Another app is controlling this thread now', 2018300)
  }
}

function act({ action, recipient }: CheckedSend, person: Person, now: number): ApiAnswer {
  if (action === 'typing_on') person.typingUntil = now + TYPING_MS
  if (action === 'typing_off') person.typingUntil = 0
  if (action === 'mark_seen') person.markedSeenAt = now
  return { status: 200, body: { recipient_id: recipient.id } }
}

function weight({ files }: CheckedMessage): 'text' | 'media' {
  return files.some(({ type }) => type === 'audio' || type === 'video') ? 'media' : 'text'
}

async function deliver(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  person: Person,
  message: CheckedMessage,
  at: number,
  raw: unknown,
): Promise<string> {
  const mid = `m_${stage.random.id(24)}`
  const { text, buttons } = message
  const { waitsSince } = person
  if (waitsSince !== null && at - waitsSince > ANSWER_MS) {
    const text = `${person.id} waited for more than 30 s: Meta limits Pages whose bots are slow`
    stage.notices.add({ at, about: account.pageId, kind: 'slow-answer', text })
  }
  await stage.accept(
    account,
    person,
    { id: mid, at, from: 'app', text, buttons, raw },
    consequences(stage, account, person.id, message, mid, at),
  )
  return mid
}

function control(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  send: CheckedSend,
  user: string,
  now: number,
): void {
  if (send.control?.type === 'release') releaseControl(stage, account, user, now)
  if (send.control?.type === 'pass') passControl(stage, account, user, send.control.app, now)
}
