import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { Database } from '../storage/database.ts'
import { CHECK_IN_EVENT } from './check-in.ts'
import { HOME } from './engine.ts'
import type { SealedEvent } from './sealed.ts'

interface DueTimer {
  conversation_id: number
  account_id: string
  user_id: string
  run_no: number
  send_id: string
  arming: number
  event: string
}

/**
 * Moves timers that came due into the inbox, where they keep their place among the person's messages. Timers of covered
 * runs (but for check-ins under the menu) and of conversations that a clerk owns stay where they are.
 * @returns how many were moved.
 */
export async function moveDueTimers(
  db: Database,
  keyring: Keyring,
  now: number,
  limit = 200,
): Promise<number> {
  const checkIns = sql`t.event like ${`${CHECK_IN_EVENT}%`}`
  return db.transaction(async (tx) => {
    const due = await tx.rows<DueTimer>(sql`
      with due as (
        select t.conversation_id, t.run_no, t.send_id
        from timer t
        cross join lateral (
          select k.depth from conversation k where k.id = t.conversation_id and k.owner = 'bot' offset 0
        ) c
        join run r on r.conversation_id = t.conversation_id and r.no = t.run_no
        where t.fire_at <= ${now} and (r.depth = c.depth - 1 or (${checkIns} and r.depth = c.depth - 2 and exists (
          select from run top where top.conversation_id = t.conversation_id and top.depth = c.depth - 1 and top.flow = ${HOME}
          offset 0)))
        order by t.fire_at limit ${limit}
        for update of t skip locked
      )
      delete from timer t using due, contact k
      where t.conversation_id = due.conversation_id and t.run_no = due.run_no and t.send_id = due.send_id
        and k.id = t.conversation_id
      returning t.conversation_id, k.account_id, k.platform_id as user_id, t.run_no, t.send_id, t.arming, t.event`)
    if (due.length === 0) return 0
    const rows = due.map((timer) => {
      const sealed: SealedEvent = {
        key: '',
        body: {
          kind: 'timer',
          runNo: timer.run_no,
          sendId: timer.send_id,
          arming: timer.arming,
          event: timer.event,
        },
      }
      return {
        account_id: timer.account_id,
        user_id: timer.user_id,
        body: keyring.seal(JSON.stringify(sealed)),
      }
    })
    await tx.rows(sql`
      insert into inbox (account_id, user_id, at, received_at, due_at, body)
      select account_id, user_id, ${now}::bigint, ${now}::bigint, ${now}::bigint, body
      from json_to_recordset(${JSON.stringify(rows)}::json) as v(account_id text, user_id text, body text)`)
    return due.length
  })
}
