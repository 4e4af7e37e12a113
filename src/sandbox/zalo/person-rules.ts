import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Person } from '../people.ts'
import { ZaloRefusal } from './errors.ts'
import type { OaState } from './oa.ts'

const HOUR = 3_600_000
/** Free answers after the last interaction (facts: zalo 5.1). */
const FREE_MS = 48 * HOUR
/** After this silence nothing may be sent (facts: zalo 5.1). */
const WINDOW_MS = 7 * 24 * HOUR
/** Messages to a follower who has not written yet (facts: zalo 5.1). */
const WELCOMES = 3

/** What the answer to a send tells of the quota; inside 48 h there is nothing to count any more. */
export type QuotaTold = { quota_type: string; remain: string; total: string } | undefined

/**
 * Checks a consultation message against the person's chat (facts: zalo 5.1, 7.1) and counts what it uses up.
 * @throws ZaloRefusal -232 never came, -230 silent for 7 days, -244 restricts the OA, -213 no follower (where that is
 * needed), -211 out of quota, or what the person's facts say.
 */
export function checkPerson(
  account: ZaloSandboxAccount,
  oa: OaState,
  person: Person | undefined,
  now: number,
): { person: Person; quota: QuotaTold } {
  if (!person) {
    throw new ZaloRefusal(-232, 'User has not interacted with the OA or the interaction is expired')
  }
  checkWilling(person)
  if (account.nonFollowersReachable === false && !person.follows) {
    throw new ZaloRefusal(-213, 'User is not a follower of the OA')
  }
  const silent = now - person.lastActAt
  if (silent > WINDOW_MS)
    throw new ZaloRefusal(-230, 'User has not interacted with the OA in the past 7 days')
  if (silent > FREE_MS) {
    oa.useQuota()
    const { remain, total } = oa.packageQuota
    return { person, quota: { quota_type: 'sub_quota', remain: String(remain), total: String(total) } }
  }
  if (person.hasWritten) return { person, quota: undefined }
  if (person.welcomes >= WELCOMES) throw new ZaloRefusal(-211, 'Out of quota: welcome_msg')
  person.welcomes += 1
  const remain = String(WELCOMES - person.welcomes)
  return { person, quota: { quota_type: 'welcome_msg', remain, total: String(WELCOMES) } }
}

/** @throws ZaloRefusal -244 when the person restricts the OA, or what the person's facts say. */
export function checkWilling(person: Person): void {
  if (person.unavailable) throw new ZaloRefusal(-244, 'User has restricted this message type')
  const { refusal } = person.facts
  if (refusal) throw new ZaloRefusal(refusal, 'The person cannot be written to')
}
