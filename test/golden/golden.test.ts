import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registry } from '../../flows/registry.ts'
import type { Language, Platform } from '../../src/channels/channel.ts'
import type { ReceivedMessage } from '../../src/sandbox/people.ts'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { postZalo } from '../helpers/webhooks.ts'
import { type Act, label, ON_ZALO, scripts } from './scripts.ts'

/** The channels as residents meet them; the last one is an OA that may not send buttons. In this order. */
const CHANNELS = ['messenger', 'zalo', 'zalo-numbers'] as const
/** Every flow, and what is played besides. */
const playsOn = (channel: (typeof CHANNELS)[number]) =>
  [...new Set([...registry.keys(), ...Object.keys(scripts)])].filter(
    (name) => channel !== 'messenger' || !ON_ZALO.includes(name),
  )
const LANGUAGES = ['vi', 'en'] as const
const FOLDER = fileURLToPath(new URL('.', import.meta.url))
/** `UPDATE_GOLDEN=1 npx vitest run --project unit test/golden` writes the files anew: read them, then commit them. */
const update = process.env['UPDATE_GOLDEN'] === '1'

interface Line {
  from: 'resident' | 'bot' | 'clerk'
  text: string
  choices?: string[]
}

const nameOf = (flow: string, language: Language, channel: string) => `${flow}.${language}.${channel}.jsonl`
const played = new Map<string, string>()

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  for (const channel of CHANNELS) {
    if (channel === 'zalo-numbers') await forbidButtons()
    for (const flow of playsOn(channel)) {
      for (const language of LANGUAGES) {
        const lines = await play(channel === 'messenger' ? 'messenger' : 'zalo', flow, language)
        played.set(
          nameOf(flow, language, channel),
          `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
        )
      }
    }
  }
}, 180_000)
afterAll(() => app.close())

/** The first refusal (-224) turns the account over to numbers; it falls to somebody who is in no transcript. */
async function forbidButtons(): Promise<void> {
  app.sandbox.behave('zalo', { buttonsForbidden: true })
  await app.resident('zalo').says('alo')
}

async function play(platform: Platform, flow: string, language: Language): Promise<Line[]> {
  const script = scripts[flow]
  if (!script) throw new Error(`nothing is played for the flow ${flow}`)
  const resident = app.resident(platform)
  const lines: Line[] = []
  for (const act of script(language)) {
    const seen = await ('clerk' in act
      ? clerkWrites(resident, act.clerk)
      : perform(resident, act, language)
    ).catch((cause: unknown) => {
      throw new Error(`${flow} cannot be played on:\n${JSON.stringify(lines, null, 1)}`, { cause })
    })
    lines.push(
      'clerk' in act ? { from: 'clerk', text: act.clerk } : { from: 'resident', text: resident.words },
    )
    lines.push(...seen.messages.filter((message) => message.from === 'app').map(lineOf))
  }
  return lines
}

async function perform(resident: Resident, act: Exclude<Act, { clerk: string }>, language: Language) {
  if ('types' in act) return resident.says(act.types)
  if ('picksLabel' in act) return resident.picks(act.picksLabel)
  if ('picks' in act) return resident.picks(label(language, act.picks))
  if ('shares' in act) {
    const { name, phone } = act.shares
    resident.words = `(chia sẻ qua Zalo: ${name}, ${phone})`
    const parties = { sender: { id: resident.id }, recipient: { id: 'OA' } }
    await postZalo(app, { event_name: 'user_submit_info', ...parties, info: { name, phone } })
    return resident.waits()
  }
  if ('opens' in act) {
    resident.words = '(mở cuộc trò chuyện)'
    return resident.acts({ type: 'open' })
  }
  // Where consent has no button it is given in words; a number would not do.
  const words = label(language, 'register.choice.agree')
  return resident.offers(words) ? resident.taps(words) : resident.says(words)
}

async function clerkWrites(resident: Resident, text: string) {
  app.sandbox.clerkSays(resident.platform, resident.id, text)
  return resident.waits()
}

/** A message with what differs from run to run replaced by what it is. */
function lineOf(message: ReceivedMessage): Line {
  const stable = (text: string) =>
    text
      .replace(/\b(MH|HT)-[A-Z0-9]{4,5}\b/g, '$1-XXXX')
      .replace(/https?:\/\/[^\s/]+\/go\/[\w-]+/g, 'https://…/go/…')
  const choices = message.buttons.map(({ title, url }) => (url ? `${title} → ${stable(url)}` : title))
  return { from: 'bot', text: stable(message.text), ...(choices.length > 0 ? { choices } : {}) }
}

describe.each(CHANNELS)('on %s', (channel) => {
  describe.each(playsOn(channel))('%s', (flow) => {
    test.each(LANGUAGES)('is said as staff have read and approved it (%s)', async (language) => {
      const name = nameOf(flow, language, channel)
      const file = `${FOLDER}${name}`
      const now = played.get(name) ?? ''
      if (update) await writeFile(file, now)
      expect(existsSync(file), `${name} is missing: UPDATE_GOLDEN=1 writes it`).toBe(true)
      expect(now).toBe(await readFile(file, 'utf8'))
    })
  })
})

test('there is no transcript that nothing plays', async () => {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.jsonl'))
  expect(files.filter((file) => !played.has(file))).toEqual([])
})
