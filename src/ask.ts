import type { Question } from './conversation/talk.ts'
import { understand, withoutSecrets } from './conversation/understand.ts'
import { readChoice } from './understanding/choices.ts'
import { findFaq } from './understanding/faq/find.ts'
import { canonicalName, readSlot } from './understanding/slots.ts'
import { SLOTS, type Slot, type SlotContext } from './understanding/types.ts'
import { readWish } from './understanding/wishes.ts'

/** One thing to be understood, as a line of `npm run ask -- --jsonl` says it. */
export interface AskInput {
  text: string
  /** The slot of the open question; null or missing: none is open. */
  asking: Slot | 'choice' | null
  /** The slot to read. */
  slot: Slot | 'choice' | null
  choices: string[]
  /** ms since the epoch. */
  now: number
}

/** What the bot understands. */
export type AskOutput =
  | {
      kind: 'faq' | 'intent' | 'none'
      id: string | null
      score: number
      candidates: string[]
      masked: string
      error?: string
    }
  | { slot: string; value: string | null; masked: string; error?: string }

/** Reads one text as the bot would. Pure: no database, no facts of the deployment. */
export function ask(input: AskInput): AskOutput {
  const { slot, asking, text } = input
  const open = asking ?? slot
  const masked = withoutSecrets(text, questionOf(open, input)).text
  if (slot) return { slot, value: slotValue(slot, masked, input), masked }
  return { ...meaningOf(masked, input), masked }
}

function contextOf({ now }: AskInput): SlotContext {
  return { now, language: 'vi' }
}

/** The question that would be open. */
function questionOf(asking: AskInput['asking'], { choices }: AskInput): Question | null {
  if (!asking && choices.length === 0) return null
  return {
    nonce: '',
    askedAt: 0,
    key: '',
    text: '',
    choices: choices.map((label, i) => ({ id: `choice ${i}`, label })),
    ...(asking && asking !== 'choice' ? { slot: asking } : {}),
  }
}

function slotValue(slot: Slot | 'choice', text: string, input: AskInput): string | null {
  if (slot === 'choice') {
    const offered = input.choices.map((label, i) => ({ id: String(i), label }))
    const reading = readChoice(text, offered)
    return reading.kind === 'one' ? (input.choices[Number(reading.id)] ?? null) : null
  }
  const reading = readSlot(slot, text, contextOf(input))
  if (reading.kind !== 'value') return null
  return slot === 'ward' ? canonicalName(reading.value) : reading.value
}

function meaningOf(text: string, input: AskInput) {
  const meaning = understand(
    { body: { kind: 'message', text }, at: input.now, sentAt: input.now },
    {
      question: questionOf(input.asking, input),
      lastChoice: null,
      lastChoiceAt: 0,
      context: contextOf(input),
    },
  )
  if (meaning.kind === 'command')
    return { kind: 'intent' as const, id: meaning.command, score: 1, candidates: [] }
  const { score, candidates } = findFaq(readWish(text).question ?? text)
  const rounded = Math.round(score * 1000) / 1000
  if (meaning.kind === 'faq') return { kind: 'faq' as const, id: meaning.id, score: rounded, candidates }
  const ids = meaning.kind === 'guess' ? meaning.ids : []
  return { kind: 'none' as const, id: null, score: rounded, candidates: ids }
}

const KNOWN: readonly string[] = [...SLOTS, 'choice']

function isSlot(value: unknown): value is Slot | 'choice' {
  return typeof value === 'string' && KNOWN.includes(value)
}

/** Answers one line of JSON with one line of JSON; what is wrong with the line is said in `error`. Never throws. */
export function askLine(line: string, now: number): string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return refused({}, line.trim() === '' ? 'the line is empty' : 'the line is not valid JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused({}, 'the line is not a JSON object')
  const fields: Record<string, unknown> = { ...value }
  const fault = faultOf(fields)
  if (fault) return refused(fields, fault)
  const { text, asking, slot, choices } = fields
  const at = fields['now'] === undefined || fields['now'] === null ? now : Date.parse(String(fields['now']))
  return JSON.stringify(
    ask({
      // Checked by faultOf.
      text: text as string,
      asking: isSlot(asking) ? asking : null,
      slot: isSlot(slot) ? slot : null,
      choices: (choices ?? []) as string[],
      now: at,
    }),
  )
}

function faultOf({ text, asking, slot, choices, now }: Record<string, unknown>): string | null {
  const given = (value: unknown) => value !== undefined && value !== null
  if (typeof text !== 'string') return 'text is missing, or no string'
  if (given(slot) && !isSlot(slot)) return `slot is none of ${KNOWN.join(', ')}`
  if (given(asking) && !isSlot(asking)) return `asking is none of ${KNOWN.join(', ')}`
  if (given(choices) && !(Array.isArray(choices) && choices.every((one) => typeof one === 'string')))
    return 'choices is no list of strings'
  if (given(now) && (typeof now !== 'string' || Number.isNaN(Date.parse(now)))) return 'now is no ISO time'
  return null
}

function refused({ text, slot }: Record<string, unknown>, error: string): string {
  const masked = typeof text === 'string' ? withoutSecrets(text, null).text : ''
  if (slot !== undefined && slot !== null && slot !== '')
    return JSON.stringify({ slot: typeof slot === 'string' ? slot : null, value: null, masked, error })
  return JSON.stringify({ kind: 'none', id: null, score: 0, candidates: [], masked, error })
}
