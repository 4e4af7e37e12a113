import type { SeenRun, Trace } from '../types.ts'

/** A line of the panel while it is closed. */
export interface Title {
  mark: string
  title: string
  result: string
  bad: boolean
}

type Json = Record<string, unknown>
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const first = (value: unknown): Json => object(Array.isArray(value) ? value[0] : undefined)

function parse(text: string): Json {
  try {
    return object(JSON.parse(text))
  } catch {
    return {}
  }
}

const MESSENGER = ['message', 'postback', 'delivery', 'read', 'referral', 'reaction', 'optin', 'message_edit']

/** What a webhook is about, in the platform's own word. */
export function eventOf(body: string): string {
  const parsed = parse(body)
  if (typeof parsed['event_name'] === 'string') return parsed['event_name']
  const entry = first(parsed['entry'])
  const event = first(entry['messaging'] ?? entry['standby'] ?? entry['changes'])
  const kind = MESSENGER.find((name) => name in event) ?? Object.keys(event).at(-1) ?? 'webhook'
  return kind === 'message' && object(event['message'])['is_echo'] === true ? 'message_echo' : kind
}

const RECEIPTS = /^(message_echo|delivery|read|oa_send_\w+|user_received_message|user_seen_message)$/

/** Webhooks that only tell what became of our own messages. */
export const isReceipt = (trace: Trace) =>
  trace.kind === 'webhook' && RECEIPTS.test(eventOf(trace.webhook.body))

/** A state as one word: `form.name` for one within another. */
export function stateOf(state: unknown): string {
  if (typeof state === 'string') return state
  return Object.entries(object(state))
    .map(([name, inner]) =>
      Object.keys(object(inner)).length === 0 && typeof inner !== 'string'
        ? name
        : `${name}.${stateOf(inner)}`,
    )
    .join(' + ')
}

/** The top of a stack: `register · consent`. */
export function topOf(stack: SeenRun[]): string {
  const top = stack.at(-1)
  return top ? `${top.flow} · ${stateOf(top.state)}` : 'chưa có'
}

/** What a call to a platform carries. */
function callOf(url: string, body: string): string {
  const path = url.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/, '')
  const parsed = parse(body)
  const message = object(parsed['message'])
  const payload = object(object(message['attachment'])['payload'])
  const text = [message['text'], payload['text'], parsed['sender_action']].find(
    (one) => typeof one === 'string',
  )
  return typeof text === 'string' ? text.replace(/\s+/g, ' ').slice(0, 80) : path
}

/** The platform's refusal, when the answer holds one. */
function refusalIn(answer: string): string | null {
  const { error } = parse(answer)
  if (typeof error === 'number' && error !== 0) return String(error)
  const { code, error_subcode: sub } = object(error)
  return typeof code === 'number' ? `${code}${typeof sub === 'number' ? `/${sub}` : ''}` : null
}

export function titleOf(trace: Trace): Title {
  switch (trace.kind) {
    case 'webhook': {
      const { body, status } = trace.webhook
      return { mark: 'Webhook', title: eventOf(body), result: String(status), bad: status !== 200 }
    }
    case 'turn': {
      const { heard, before, after } = trace.turn
      const [from, to] = [topOf(before), topOf(after)]
      const outcome = heard.map((one) => one.outcome).join(', ')
      return { mark: 'Lượt', title: from === to ? to : `${from} → ${to}`, result: outcome, bad: false }
    }
    case 'send': {
      const { url, body, status, answer } = trace.call
      const refusal = refusalIn(answer)
      const result = status === null ? answer : (refusal ?? String(status))
      return { mark: 'Gửi', title: callOf(url, body), result, bad: status !== 200 || refusal !== null }
    }
  }
}
