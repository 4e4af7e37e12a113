import type { MessengerAccount } from '../channel.ts'
import { asList, asObject, idText } from '../clean.ts'
import type { Http } from '../http.ts'
import { callGraph } from './graph.ts'

/** Without these nobody is answered. */
const NEEDED = ['messages', 'messaging_postbacks']

/**
 * Webhook fields that this program uses, unless the account names others (facts: messenger 1.5). Meta's pages spell some
 * of them in two ways: either counts, and what the platform refuses is left out.
 */
const FIELDS = [
  ...NEEDED,
  'message_echoes',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
  'messaging_handovers',
  'messaging_optins',
  'messaging_policy_enforcement',
  'standby',
]

const OTHER_SPELLING: Readonly<Record<string, string>> = {
  messaging_handovers: 'messaging_handover',
  messaging_referrals: 'messaging_referral',
}

/** What is subscribed: a list; `none`: not this app at all; `unknown`: the platform does not say. */
export type Subscription =
  | { kind: 'fields'; fields: string[]; date: string | undefined }
  | { kind: 'none'; date: string | undefined }
  | { kind: 'unknown'; date: string | undefined }
  | { kind: 'failed'; code: string; date: string | undefined }

/** The fields that an account wants, the needed ones always among them. */
export function wantedFields(account: MessengerAccount): string[] {
  const named = account.fields?.split(',').map((field) => field.trim()) ?? FIELDS
  return [...new Set([...NEEDED, ...named.filter((field) => field !== '')])]
}

/** Which of `wanted` are not among `present`, in either spelling. */
export function missingFields(wanted: readonly string[], present: readonly string[]): string[] {
  const there = new Set(present)
  return wanted.filter((field) => !there.has(field) && !there.has(OTHER_SPELLING[field] ?? ''))
}

/** Whether residents go unanswered without it. */
export function isNeeded(field: string): boolean {
  return NEEDED.includes(field)
}

/** Asks which webhooks the Page sends to this app. Never rejects. */
export async function readSubscription(http: Http, account: MessengerAccount): Promise<Subscription> {
  const path = `${account.pageId}/subscribed_apps`
  const answer = await callGraph(http, account, { method: 'GET', path })
  const { date } = answer
  if (!answer.ok) return { kind: 'failed', code: answer.code, date }
  if (!Array.isArray(answer.body['data'])) return { kind: 'unknown', date }
  const apps = answer.body['data'].map(asObject)
  const own = apps.find((app) => idText(app?.['id']) === account.appId)
  if (!own) return { kind: 'none', date }
  const fields = own['subscribed_fields']
  if (!Array.isArray(fields)) return { kind: 'unknown', date }
  return { kind: 'fields', fields: asList(fields).filter((field) => typeof field === 'string'), date }
}

/** The platform's word on a list of fields: taken, or its error code. */
async function subscribe(http: Http, account: MessengerAccount, fields: string[]): Promise<string | null> {
  const answer = await callGraph(http, account, {
    method: 'POST',
    path: `${account.pageId}/subscribed_apps`,
    query: { subscribed_fields: fields.join(',') },
  })
  if (answer.ok) return answer.body['success'] === false ? 'success: false' : null
  return answer.code
}

/** Code of a parameter that the platform does not know. */
const BAD_PARAMETER = /^100(\/|$)/

/**
 * Subscribes the app to the Page's webhooks. Where the platform refuses the list as a whole, its fields are tried one
 * after the other, each in both spellings, and what it takes stays: a call replaces what was subscribed before.
 * Never rejects.
 */
export async function resubscribe(
  http: Http,
  account: MessengerAccount,
  wanted: readonly string[],
): Promise<{ ok: true; refused: string[] } | { ok: false; code: string }> {
  const whole = await subscribe(http, account, [...wanted])
  if (whole === null) return { ok: true, refused: [] }
  if (!BAD_PARAMETER.test(whole)) return { ok: false, code: whole }
  let taken = wanted.filter(isNeeded)
  const needed = await subscribe(http, account, taken)
  if (needed !== null) return { ok: false, code: needed }
  const refused: string[] = []
  for (const field of wanted.filter((one) => !isNeeded(one))) {
    const spellings = [field, OTHER_SPELLING[field]].filter((name) => name !== undefined)
    const before = taken
    for (const name of spellings) {
      if (taken === before && (await subscribe(http, account, [...before, name])) === null)
        taken = [...before, name]
    }
    if (taken === before) refused.push(field)
  }
  return { ok: true, refused }
}
