import type { AccountNotice, EventBody, MessengerAccount } from '../channel.ts'
import { asObject, idText } from '../clean.ts'
import { isApp, isOurs } from './echoes.ts'

/** The Page's own inbox, where clerks answer (facts: messenger 6). */
export const PAGE_INBOX = '263902037430900'

/** The app in which staff of this account answer. */
export function staffApp(account: MessengerAccount): string {
  return account.inboxAppId ?? PAGE_INBOX
}

/**
 * What an event of conversation routing says of a thread (facts: messenger 1.5, 6); a text: only to be counted, as that.
 * A request counts when staff's app makes it: to it the thread is given.
 */
export function controlOf(
  kind: string,
  told: unknown,
  account: MessengerAccount,
): Extract<EventBody, { kind: 'control' }> | string {
  const fields = asObject(told)
  if (kind === 'request_thread_control') {
    return isApp(fields?.['requested_owner_app_id'], staffApp(account))
      ? { kind: 'control', to: 'staff', asked: true }
      : kind
  }
  const owner = fields?.['new_owner_app_id']
  if (typeof owner !== 'string' && typeof owner !== 'number') return `${kind}.idle`
  return { kind: 'control', to: isOurs(owner, account) ? 'bot' : 'staff' }
}

const POLICY = new Map<unknown, AccountNotice['kind']>([
  ['warning', 'warned'],
  ['block', 'blocked'],
  ['unblock', 'unblocked'],
])

/** What Meta does to the Page for breaking its rules; null when it says nothing known. The reason is not kept. */
export function policyNotice(told: unknown, { id }: MessengerAccount, at: number): AccountNotice | null {
  const kind = POLICY.get(asObject(told)?.['action'])
  return kind ? { account: id, kind, event: 'policy_enforcement', at } : null
}

/** Both spellings stand in Meta's pages (facts: messenger 1.5). */
const TEMPLATE_FIELDS = new Set<unknown>([
  'message_template_status_update',
  'messenger_template_status_update',
])

/** What became of a utility template, from a member of `changes`; null for any other. */
export function templateNotice(change: unknown, { id }: MessengerAccount): AccountNotice | null {
  const { field, value } = asObject(change) ?? {}
  if (!TEMPLATE_FIELDS.has(field)) return null
  const fields = asObject(value)
  const template = idText(fields?.['message_template_id'])
  const status = idText(fields?.['event'])
  return {
    account: id,
    kind: 'template',
    event: 'message_template_status_update',
    ...(template !== null && /^\w{1,40}$/.test(template) && { template }),
    ...(status !== null && /^[A-Za-z_]{1,40}$/.test(status) && { status }),
  }
}
