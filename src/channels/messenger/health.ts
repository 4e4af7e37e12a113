import type { Clock } from '../../common/clock.ts'
import type { MessengerAccount } from '../channel.ts'
import { asList, asObject, idText } from '../clean.ts'
import { clockFinding, type Finding, notChecked } from '../connection/finding.ts'
import type { Http } from '../http.ts'
import { callGraph, callGraphAsApp } from './graph.ts'
import { isNeeded, missingFields, readSubscription, resubscribe, wantedFields } from './subscription.ts'

const DAY_MS = 86_400_000
const EXPIRY_WARNING_DAYS = 14

/** Permissions without which it does not work, and those to be asked for with them (facts: messenger 5). */
const NEEDED_SCOPES = ['pages_messaging', 'pages_manage_metadata']
const OTHER_SCOPES = ['pages_show_list', 'pages_read_engagement', 'business_management']

const NEW_TOKEN =
  'Generate a new Page token in developers.facebook.com > your app > Messenger > Settings > Access tokens, and set it as MESSENGER_PAGE_TOKEN.'

/** How an account is looked at; `mend`: what is not subscribed is subscribed. */
export type MessengerCheck = (account: MessengerAccount, mend: boolean) => Promise<Finding[]>

/** Looks at Pages' connections. Remembers which webhook fields the platform refuses, and asks for them only once. */
export function createMessengerCheck(http: Http, clock: Clock): MessengerCheck {
  const refused = new Map<string, ReadonlySet<string>>()

  async function subscription(account: MessengerAccount, mend: boolean): Promise<Finding[]> {
    const found = await readSubscription(http, account)
    const date = clockFinding(found.date, clock.now())
    if (found.kind === 'failed') return [failedSubscription(found.code), ...date]
    if (found.kind === 'unknown') return [UNKNOWN_SUBSCRIPTION, ...date]
    const wanted = wantedFields(account).filter((field) => !refused.get(account.id)?.has(field))
    const missing = found.kind === 'none' ? wanted : missingFields(wanted, found.fields)
    if (missing.length === 0) return [subscribed(wanted.length), ...date]
    if (!mend) return [notSubscribed(missing), ...date]
    const result = await resubscribe(http, account, wanted)
    if (!result.ok) return [{ ...notSubscribed(missing), ...byHand(result.code) }, ...date]
    refused.set(account.id, new Set([...(refused.get(account.id) ?? []), ...result.refused]))
    return [resubscribed(missing, result.refused), ...date]
  }

  return async (account, mend) => {
    const token = await checkToken(http, account, clock.now())
    if (token.some(({ check, level }) => check === 'token' && level === 'fault')) return token
    return [...token, ...(await subscription(account, mend)), ...(await checkPage(http, account))]
  }
}

/** What `debug_token` says (facts: messenger 5). */
async function checkToken(http: Http, account: MessengerAccount, now: number): Promise<Finding[]> {
  const query = { input_token: account.pageToken }
  const answer = await callGraphAsApp(http, account, { method: 'GET', path: 'debug_token', query })
  if (!answer.ok) {
    // The app's own token is made of its id and secret.
    if (/^(190|101)(\/|$)/.test(answer.code))
      return [
        {
          check: 'token',
          level: 'fault',
          says: `Meta does not know this pair of MESSENGER_APP_ID and MESSENGER_APP_SECRET (${answer.code}).`,
          remedy: 'Copy both from developers.facebook.com > your app > App settings > Basic.',
        },
      ]
    return [notChecked('token', 'The Page token', answer.code)]
  }
  const data = asObject(answer.body['data'])
  if (!data || typeof data['is_valid'] !== 'boolean') {
    return [{ check: 'token', level: 'note', says: 'Meta says nothing about the Page token.' }]
  }
  return [tokenFinding(account, data, now), ...scopeFindings(data)]
}

function tokenFinding(account: MessengerAccount, data: Record<string, unknown>, now: number): Finding {
  const fault = (says: string, remedy = NEW_TOKEN): Finding => ({
    check: 'token',
    level: 'fault',
    says,
    remedy,
  })
  if (data['is_valid'] === false)
    return fault(
      'The Page token is not valid any more: its maker changed a password, lost the role or took back the permission.',
    )
  const appId = idText(data['app_id'])
  if (appId !== null && appId !== account.appId)
    return fault('The Page token was made by another app than MESSENGER_APP_ID names.')
  const pageId = idText(data['profile_id'])
  if (pageId !== null && pageId !== account.pageId)
    return fault('The token is of another Page than MESSENGER_PAGE_ID names.')
  const days = daysUntil(data['expires_at'], now)
  if (days !== null && days < EXPIRY_WARNING_DAYS)
    return {
      check: 'token',
      level: days < 2 ? 'fault' : 'warning',
      says: `The Page token ends in ${days} days.`,
      remedy: `${NEW_TOKEN} One made from a long-lived user token, or of a system user, does not end.`,
    }
  const access = daysUntil(data['data_access_expires_at'], now)
  if (access !== null && access < EXPIRY_WARNING_DAYS)
    return {
      check: 'token',
      level: 'warning',
      says: `Access to data ends in ${access} days; whether that stops a Page token is not documented.`,
      remedy: `To be safe: ${NEW_TOKEN}`,
    }
  const until = days === null ? 'without an end' : `for ${days} more days`
  return { check: 'token', level: 'ok', says: `The Page token is valid ${until}.` }
}

/** Whole days until a time in seconds; 0 or nothing there: no end. */
function daysUntil(value: unknown, now: number): number | null {
  const seconds = typeof value === 'string' ? Number(value) : value
  if (typeof seconds !== 'number' || !(seconds > 0)) return null
  return Math.max(0, Math.floor((seconds * 1000 - now) / DAY_MS))
}

function scopeFindings(data: Record<string, unknown>): Finding[] {
  const scopes = asList(data['scopes']).filter((scope) => typeof scope === 'string')
  if (scopes.length === 0) return []
  const lacks = (names: string[]) => names.filter((name) => !scopes.includes(name))
  const needed = lacks(NEEDED_SCOPES)
  if (needed.length > 0)
    return [
      {
        check: 'scopes',
        level: 'fault',
        says: `The Page token lacks ${needed.join(' and ')}.`,
        remedy: `Add the permission in developers.facebook.com > your app > Use cases, then: ${NEW_TOKEN}`,
      },
    ]
  const others = lacks(OTHER_SCOPES)
  return [
    {
      check: 'scopes',
      level: others.length > 0 ? 'note' : 'ok',
      says:
        others.length > 0
          ? `The Page token works; it lacks ${others.join(', ')}, which Meta's review asks for as a rule.`
          : 'The Page token has its permissions.',
    },
  ]
}

/** Whose token it is. A Page that says nothing is no fault. */
async function checkPage(http: Http, account: MessengerAccount): Promise<Finding[]> {
  const answer = await callGraph(http, account, { method: 'GET', path: 'me', query: { fields: 'id,name' } })
  if (!answer.ok) return [notChecked('page', 'The Page', answer.code)]
  const id = idText(answer.body['id'])
  if (id === account.pageId) return [{ check: 'page', level: 'ok', says: 'The token is of this Page.' }]
  if (id === null) return [{ check: 'page', level: 'note', says: 'The Page says nothing of itself.' }]
  return [
    {
      check: 'page',
      level: 'fault',
      says: 'The token is not of the Page that MESSENGER_PAGE_ID names.',
      remedy: `Correct MESSENGER_PAGE_ID, or: ${NEW_TOKEN}`,
    },
  ]
}

const UNKNOWN_SUBSCRIPTION: Finding = {
  check: 'subscription',
  level: 'note',
  says: 'Meta does not say which webhooks are subscribed.',
}

function failedSubscription(code: string): Finding {
  if (!/^(10|200|210)(\/|$)/.test(code)) return notChecked('subscription', 'The webhook subscription', code)
  return {
    check: 'subscription',
    level: 'fault',
    says: `The token may not look at the Page's webhooks (${code}).`,
    remedy: `Its maker needs the task MODERATE on the Page, and the token pages_manage_metadata: ${NEW_TOKEN}`,
  }
}

function subscribed(count: number): Finding {
  return { check: 'subscription', level: 'ok', says: `The Page sends its webhooks here (${count} fields).` }
}

function notSubscribed(missing: string[]): Finding {
  return {
    check: 'subscription',
    level: missing.some(isNeeded) ? 'fault' : 'warning',
    says: `The Page does not send these webhooks to the app: ${missing.join(', ')}.`,
    remedy: 'A running server subscribes them within half an hour; at once: npm run doctor -- --fix',
  }
}

function byHand(code: string): Pick<Finding, 'remedy'> {
  return {
    remedy: `Subscribing failed (${code}). Do it in developers.facebook.com > your app > Messenger > Settings > Webhooks; the token's maker needs the task MODERATE on the Page.`,
  }
}

/** That it was mended is told, as somebody or Meta had taken it away: after an hour of failing webhooks it does. */
function resubscribed(missing: string[], refused: string[]): Finding {
  const done = missing.filter((field) => !refused.includes(field))
  const left = refused.length > 0 ? ` Meta refuses ${refused.join(', ')}: left out.` : ''
  if (done.length === 0)
    return { check: 'subscription', level: 'note', says: `The Page sends its webhooks.${left}` }
  return {
    check: 'subscription',
    level: 'warning',
    says: `The Page did not send ${done.join(', ')} and was subscribed again.${left}`,
    remedy: 'Messages of the time before did not arrive and are not sent again: look into the Page inbox.',
  }
}
