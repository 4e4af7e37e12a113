import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { type ApiAnswer, throughGate } from '../gate.ts'
import type { Person } from '../people.ts'
import { type Fields, isFields, isText } from '../shape.ts'
import { refusals } from './api.ts'
import { authorise } from './auth.ts'
import { ZaloRefusal } from './errors.ts'
import { done } from './oa-api.ts'
import type { ZaloStage } from './stage.ts'
import { fill, type ZaloTemplate } from './templates.ts'
import { dayIn, hourIn, isBetween } from './vietnam.ts'
import { chatEvent } from './webhooks.ts'

const TRACKING = 48
/** Hours without messages: 22 to 6 is assumed (facts: zalo 5.4). */
const NIGHT: [number, number] = [22, 6]

/** What is wrong with the data; which of the four numbers means what is general knowledge (facts: zalo 7.2). */
const DATA_CODES = { none: -111, missing: -1122, 'too-long': -1121, 'wrong-type': -1124 } as const

/** Template messages to a phone, on a host with error numbers of its own (facts: zalo 5.4, 7.2). */
export function znsApi(stage: ZaloStage) {
  return async (app: FastifyInstance): Promise<void> => {
    refusals(app)
    app.post('/message/template', (request, reply) =>
      throughGate(stage, request, reply, {
        recipient:
          isFields(request.body) && isText(request.body['phone']) ? request.body['phone'] : undefined,
        accept: () => accept(stage, request),
        refusal: (error) =>
          error instanceof ZaloRefusal ? { answer: error.answer(), code: `zns${error.code}` } : undefined,
        fail: (code) => new ZaloRefusal(code, 'Failure asked of the emulator'),
        tooMany: () => new ZaloRefusal(-32, 'Rate limit exceeded'),
      }),
    )
  }
}

/** @throws ZaloRefusal with the numbers of the ZNS host. */
async function accept(stage: ZaloStage, request: FastifyRequest): Promise<ApiAnswer> {
  const account = authorise(stage, request, 'zns')
  const body: unknown = request.body
  if (!isFields(body)) throw new ZaloRefusal(-100, 'The body must be a JSON object')
  const { phone, tracking_id: tracking, mode } = body
  if (typeof phone !== 'string' || !/^84\d{9,10}$/.test(phone))
    throw new ZaloRefusal(-108, 'Phone is invalid')
  if (tracking !== undefined && !(isText(tracking) && tracking.length <= TRACKING)) {
    throw new ZaloRefusal(-112, 'tracking_id is invalid')
  }
  const { template, text } = templateOf(stage, account, body)
  const at = stage.clock.now()
  checkSendable(stage, account, template, phone, mode === 'development', at)
  const person = recipient(stage, account, phone)
  const day = dayIn(at)
  const oa = stage.oa(account)
  oa.paysTemplate(day)
  const id = stage.random.id(20)
  await deliver(stage, account, person, { id, text, phone, tracking, at, raw: body })
  const { remain, total } = oa.dailyQuota(day)
  const quota = { dailyQuota: String(total), remainingQuota: String(remain) }
  return { status: 200, body: done({ msg_id: id, sent_time: String(at), quota }) }
}

function templateOf(stage: ZaloStage, account: ZaloSandboxAccount, body: Fields) {
  const { template_id: id, template_data: data } = body
  const template = isText(id) ? stage.oa(account).templates.find(id) : undefined
  if (!template) throw new ZaloRefusal(-109, 'Template id is invalid')
  const text = fill(template, isFields(data) ? data : {})
  if (text in DATA_CODES) {
    throw new ZaloRefusal(DATA_CODES[text as keyof typeof DATA_CODES], `template_data: ${text}`)
  }
  return { template, text }
}

function checkSendable(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  template: ZaloTemplate,
  phone: string,
  isTrial: boolean,
  at: number,
): void {
  const { adminPhones = [], nightHours = NIGHT, nightTags = [1, 2, 3], zbsLinked } = account
  if (isTrial && !adminPhones.includes(phone)) {
    throw new ZaloRefusal(-127, 'A trial reaches administrators only')
  }
  if (template.quality === 'LOW') throw new ZaloRefusal(-146, 'The template is locked for its quality')
  // A trial is how a template is looked at before it is approved.
  if (template.status !== 'ENABLE' && !isTrial) throw new ZaloRefusal(-131, 'The template is not approved')
  if (nightTags.includes(template.tag) && isBetween(hourIn(at), nightHours)) {
    throw new ZaloRefusal(-133, 'Not allowed at night')
  }
  if (!zbsLinked) throw new ZaloRefusal(-136, 'OA is not linked to a ZBS account')
  const oa = stage.oa(account)
  if (oa.dailyQuota(dayIn(at)).remain <= 0) throw new ZaloRefusal(-144, 'The daily quota is used up')
  if (oa.money.left < oa.money.price) throw new ZaloRefusal(-115, 'The balance is too low')
}

/** @throws ZaloRefusal -114 nobody of Zalo has the phone, -139 the person refused, or what the person's facts say. */
function recipient(stage: ZaloStage, account: ZaloSandboxAccount, phone: string): Person {
  if (account.phonesWithoutZalo?.includes(phone)) throw new ZaloRefusal(-114, 'The phone has no Zalo account')
  const known = stage.people.of(account.oaId).find((one) => one.facts.phone === phone)
  // Somebody who never met the OA: kept by phone.
  const person = known ?? stage.people.meet(account.oaId, phone)
  if (person.unavailable) throw new ZaloRefusal(-139, 'The person refuses this kind of message')
  if (person.facts.refusal) throw new ZaloRefusal(person.facts.refusal, 'The person cannot be written to')
  return person
}

interface ZnsMessage {
  id: string
  text: string
  phone: string
  tracking: unknown
  at: number
  raw: unknown
}

/** The receipt has the phone in place of a person's id, and another server in its header (facts: zalo 1.6). */
async function deliver(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  person: Person,
  { id, text, phone, tracking, at, raw }: ZnsMessage,
): Promise<void> {
  const delivered = (time: number) => {
    const message = {
      delivery_time: String(time),
      msg_id: id,
      ...(tracking === undefined ? {} : { tracking_id: tracking }),
    }
    const event = chatEvent(account, 'user_received_message', { id: account.oaId }, phone, message, time)
    return stage.webhook(account, event, 'ZNS')
  }
  await stage.accept(
    account,
    person,
    { id, at, from: 'app', text, buttons: [], raw },
    { echo: () => null, delivered, seen: () => null },
  )
}
