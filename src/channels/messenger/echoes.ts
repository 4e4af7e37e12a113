import type { MessengerAccount } from '../channel.ts'

/** Whether an app id (a JSON number as a rule, rounded when it is a very long one) is our app's. */
export function isOurs(appId: unknown, account: MessengerAccount): boolean {
  return isApp(appId, account.appId)
}

/** Whether an app id, number or text, is this one. */
export function isApp(appId: unknown, known: string): boolean {
  return typeof appId === 'number' ? appId === Number(known) : appId === known
}

const one = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/**
 * Who said what our app did not. Nothing in an echo tells a clerk from an automatic reply for sure: apps and sentences that
 * the operator has named are no clerk's.
 */
export function echoAuthor(
  message: Record<string, unknown>,
  { ignoredAppIds = '', autoReplies = '' }: MessengerAccount,
): 'clerk' | 'echo:ignored-app' | 'echo:auto-reply' {
  const apps = ignoredAppIds.split(',').map((id) => id.trim())
  if (apps.some((id) => id !== '' && isApp(message['app_id'], id))) return 'echo:ignored-app'
  const text = message['text']
  const said = typeof text === 'string' ? one(text) : ''
  return said !== '' && autoReplies.split('|').some((reply) => one(reply) === said)
    ? 'echo:auto-reply'
    : 'clerk'
}
