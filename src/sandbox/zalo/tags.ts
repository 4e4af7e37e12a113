import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Person } from '../people.ts'
import type { ZaloStage } from './stage.ts'
import { oaEvent } from './webhooks.ts'

/** Gives people a tag, and tells (facts: zalo 1.3). */
export function tagPeople(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  people: Person[],
  name: string,
): void {
  stage.oa(account).tags.add(name)
  for (const person of people) person.tags.add(name)
  tell(stage, account, 'add_user_to_tag', people, name)
}

/** Takes a tag from people, or deletes it when no people are given. */
export function untag(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  people: Person[] | null,
  name: string,
): void {
  if (people === null) stage.oa(account).tags.delete(name)
  for (const person of people ?? stage.people.of(account.oaId)) person.tags.delete(name)
  tell(stage, account, people === null ? 'remove_tag' : 'remove_user_from_tag', people ?? [], name)
}

function tell(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  event: string,
  people: Person[],
  name: string,
): void {
  const tag = { name, user_ids: people.map(({ id }) => id) }
  const webhook = stage.webhook(account, oaEvent(account, event, { tag }, stage.clock.now()))
  void stage.notify(account, people[0]?.id ?? '', webhook)
}
