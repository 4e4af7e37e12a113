import type { MessengerSandboxAccount } from '../accounts.ts'
import type { ActResult } from '../actions.ts'
import { type Happening, type HappeningOf, neverHere } from '../happenings.ts'
import { isField } from './fields.ts'
import { INBOX } from './routing.ts'
import { controlEvent } from './routing-rules.ts'
import type { MessengerStage } from './stage.ts'
import { changeStatus } from './template-api.ts'
import { echoEvent, signedWebhook } from './webhooks.ts'

/** Something that Meta, a clerk or another app does. @throws when it cannot happen. */
export function happenOnMessenger(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  happening: Happening,
): ActResult {
  const at = stage.clock.now()
  const page = (content: object) =>
    void stage.notify(
      account,
      '',
      stage.webhook(account, '', [{ recipient: { id: account.pageId }, timestamp: at, ...content }], at),
    )
  switch (happening.type) {
    case 'clerk':
      return clerk(stage, account, happening, at)
    case 'take-control':
      takes(stage, account, happening.user, happening.app ?? INBOX, happening.metadata, at)
      break
    case 'pass-control':
      passes(stage, account, happening, at)
      break
    case 'request-control':
      requests(stage, account, happening, at)
      break
    case 'done':
      stage.page(account).threads.release(happening.user)
      break
    case 'app-roles':
      page({ app_roles: { [account.appId]: ['primary_receiver'] } })
      break
    case 'policy':
      page({
        [happening.oldKey ? 'policy-enforcement' : 'policy_enforcement']: {
          action: happening.action,
          ...(happening.action === 'unblock' ? {} : { reason: happening.reason ?? 'example' }),
        },
      })
      break
    case 'test':
      testButton(stage, account, at)
      break
    case 'page-change':
      if (!isField(happening.field)) throw new Error(`There is no field ${happening.field}`)
      void stage.notify(account, '', stage.pageChange(account, happening.field, happening.value, at))
      break
    case 'template-status':
      changeStatus(stage, account, happening.template, happening.status, happening.reason)
      break
    default:
      throw neverHere('Messenger', happening.type)
  }
  return { ids: [], at }
}

/**
 * A clerk answers from the Page Inbox: under Conversation Routing the inbox takes control, the person sees the message,
 * and the application gets an echo of another app (facts: messenger 6).
 */
function clerk(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  { user, text = '', attachment, app = INBOX }: HappeningOf<'clerk'>,
  at: number,
): ActResult {
  if (app === INBOX) takes(stage, account, user, INBOX, undefined, at)
  const mid = `m_${stage.random.id(24)}`
  const url = 'https://cdn.example.invalid/file'
  const attachments =
    attachment === undefined ? {} : { attachments: [{ type: attachment, payload: { url } }] }
  const appId = app === '' ? {} : { appId: Number(app) }
  const event = echoEvent(account.pageId, user, at, { mid, text, ...attachments, ...appId })
  const person = stage.people.meet(account.pageId, user)
  person.receive({ id: mid, at, from: 'clerk', text, buttons: [], raw: { text, ...attachments } })
  void stage.notify(account, user, stage.webhook(account, user, [event], at))
  return { ids: [mid], at }
}

/** Another app takes control; the app that loses it hears. Without a default app there is nothing to take. */
function takes(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  app: string,
  metadata: string | undefined,
  at: number,
): void {
  const { threads } = stage.page(account)
  const before = threads.inCharge(user, at)
  if (before === undefined || before === app) return
  threads.give(user, app, at)
  if (before !== account.appId) return
  const content = { previous_owner_app_id: before, new_owner_app_id: app, ...told(metadata) }
  tell(stage, account, user, { take_thread_control: content }, at)
}

/** The owner passes control on; the app that gets it hears. @throws when nobody owns the thread. */
function passes(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  { user, to = account.appId, metadata }: HappeningOf<'pass-control'>,
  at: number,
): void {
  const { threads } = stage.page(account)
  const before = threads.inCharge(user, at)
  if (before === undefined) throw new Error('The Page has no default app: nobody owns a thread')
  const wasIdle = threads.owner(user, at) === undefined
  threads.give(user, to, at)
  if (to !== account.appId) return
  const content = { previous_owner_app_id: wasIdle ? null : before, new_owner_app_id: to, ...told(metadata) }
  tell(stage, account, user, { pass_thread_control: content }, at)
}

/** Another app asks the owner for control. Ids come as text or as numbers (facts: messenger 1.4). */
function requests(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  { user, app = INBOX, metadata, numericIds }: HappeningOf<'request-control'>,
  at: number,
): void {
  if (stage.page(account).threads.inCharge(user, at) !== account.appId) return
  const asking = numericIds ? Number(app) : app
  tell(
    stage,
    account,
    user,
    { request_thread_control: { requested_owner_app_id: asking, ...told(metadata) } },
    at,
  )
}

function tell(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  content: object,
  at: number,
): void {
  const event = controlEvent(account, user, at, content)
  void stage.notify(account, user, stage.webhook(account, user, [event], at))
}

function told(metadata: string | undefined): object {
  return metadata === undefined ? {} : { metadata }
}

/** The dashboard's Test button: a change of the field `messages` on Page 0 (facts: messenger 1.4). */
function testButton(stage: MessengerStage, account: MessengerSandboxAccount, at: number): void {
  const message = { mid: 'test_message_id', text: 'test_message' }
  const value = { sender: { id: '12334' }, recipient: { id: '23245' }, timestamp: String(at), message }
  const entry = [{ changes: [{ field: 'messages', value }], id: '0', time: Math.floor(at / 1000) }]
  void stage.notify(account, '', signedWebhook(account.appSecret, { object: 'page', entry }))
}
