import type { MessengerSandboxAccount } from '../accounts.ts'
import { GraphRefusal } from './errors.ts'
import { LONGEST_EXTENSION_S } from './routing.ts'
import type { MessengerStage } from './stage.ts'

/** A control event to our app about a person's thread (facts: messenger 1.5). */
export function controlEvent(
  account: MessengerSandboxAccount,
  user: string,
  at: number,
  content: object,
): object {
  return { sender: { id: user }, recipient: { id: account.pageId }, timestamp: at, ...content }
}

/**
 * Our app passes control, to the default app unless one is named.
 * @throws GraphRefusal 100/2018164 unknown app, 10/2018300 not the owner, 10 without a default app while active.
 */
export function passControl(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  target: string | undefined,
  now: number,
): void {
  const { threads } = stage.page(account)
  if (threads.defaultApp === undefined) {
    const person = stage.people.find(account.pageId, user)
    const idle = !person || now - person.lastActAt > 24 * 3_600_000
    if (!idle) throw new GraphRefusal(10, 'Without a default app control passes in an idle thread only')
    return
  }
  const app = target ?? threads.defaultApp
  if (!threads.knows(app)) throw new GraphRefusal(100, `App ${app} is not on this Page`, 2018164)
  owned(stage, account, user, now)
  threads.give(user, app, now)
}

/** Our app lets go: the thread is idle, and no webhook tells. @throws GraphRefusal 10/2018300. */
export function releaseControl(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  now: number,
): void {
  owned(stage, account, user, now)
  stage.page(account).threads.release(user)
}

/** Our app, as the default app, takes control. @throws GraphRefusal 10 when it is not. */
export function takeControl(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  now: number,
): void {
  const { threads } = stage.page(account)
  if (threads.defaultApp !== account.appId) {
    throw new GraphRefusal(10, 'Only the default app may take thread control')
  }
  threads.give(user, account.appId, now)
}

/** Our app keeps control for longer. @throws GraphRefusal 100 no duration up to 7 days, 10/2018300 not the owner. */
export function extendControl(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  duration: unknown,
  now: number,
): void {
  const seconds = Number(duration)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_EXTENSION_S) {
    throw new GraphRefusal(100, `Param duration must be 1 to ${LONGEST_EXTENSION_S} seconds`)
  }
  owned(stage, account, user, now)
  stage.page(account).threads.extend(user, seconds, now)
}

/** @throws GraphRefusal 10/2018300 when the thread is not our app's, or 10 when none is anybody's. */
function owned(stage: MessengerStage, account: MessengerSandboxAccount, user: string, now: number): void {
  const { threads } = stage.page(account)
  if (threads.defaultApp === undefined) throw new GraphRefusal(10, 'This Page has set no default app')
  if (threads.inCharge(user, now) !== account.appId) {
    throw new GraphRefusal(10, 'Another app is controlling this thread now', 2018300)
  }
}
