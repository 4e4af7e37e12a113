import type { ZaloSandboxAccount } from '../accounts.ts'
import type { ApiAnswer } from '../gate.ts'
import type { Person } from '../people.ts'
import { isFields, isText, unknownKey } from '../shape.ts'
import { consequences } from './consequences.ts'
import { ZaloRefusal } from './errors.ts'
import { done } from './oa-api.ts'
import { checkWilling } from './person-rules.ts'
import { invalid } from './rules.ts'
import type { ZaloStage } from './stage.ts'
import { fill, type ZaloTemplate } from './templates.ts'
import { dayIn, hourIn, isBetween } from './vietnam.ts'

/** Templates made before cannot be sent by UID (facts: zalo 5.4). */
const BY_UID_SINCE = Date.UTC(2025, 11, 9, 17)
const NOT_BY_UID = ['otp', 'response', 'journey']
/** Promotion is not sent between 22:00 and 06:00 (facts: zalo 5.1). */
const PROMOTION_NIGHT = [22, 6] as const

/**
 * A template message to a person by UID: no window, but a template that may go so, money and a quota
 * (facts: zalo 4.4, 5.4).
 * @throws ZaloRefusal -201, -210, -249, -232, -244, -234, -211, -320, -321.
 */
export async function acceptUidTemplate(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  body: unknown,
): Promise<ApiAnswer> {
  if (!isFields(body)) throw invalid('body')
  // tracking_id belongs to the ZNS host.
  const odd = unknownKey(body, ['user_id', 'template_id', 'template_data'])
  if (odd) throw new ZaloRefusal(-201, `body is invalid: ${odd}`)
  const { user_id: user, template_id: id, template_data: data } = body
  if (!isText(user)) throw invalid('user_id')
  const template = isText(id) ? stage.oa(account).templates.find(id) : undefined
  if (!template) throw invalid('template_id')
  if (
    template.status !== 'ENABLE' ||
    template.createdAt < BY_UID_SINCE ||
    NOT_BY_UID.includes(template.kind)
  ) {
    throw new ZaloRefusal(-249, 'The template cannot be sent by UID')
  }
  const text = filled(template, data)
  const person = stage.recipient(account, user)
  if (!person) throw new ZaloRefusal(-232, 'User has not interacted with the OA')
  checkWilling(person)
  const at = stage.clock.now()
  if (template.tag === 3 && isBetween(hourIn(at), PROMOTION_NIGHT)) {
    throw new ZaloRefusal(-234, 'Promotion is not sent at night')
  }
  pay(stage, account, at)
  const messageId = await deliver(stage, account, person, text, at, body)
  return { status: 200, body: done({ message_id: messageId, user_id: user, sent_time: String(at) }) }
}

function filled(template: ZaloTemplate, data: unknown): string {
  const text = fill(template, isFields(data) ? data : {})
  if (text === 'too-long') throw new ZaloRefusal(-210, 'template_data is over the limit')
  if (text === 'none' || text === 'missing' || text === 'wrong-type') throw invalid('template_data')
  return text
}

function pay(stage: ZaloStage, account: ZaloSandboxAccount, at: number): void {
  const oa = stage.oa(account)
  const day = dayIn(at)
  if (!account.zbsLinked) throw new ZaloRefusal(-320, 'OA is not linked to a ZBS account')
  if (oa.money.left < oa.money.price) throw new ZaloRefusal(-321, 'The ZBS account has no balance')
  if (oa.dailyQuota(day).remain <= 0) throw new ZaloRefusal(-211, 'Out of quota')
  oa.paysTemplate(day)
}

async function deliver(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  person: Person,
  text: string,
  at: number,
  raw: unknown,
): Promise<string> {
  const id = stage.random.id(20)
  await stage.accept(
    account,
    person,
    { id, at, from: 'app', text, buttons: [], raw },
    consequences(stage, account, person.id, { id, text, at, kind: 'text' }),
  )
  return id
}
