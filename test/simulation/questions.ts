import { registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import type { Language } from '../../src/channels/channel.ts'
import type { EffectParams } from '../../src/conversation/flow-kit.ts'
import { stepRun } from '../../src/conversation/session.ts'
import type { ReceivedMessage } from '../../src/sandbox/people.ts'
import type { Slot } from '../../src/understanding/types.ts'
import { explore, NOW, reload } from '../flows/walk.ts'
import { sentence } from '../helpers/app.ts'

type Ask = EffectParams<'ask'>

/** What a person has before them. */
export interface Asked {
  key: string
  slot: Slot | null
  /** A yes has to be given by the button, or in words. */
  consent: boolean
  /** As shown, in order. */
  labels: string[]
  /** The choices are buttons. */
  tappable: boolean
}

interface Pattern {
  ask: Ask
  pattern: RegExp
}

/** Every question that any flow can ask, found by walking it. */
const asks: Ask[] = [...registry.values()].flatMap((flow) =>
  [...explore(registry, flow).values()].flatMap((place) => {
    const run = reload(registry, place.live)
    return stepRun(run, { type: 'RESUME', now: NOW }).effects.flatMap((effect) =>
      effect.type === 'ask' ? [effect.params] : [],
    )
  }),
)

const byKey = new Map(asks.map((ask) => [`${ask.key} ${ask.slot}`, ask]))
const patterns: Record<Language, Pattern[]> = { vi: patternsOf('vi'), en: patternsOf('en') }

function patternsOf(language: Language): Pattern[] {
  return [...byKey.values()].flatMap((ask) =>
    [ask.key, ...(ask.short ? [ask.short] : [])].map((key) => ({ ask, pattern: sentence(key, language) })),
  )
}

/** The question at the end of what was said last; null: nothing is asked. */
export function questionIn(message: ReceivedMessage | undefined): Asked | null {
  if (message?.from !== 'app') return null
  const buttons = message.buttons.filter((button) => !button.url).map((button) => button.title)
  const tappable = buttons.length > 0
  const shown = { labels: tappable ? buttons : listedIn(message.text), tappable }
  const { ask } = lastIn(message.text)
  if (ask) return { key: ask.key, slot: ask.slot ?? null, consent: ask.consent !== undefined, ...shown }
  // A reading, or a question of the list, that is offered once has no question of a flow.
  return shown.labels.length > 0 ? { key: '', slot: null, consent: false, ...shown } : null
}

/** The last list of a text, numbered or (where a number will not do) with dots. */
function listedIn(text: string): string[] {
  const lines = [...text.matchAll(/^(\d+\.|•) (.+)$/gm)]
  const last = lines.findLastIndex(([, mark]) => mark === '1.')
  const start = last >= 0 ? last : lines.findIndex(([, mark]) => mark === '•')
  return start < 0 ? [] : lines.slice(start).map(([, , label]) => label ?? '')
}

/** Of the questions that the text has, the one that ends last; of those the longest. */
function lastIn(text: string): { ask: Ask | null } {
  const found = [...patterns.vi, ...patterns.en].flatMap(({ ask, pattern }) => {
    const match = pattern.exec(text)
    return match ? [{ ask, end: match.index + match[0].length, length: match[0].length }] : []
  })
  found.sort((a, b) => b.end - a.end || b.length - a.length)
  return { ask: found[0]?.ask ?? null }
}

/** Whether a label is the text of one of these keys, in either language. */
export function isLabel(shown: string, keys: readonly string[]): boolean {
  return keys.some((key) => {
    const [namespace = '', ...rest] = key.split('.')
    return [resources.vi, resources.en].some((texts: Record<string, Record<string, string>>) => {
      const text = texts[namespace]?.[rest.join('.')]?.normalize('NFC')
      return text !== undefined && (text === shown || text.startsWith(shown.replace(/…$/, '')))
    })
  })
}
