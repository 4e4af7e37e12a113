import type { ZaloSandboxAccount } from '../accounts.ts'
import type { ActResult } from '../actions.ts'
import { type Happening, type HappeningOf, neverHere, type TemplateChange } from '../happenings.ts'
import type { ZaloStage } from './stage.ts'
import { tagPeople, untag } from './tags.ts'
import { chatEvent, oaEvent, type ZaloEvent } from './webhooks.ts'

/** A clerk of the emulated OA in its chat tool. */
const ADMIN_ID = '4242424242424242424'
const FILE = 'https://cdn.example.invalid/file'

/** Something that Zalo or the OA's staff does. @throws when it cannot happen. */
export function happenOnZalo(stage: ZaloStage, account: ZaloSandboxAccount, happening: Happening): ActResult {
  const at = stage.clock.now()
  const tell = (event: ZaloEvent, user = '') =>
    void stage.notify(account, user, stage.webhook(account, event))
  const people = (users: string[]) => users.map((id) => stage.people.meet(account.oaId, id))
  switch (happening.type) {
    case 'clerk':
      return clerk(stage, account, happening, at)
    case 'oa-react': {
      const { user, messageId, icon } = happening
      const message = { msg_id: messageId, react_icon: icon }
      tell(chatEvent(account, 'oa_reacted_message', { id: account.oaId }, user, message, at), user)
      break
    }
    case 'tag':
      if (happening.remove) untag(stage, account, people(happening.users), happening.name)
      else tagPeople(stage, account, people(happening.users), happening.name)
      break
    case 'remove-tag':
      untag(stage, account, null, happening.name)
      break
    case 'new-template': {
      const { type: _, kind = 'custom', status = 'PENDING_REVIEW', createdAt = at, ...rest } = happening
      stage.oa(account).templates.set({ ...rest, kind, status, createdAt, quality: 'HIGH' })
      break
    }
    case 'template-status':
    case 'template-quality':
    case 'template-quota':
      tell(templateChange(stage, account, happening, at))
      break
    case 'daily-quota':
      tell(dailyQuota(stage, account, happening.value, at))
      break
    case 'request-info':
      return requestInfo(stage, account, happening.user, at)
    case 'revoke-permission':
      stage.tokens.of(account).revoke()
      tell(oaEvent(account, 'permission_revoked', {}, at))
      break
    case 'event':
      tell(oaEvent(account, happening.name, happening.fields, at))
      break
    default:
      throw neverHere('Zalo', happening.type)
  }
  return { ids: [], at }
}

/** A clerk answers in the OA's chat tool: an echo that carries `sender.admin_id` (facts: zalo 1.3). */
function clerk(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  { user, text = '', attachment }: HappeningOf<'clerk'>,
  at: number,
): ActResult {
  const id = stage.random.id(20)
  const sender = { id: account.oaId, admin_id: ADMIN_ID }
  const attachments =
    attachment === undefined
      ? {}
      : { attachments: [{ type: attachment, payload: { url: FILE, thumbnail: FILE } }] }
  const words = text === '' && attachment !== undefined ? {} : { text }
  stage.people
    .meet(account.oaId, user)
    .receive({ id, at, from: 'clerk', text, buttons: [], raw: { text, ...attachments } })
  const message = { ...words, ...attachments, msg_id: id }
  const event = chatEvent(account, `oa_send_${attachment ?? 'text'}`, sender, user, message, at)
  void stage.notify(account, user, stage.webhook(account, event))
  return { ids: [id], at }
}

const FORM_TITLE = 'Chia sẻ thông tin liên hệ'
const FORM_PICTURE = 'https://cdn.example.invalid/form.png'

/** Nobody answered, so that the echo names no admin. How Zalo calls the echo of a form is not known: here as that of a text. */
function requestInfo(stage: ZaloStage, account: ZaloSandboxAccount, user: string, at: number): ActResult {
  const id = stage.random.id(20)
  const elements = [{ title: FORM_TITLE, subtitle: 'Họ tên và số điện thoại', image_url: FORM_PICTURE }]
  const attachment = { type: 'template', payload: { template_type: 'request_user_info', elements } }
  const raw = { recipient: { user_id: user }, message: { attachment } }
  stage.people.meet(account.oaId, user).receive({ id, at, from: 'app', text: FORM_TITLE, buttons: [], raw })
  const message = { text: FORM_TITLE, msg_id: id }
  const event = chatEvent(account, 'oa_send_text', { id: account.oaId }, user, message, at)
  void stage.notify(account, user, stage.webhook(account, event))
  return { ids: [id], at }
}

/** A template is judged again. @throws when there is none of that id. */
function templateChange(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  happening: HappeningOf<'template-status'> | TemplateChange,
  at: number,
): ZaloEvent {
  const template = stage.oa(account).templates.find(happening.template)
  if (!template) throw new Error(`The OA has no template ${happening.template}`)
  const about = {
    template_id: template.id,
    ...(happening.reason === undefined ? {} : { reason: happening.reason }),
  }
  if (happening.type === 'template-status') {
    const status = { prev_status: template.status, new_status: happening.status }
    template.status = happening.status
    return oaEvent(account, 'change_template_status', { ...about, status }, at)
  }
  const { value } = happening
  if (happening.type === 'template-quality') {
    const quality = { prev_quality: template.quality, new_quality: value }
    template.quality = value
    return oaEvent(account, 'change_template_quality', { ...about, quality }, at)
  }
  return oaEvent(account, 'change_template_quota', { ...about, quota: { new_quota: value } }, at)
}

/** Here the OA's id is spelled `oaId` (facts: zalo 1.3). */
function dailyQuota(stage: ZaloStage, account: ZaloSandboxAccount, value: number, at: number): ZaloEvent {
  const { total } = stage.oa(account).dailyQuota('')
  stage.configure(account, { dailyQuota: value })
  return {
    oaId: account.oaId,
    app_id: account.appId,
    event_name: 'change_oa_daily_quota',
    quota: { prev_value: total, new_value: value },
    timestamp: String(at),
  } as ZaloEvent
}
