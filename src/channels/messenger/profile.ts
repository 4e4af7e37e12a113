import { isDeepStrictEqual } from 'node:util'
import type { Language, MessengerAccount } from '../channel.ts'
import { asList, asObject } from '../clean.ts'
import type { Http } from '../http.ts'
import { callGraph } from './graph.ts'
import { GET_STARTED } from './parse.ts'

/** What a Page shows before and beside a conversation, in one language. */
export interface ProfileTexts {
  /** Shown before the first message; `short` where the first is too long with the office's name. */
  greeting: string
  greetingShort: string
  menu: ProfileItem[]
  iceBreakers: ProfileItem[]
}

/** `payload` comes back when it is tapped: `CMD:` and a word of command. */
export interface ProfileItem {
  title: string
  payload: string
}

/** The Page's profile as Graph takes it. */
export interface Profile {
  get_started: { payload: string }
  greeting: { locale: string; text: string }[]
  persistent_menu: {
    locale: string
    composer_input_disabled: boolean
    call_to_actions: { type: 'postback'; title: string; payload: string }[]
  }[]
  ice_breakers?: { locale: string; call_to_actions: { question: string; payload: string }[] }[]
}

/** Limits of the platform, and the advice on a menu's length (facts: messenger 3). */
const MAX_GREETING = 160
const MAX_TITLE = 30
const MAX_ITEMS = 20
const ADVISED_ITEMS = 5
const MAX_ICE_BREAKERS = 4
const MAX_PAYLOAD = 1000

/** What Facebook calls the languages; `default` is everybody else. */
const LOCALES: Record<Language, string[]> = { vi: ['vi_VN'], en: ['en_US', 'en_GB'] }
const LANGUAGES: Language[] = ['vi', 'en']

/**
 * The profile of a Page: the account's language for everybody, the other one for those who use Facebook in it.
 * Ice breakers only when asked for: they stand in the place of Get Started, and with it of a link's `ref`.
 */
export function profileOf(
  account: MessengerAccount,
  texts: Record<Language, ProfileTexts>,
  { iceBreakers = false } = {},
): Profile {
  const others = LANGUAGES.filter((language) => language !== account.language)
  const spoken = [
    { locale: 'default', language: account.language },
    ...others.flatMap((language) => LOCALES[language].map((locale) => ({ locale, language }))),
  ]
  const profile: Profile = {
    get_started: { payload: GET_STARTED },
    greeting: spoken.map(({ locale, language }) => ({ locale, text: greeting(texts[language]) })),
    persistent_menu: spoken.map(({ locale, language }) => ({
      locale,
      composer_input_disabled: false,
      call_to_actions: texts[language].menu.map((item) => ({ type: 'postback', ...item })),
    })),
  }
  if (iceBreakers)
    profile.ice_breakers = spoken.map(({ locale, language }) => ({
      locale,
      call_to_actions: texts[language].iceBreakers.map(({ title, payload }) => ({
        question: title,
        payload,
      })),
    }))
  return profile
}

function greeting({ greeting, greetingShort }: ProfileTexts): string {
  return [...greeting].length <= MAX_GREETING ? greeting : greetingShort
}

/** What of a profile is over the platform's limits, or against its advice. */
export function profileFaults(profile: Profile): string[] {
  const faults: string[] = []
  const text = (what: string, value: string, most: number) => {
    if ([...value].length > most || value.trim() === '')
      faults.push(`${what} must have 1 to ${most} characters`)
  }
  for (const { locale, text: words } of profile.greeting) text(`greeting ${locale}`, words, MAX_GREETING)
  for (const { locale, call_to_actions: items } of profile.persistent_menu) {
    if (items.length > MAX_ITEMS) faults.push(`menu ${locale} has more than ${MAX_ITEMS} items`)
    else if (items.length > ADVISED_ITEMS) faults.push(`menu ${locale} has more than ${ADVISED_ITEMS} items`)
    for (const { title, payload } of items) {
      text(`menu ${locale}: title`, title, MAX_TITLE)
      text(`menu ${locale}: payload`, payload, MAX_PAYLOAD)
    }
  }
  for (const { locale, call_to_actions: items } of profile.ice_breakers ?? [])
    if (items.length > MAX_ICE_BREAKERS) faults.push(`ice breakers ${locale}: more than ${MAX_ICE_BREAKERS}`)
  return faults
}

/** What the Page has now, by field; null with the platform's code when it does not say. */
export type ReadProfile = { ok: true; fields: Record<string, unknown> } | { ok: false; code: string }

const PROFILE_FIELDS = ['get_started', 'greeting', 'persistent_menu', 'ice_breakers']
const PATH = 'me/messenger_profile'

/** Reads the Page's profile. Counts against 10 calls in 10 minutes. Never rejects. */
export async function readProfile(http: Http, account: MessengerAccount): Promise<ReadProfile> {
  const query = { fields: PROFILE_FIELDS.join(',') }
  const answer = await callGraph(http, account, { method: 'GET', path: PATH, query })
  if (!answer.ok) return answer
  const [first, ...more] = asList(answer.body['data']).map((item) => asObject(item) ?? {})
  return { ok: true, fields: Object.assign({}, first, ...more) }
}

/** Sets the whole profile in one call. @returns the platform's code when it refuses. Never rejects. */
export async function writeProfile(
  http: Http,
  account: MessengerAccount,
  profile: Profile,
): Promise<string | null> {
  const answer = await callGraph(http, account, { method: 'POST', path: PATH, body: profile })
  return answer.ok ? null : answer.code
}

/** Takes the ice breakers away. @returns the platform's code when it refuses. Never rejects. */
export async function dropIceBreakers(http: Http, account: MessengerAccount): Promise<string | null> {
  const body = { fields: ['ice_breakers'] }
  const answer = await callGraph(http, account, { method: 'DELETE', path: PATH, body })
  return answer.ok ? null : answer.code
}

/** Whether ice breakers are set, which a Page may have from its own settings. */
export function hasIceBreakers(fields: Record<string, unknown>): boolean {
  return asList(fields['ice_breakers']).length > 0
}

/** Names of the fields in which the Page differs from `profile`. The order of languages and what Meta adds do not count. */
export function profileDifferences(profile: Profile, fields: Record<string, unknown>): string[] {
  const differs = (name: 'get_started' | 'greeting' | 'persistent_menu' | 'ice_breakers') =>
    profile[name] !== undefined && !covers(byLocale(fields[name]), byLocale(profile[name]))
  const names = (['get_started', 'greeting', 'persistent_menu', 'ice_breakers'] as const).filter(differs)
  return hasIceBreakers(fields) && !profile.ice_breakers ? [...names, 'ice_breakers'] : names
}

/** Lists of languages by their locale. */
function byLocale(value: unknown): unknown {
  if (!Array.isArray(value) || value.some((item) => asObject(item)?.['locale'] === undefined)) return value
  return Object.fromEntries(value.map((item) => [String(asObject(item)?.['locale']), item]))
}

/** Whether `actual` holds everything that `wanted` says. */
function covers(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((item, i) => covers(actual[i], item))
    )
  const fields = asObject(wanted)
  if (!fields) return isDeepStrictEqual(actual, wanted)
  const there = asObject(actual)
  return there !== null && Object.entries(fields).every(([name, value]) => covers(there[name], value))
}
