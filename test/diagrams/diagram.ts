import { registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import type { Language } from '../../src/channels/channel.ts'
import type { Effect, EffectParams, Flow } from '../../src/conversation/flow-kit.ts'
import { stepRun } from '../../src/conversation/session.ts'
import { commonVars, createTexts, type Vars } from '../../src/conversation/texts.ts'
import type { Slot } from '../../src/understanding/types.ts'
import { type Awaited, awaited, explore, type Heard, NOW, type Place, reload, starts } from '../flows/walk.ts'

const texts = createTexts(resources)
const OFFICE: Record<Language, string> = { vi: 'UBND phường', en: 'the ward office' }
const SLOT_WORDS: Record<Slot, string> = {
  name: 'họ tên',
  phone: 'số điện thoại',
  birthYear: 'năm sinh',
  ward: 'xã, phường',
  home: 'xã, phường',
  yesno: 'có hoặc không',
  date: 'ngày',
  school: 'trường, lớp',
  words: 'tên',
}
const WORDS = 8
/** Stands before the example of something typed. */
const EXAMPLE = ' ví dụ '
/** Edges that every state has, and the clock's. */
const NOT_DRAWN = ['BACK', 'RESUME', 'SHARED', 'WISH', 'RETURNED']

/** What a state says first, by language; of one that waits for another part of the program its request. */
interface Node {
  name: string
  words: Record<Language, string>
}

interface Arrow {
  from: string
  to: string
  said: string
  /** Choices, or what is typed: the slot with an example. */
  triggers: Set<string>
}

/** A flow as a page that staff can read: a Mermaid diagram of its states, and their first words. */
export function pageOf(flow: Flow): string {
  const places = explore(registry, flow)
  const nodes = new Map<string, Node>()
  const arrows = new Map<string, Arrow>()
  for (const place of places.values()) {
    const node = nodeOf(place)
    if (!nodes.has(node.name)) nodes.set(node.name, node)
    for (const { event } of place.edges) addArrow(arrows, place, event)
  }
  for (const { to } of arrows.values()) {
    const called = to.split(' ')[1]
    if (called && !nodes.has(to)) nodes.set(to, { name: to, words: { vi: `▶ ${called}`, en: `▶ ${called}` } })
  }
  const first = starts(flow).map((step) => nameOf(step.run.snapshot.value, awaited(step.effects)))
  const names = [...new Set(first)].filter((name) => nodes.has(name))
  return [
    `# Luồng \`${flow.id}\``,
    '',
    'Mỗi ô là một câu hỏi, ghi mấy chữ đầu; mũi tên ghi câu trả lời, và 💬 là câu nói thêm. ⚙ là việc máy',
    'làm, ▶ là một luồng khác. Không vẽ những lối lúc nào cũng có: QUAY LẠI, MENU, HỦY, DỪNG, GẶP CÁN BỘ, LỪA ĐẢO.',
    'Trang này do `npm run flows:diagram` vẽ lại từ chương trình; xin đừng sửa tay.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...[...nodes.values()].map(({ name, words }) => `  state "${plain(words.vi)}" as ${idOf(name)}`),
    ...names.map((name) => `  [*] --> ${idOf(name)}`),
    ...[...arrows.values()].map((arrow) => lineOf(arrow, typedAt(arrow.from, arrows) > 1)),
    '```',
    '',
    '| ô | mấy chữ đầu | in English |',
    '| --- | --- | --- |',
    ...[...nodes.values()].map(
      ({ name, words }) => `| \`${name}\` | ${cell(words.vi)} | ${cell(words.en)} |`,
    ),
    '',
  ].join('\n')
}

/** The name of a state; one that calls several flows is drawn once for each. */
function nameOf(value: unknown, awaits: Awaited): string {
  const name = JSON.stringify(value).replaceAll('"', '')
  return awaits.type === 'call' ? `${name} ${awaits.name}` : name
}

const idOf = (name: string) => `s_${name.replace(/\W/g, '_')}`

function resumed(place: Place): Effect[] {
  return stepRun(reload(registry, place.live), { type: 'RESUME', now: NOW }).effects
}

function askOf(place: Place): EffectParams<'ask'> | null {
  const ask = resumed(place).findLast((effect) => effect.type === 'ask')
  return ask?.type === 'ask' ? ask.params : null
}

function nodeOf(place: Place): Node {
  const name = nameOf(place.live.snapshot.value, place.awaits)
  const ask = askOf(place)
  const words = (language: Language): string => {
    const { awaits } = place
    if (awaits.type === 'request') return `⚙ ${awaits.name}`
    if (awaits.type === 'call') return `▶ ${awaits.name}`
    if (awaits.type === 'none' || !ask) return language === 'vi' ? '👤 cán bộ trả lời' : '👤 a clerk answers'
    return firstWords(say(language, ask.key, ask.vars))
  }
  return { name, words: { vi: words('vi'), en: words('en') } }
}

function addArrow(arrows: Map<string, Arrow>, place: Place, event: Heard): void {
  if (NOT_DRAWN.includes(event.type) || event.type.startsWith('xstate.')) return
  const step = stepRun(reload(registry, place.live), event)
  const said = step.effects
    .flatMap(({ type, params }) =>
      type === 'say' || type === 'link' ? [firstWords(say('vi', params.key, params.vars))] : [],
    )
    .join(' / ')
  const to = step.done
    ? `[*]${step.output?.goto ?? ''}`
    : nameOf(step.run.snapshot.value, awaited(step.effects))
  const from = nameOf(place.live.snapshot.value, place.awaits)
  const key = JSON.stringify([from, to, said])
  const arrow = arrows.get(key) ?? { from, to, said, triggers: new Set() }
  arrow.triggers.add(triggerOf(place, event))
  arrows.set(key, arrow)
}

function triggerOf(place: Place, event: Heard): string {
  if (event.type === 'RESULT') return ''
  if (event.type === 'CHILD_DONE') return `xong ${(event as { flow: string }).flow}`
  if (event.type !== 'ANSWER') return event.type
  const { value, shown } = event as { value: string; shown: string }
  const ask = askOf(place)
  const choice = ask?.choices?.find(({ id }) => id === value)
  if (choice) return choice.label ?? say('vi', choice.key ?? '', { ...ask?.vars, ...choice.vars })
  return ask?.slot ? `${SLOT_WORDS[ask.slot]}${EXAMPLE}${shown}` : shown
}

/** How many different things can be typed in a state that lead apart. */
function typedAt(from: string, arrows: Map<string, Arrow>): number {
  const typed = [...arrows.values()].flatMap((arrow) => (arrow.from === from ? [...arrow.triggers] : []))
  return new Set(typed.filter((trigger) => trigger.includes(EXAMPLE))).size
}

function lineOf({ from, to, said, triggers }: Arrow, examples: boolean): string {
  const all = [...triggers].filter(Boolean).map((one) => (examples ? one : (one.split(EXAMPLE)[0] ?? '')))
  const shown = [...new Set(all)]
  const answers = shown.length > 4 ? `${shown.slice(0, 3).join(' / ')} / …` : shown.join(' / ')
  const goto = to.startsWith('[*]') ? to.slice(3) : ''
  const parts = [answers, said && `💬 ${said}`, goto && `sang luồng ${goto}`].filter(Boolean)
  const label = parts.map(plain).join('<br/>')
  return `  ${idOf(from)} --> ${to.startsWith('[*]') ? '[*]' : idOf(to)}${label ? ` : ${label}` : ''}`
}

function say(language: Language, key: string, vars: Vars = {}): string {
  return texts.say(language, key, commonVars(texts, language, OFFICE[language], vars))
}

function firstWords(text: string): string {
  const words = text.split(/\s+/)
  return words.length > WORDS ? `${words.slice(0, WORDS).join(' ')}…` : words.join(' ')
}

/** Without the signs that mean something to Mermaid. */
function plain(text: string): string {
  return text.replace(/[:;]/g, ',').replace(/["#<>{}[\]`]/g, '')
}

const cell = (text: string) => text.replaceAll('|', '\\|')
