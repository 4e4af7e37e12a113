import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Action, ActResult, SingleAction } from '../actions.ts'
import type { Person } from '../people.ts'
import { eventOf } from './acts.ts'
import type { ZaloStage } from './stage.ts'
import { visitorId } from './v2-message.ts'
import { signedWebhook, type ZaloEvent } from './webhooks.ts'

/** A resident acts on an OA. @throws when the act is impossible, e.g. a button that does not show. */
export function actOnZalo(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  user: string,
  action: Action,
): ActResult {
  const at = stage.clock.now()
  if (action.type === 'batch') throw new Error('Zalo sends one event in a webhook: batches are of Messenger')
  if (action.type === 'raw') {
    void stage.notify(account, user, signedWebhook(account, action.body))
    return { ids: [], at }
  }
  const key = action.type === 'anonymous' ? visitorId(user) : user
  const person = stage.people.meet(account.oaId, key)
  if (action.type === 'block') {
    person.unavailable = true
    return { ids: [''], at }
  }
  const id = action.mid ?? stage.random.id(20)
  const made = eventOf(account, person, user, action, id, action.at ?? at)
  if (typeof made === 'string') return { ids: [''], at, url: made }
  if (made === null) return { ids: [''], at }
  hear(person, action, id, at)
  void stage.notify(account, key, stage.webhook(account, stamped(made, action)))
  const hasId = (made.message as { msg_id?: string } | undefined)?.msg_id === id
  return { ids: [hasId ? id : ''], at }
}

/** Acts that are not among the interactions (facts: zalo 5.1). */
const NO_INTERACTION = ['leave', 'look', 'withdraw', 'react', 'feedback']
/** Interactions that are no message: the welcome quota stays. */
const NO_MESSAGE = ['open', 'chat-now', 'call', 'call-consent']

function hear(person: Person, action: SingleAction, id: string, at: number): void {
  if (action.type === 'open') person.follows = true
  if (action.type === 'leave') person.follows = false
  if (NO_INTERACTION.includes(action.type)) return
  person.acts(at, !NO_MESSAGE.includes(action.type))
  if (action.type === 'text') person.says(id, at, action.text)
}

/** The timestamp as a number, which hand-written senders use (facts: zalo 1.2). */
function stamped(event: ZaloEvent, { as }: SingleAction): ZaloEvent {
  if (as !== 'number' || !('timestamp' in event)) return event
  return { ...event, timestamp: Number(event.timestamp) } as ZaloEvent
}
