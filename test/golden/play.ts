import type { Language } from '../../src/channels/channel.ts'
import { DEMO_PROVIDERS } from '../../src/providers/demo-providers.ts'
import type { Action } from '../../src/sandbox/actions.ts'
import type { ReceivedMessage } from '../../src/sandbox/people.ts'
import type { TestApp } from '../helpers/app.ts'
import { accountOf, type Channel, platformOf } from '../helpers/channels.ts'
import type { Lockstep } from '../helpers/lockstep.ts'
import type { Resident, Seen } from '../helpers/resident.ts'
import { postZalo } from '../helpers/webhooks.ts'
import { type Act, label, type Scenario, type Words } from './acts.ts'

/** One line of a transcript, as staff read it. */
interface Line {
  from: 'resident' | 'bot' | 'clerk'
  text: string
  choices?: string[]
}

const HOUR = 3_600_000

/** Where a conversation is played. */
export interface Place {
  app: TestApp
  steps: Lockstep
  channel: Channel
  language: Language
}

/** Plays a conversation. @returns the transcript, a line a message @throws with what was said until then */
export async function play(place: Place, scenario: Scenario): Promise<string> {
  const resident = place.steps.resident(platformOf(place.channel), accountOf(place.channel))
  const lines: Line[] = []
  const english: Act[] = place.language === 'en' ? ['English'] : []
  try {
    for (const act of [...english, ...scenario.acts]) {
      const { seen, line } = await perform(place, resident, act)
      lines.push(...line, ...seen.messages.filter((message) => message.from === 'app').map(lineOf))
    }
  } catch (cause) {
    throw new Error(`${scenario.name} stops after:\n${inLines(lines.slice(-6))}`, { cause })
  }
  return inLines(lines)
}

const inLines = (lines: Line[]) => `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`

interface Played {
  seen: Seen
  line: Line[]
}

async function perform(place: Place, resident: Resident, act: Act): Promise<Played> {
  const { language } = place
  const say = (words: Words) => (typeof words === 'string' ? words : words[language])
  const said = (seen: Seen, ...texts: string[]): Played => ({
    seen,
    line: (texts.length > 0 ? texts : [resident.words]).map((text) => ({ from: 'resident', text })),
  })
  if (typeof act === 'string' || 'vi' in act) return said(await resident.says(say(act)))
  if ('picks' in act) return said(await resident.picks(label(language, act.picks)))
  if ('takes' in act) return said(await tapsOrSays(resident, act.takes))
  // Where consent has no button it is given in words; a number would not do.
  if ('agrees' in act) return said(await tapsOrSays(resident, label(language, 'register.choice.agree')))
  if ('old' in act) return said(await resident.taps(label(language, act.old), { force: true }))
  if ('twice' in act) {
    const title = label(language, act.twice)
    const once: Action = { type: 'tap', title, force: true }
    return said(await resident.actsAtOnce(once, once), title, title)
  }
  if ('atOnce' in act) {
    const texts = act.atOnce.map(say)
    return said(await resident.actsAtOnce(...texts.map((text): Action => ({ type: 'text', text }))), ...texts)
  }
  if ('sends' in act) return said(await resident.acts({ type: act.sends }), SENT[act.sends])
  if ('edits' in act) {
    const text = say(act.edits)
    const edit: Action = { type: 'edit', messageId: resident.ids.at(-1) ?? '', text }
    return said(await resident.acts(edit), `(sửa tin vừa gửi) ${text}`)
  }
  if ('opens' in act) return said(await resident.acts({ type: 'open' }), '(mở cuộc trò chuyện)')
  if ('shares' in act) return shares(place, resident, act.shares)
  if ('clerk' in act)
    return {
      seen: await clerkWrites(place, resident, say(act.clerk)),
      line: [{ from: 'clerk', text: say(act.clerk) }],
    }
  await place.steps.later(act.later * HOUR)
  return said(
    await resident.waits(),
    `(sau ${act.later % 24 === 0 ? `${act.later / 24} ngày` : `${act.later} giờ`})`,
  )
}

const SENT = {
  image: '(gửi một tấm ảnh)',
  sticker: '(gửi hình dán)',
  audio: '(gửi tin nhắn thoại)',
  file: '(gửi một tệp)',
  location: '(gửi vị trí)',
}

function tapsOrSays(resident: Resident, title: string): Promise<Seen> {
  return resident.offers(title) ? resident.taps(title, { force: true }) : resident.says(title)
}

async function shares(
  { app, channel }: Place,
  resident: Resident,
  info: { name: string; phone: string },
): Promise<Played> {
  const parties = { sender: { id: resident.id }, recipient: { id: 'OA' } }
  await postZalo(app, { event_name: 'user_submit_info', ...parties, info }, accountOf(channel))
  const seen = await resident.waits()
  return { seen, line: [{ from: 'resident', text: `(chia sẻ qua Zalo: ${info.name}, ${info.phone})` }] }
}

async function clerkWrites({ app, channel }: Place, resident: Resident, text: string): Promise<Seen> {
  app.sandbox.clerkSays(platformOf(channel), resident.id, text, accountOf(channel))
  return resident.waits()
}

/** A message with what differs from run to run replaced by what it is. */
function lineOf(message: ReceivedMessage): Line {
  const choices = message.buttons.map(({ title, url }) => (url ? `${title} → ${stable(url)}` : title))
  const line = { text: stable(message.text), choices }
  const named = withProvidersSorted(JSON.stringify(line))
  const { text, choices: shown } = JSON.parse(named) as typeof line
  return { from: 'bot', text, ...(shown.length > 0 ? { choices: shown } : {}) }
}

function stable(text: string): string {
  return text
    .replace(/\b(MH|HT)-[A-Z0-9]{4,5}\b/g, '$1-XXXX')
    .replace(/\bXD-[A-Z0-9]{4}-[A-Z0-9]{4}\b/g, 'XD-XXXX-XXXX')
    .replace(/(?<=(?:từ|since|ngày|on|đăng ký:) )\d\d\/\d\d\/2026\b/gi, '…/…/2026')
    .replace(/https?:\/\/[^\s/]+\/(go|my-data)\/[\w-]+/g, 'https://…/$1/…')
}

/** Who is offered first takes turns from one person to the next. */
function withProvidersSorted(text: string): string {
  const names = DEMO_PROVIDERS.map(({ name }) => name)
  const any = new RegExp(names.map((name) => name.replace(/[()]/g, '\\$&')).join('|'), 'g')
  const sorted = [...(text.match(any) ?? [])].sort()
  return text.replace(any, () => sorted.shift() ?? '')
}
