import type { Account, Platform } from '../channels/channel.ts'
import { nearest } from '../understanding/distance.ts'
import { NAMES, type Name, ruleOf } from './environment.ts'
import { type Faults, looksLikePlaceholder } from './faults.ts'

const PREFIX = { messenger: 'MESSENGER_', zalo: 'ZALO_' } as const satisfies Record<Platform, string>
const OPTIONAL: readonly Name[] = [
  'MESSENGER_FIELDS',
  'MESSENGER_IGNORED_APP_IDS',
  'MESSENGER_AUTO_REPLIES',
  'ZALO_REFRESH_TOKEN',
  'ZALO_ACCESS_TOKEN',
  'ZALO_CODE_VERIFIER',
  'ZALO_VERIFIER',
]
/** Names of an account that say how it is used; none of them makes one. */
const HABITS: readonly Name[] = [
  'MESSENGER_FIELDS',
  'MESSENGER_INBOX_APP_ID',
  'MESSENGER_ROUTING',
  'MESSENGER_IGNORED_APP_IDS',
  'MESSENGER_AUTO_REPLIES',
  'MESSENGER_AUTO_REPLY_S',
  'ZALO_REPLY_HOURS',
]

/** `ZALO_OA_SECRET` → `oaSecret`: the name in ACCOUNTS_FILE and in `Account`. */
const fieldOf = (name: Name) =>
  name
    .slice(name.indexOf('_') + 1)
    .toLowerCase()
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const namesOf = (platform: Platform) => NAMES.filter((name) => name.startsWith(PREFIX[platform]))
const isCredential = (name: Name) => !name.endsWith('_URL') && !HABITS.includes(name)

/** The credentials of single accounts that are set, e.g. `['ZALO_OA_ID']`: with any of them the sandbox is off. */
export function credentialsIn(values: Partial<Record<Name, string>>): Name[] {
  return [...namesOf('messenger'), ...namesOf('zalo')].filter(
    (name) => isCredential(name) && values[name] !== undefined,
  )
}

/** `postgres://user@/db?host=/run/postgresql` names a socket: it has no host, which the driver knows. */
const isAddress = (value: string) => URL.canParse(value) || URL.canParse(value.replace('@/', '@socket/'))

/** A value against its rule; adds the fault under `label`. */
export function checkValue(name: Name, label: string, value: string, faults: Faults): boolean {
  const { pattern, expected, remedy, secret, address } = ruleOf(name)
  const how = remedy ? `: ${remedy}` : ''
  if ((pattern && !new RegExp(pattern).test(value)) || (address && !isAddress(value))) {
    faults.add(`${label} must be ${expected}${how}`)
    return false
  }
  if (secret && looksLikePlaceholder(value)) {
    faults.add(`${label} still holds an example value${how}`)
    return false
  }
  return true
}

type Values = Record<string, string>

/** Reads the fields of one account; `get` and `label` tell where they stand (environment or file). */
function readFields(
  platform: Platform,
  get: (name: Name) => string | undefined,
  label: (name: Name) => string,
  faults: Faults,
): Values {
  const fields: Values = {}
  for (const name of namesOf(platform)) {
    const { default: standard, remedy } = ruleOf(name)
    const value = get(name) ?? standard
    if (value === undefined) {
      if (!OPTIONAL.includes(name)) faults.add(`${label(name)} is missing: ${remedy}`)
    } else if (checkValue(name, label(name), value, faults)) {
      fields[fieldOf(name)] = name.endsWith('_URL') ? value.replace(/\/+$/, '') : value
    }
  }
  if (fields['oaSecret'] && fields['oaSecret'] === fields['appSecret']) {
    faults.add(
      `${label('ZALO_OA_SECRET')} equals ${label('ZALO_APP_SECRET')}: ${ruleOf('ZALO_OA_SECRET').remedy}`,
    )
  }
  return fields
}

/** An account from fields that `readFields` found complete; faults are thrown before an incomplete one is used. */
function assemble(common: Values, platform: Platform, fields: Record<string, string | number>): Account {
  return Object.freeze({ ...common, ...fields, platform }) as unknown as Account
}

/** One account for each platform of which a credential is set. */
export function accountsFromNames(values: Partial<Record<Name, string>>, faults: Faults): Account[] {
  const credentials = credentialsIn(values)
  const platforms: Platform[] = ['messenger', 'zalo']
  return platforms
    .filter((platform) => credentials.some((name) => name.startsWith(PREFIX[platform])))
    .map((platform) => {
      const fields = readFields(
        platform,
        (name) => values[name],
        (name) => name,
        faults,
      )
      // Those who need another ward or language name their accounts in ACCOUNTS_FILE.
      const common = {
        id: platform,
        name: 'UBND phường Mỹ Hào',
        nameEn: 'the People’s Committee of Mỹ Hào ward',
        place: 'new:12103',
        language: 'vi',
      }
      return assemble(common, platform, fields)
    })
}

interface CommonField {
  pattern: RegExp
  expected: string
  standard?: string
  optional?: boolean
}

const COMMON: Record<string, CommonField> = {
  id: { pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, expected: 'up to 40 small letters, digits and hyphens' },
  name: { pattern: /^.{1,100}$/u, expected: 'a name of up to 100 characters' },
  nameEn: { pattern: /^.{1,100}$/u, expected: 'its name in English, up to 100 characters', optional: true },
  place: { pattern: /^new:\d+$/, expected: 'the id of a new ward, such as new:12103' },
  language: { pattern: /^(vi|en)$/, expected: 'vi or en', standard: 'vi' },
}

type Get = (field: string) => string | undefined

function readCommon(path: string, get: Get, faults: Faults): Values {
  const common: Values = {}
  for (const [field, { pattern, expected, standard, optional }] of Object.entries(COMMON)) {
    const value = get(field) ?? standard
    if (value === undefined) {
      if (!optional) faults.add(`${path}.${field} is missing: give ${expected}`)
    } else if (pattern.test(value)) common[field] = value
    else faults.add(`${path}.${field} must be ${expected}`)
  }
  return common
}

/** Text fields of an entry. Numbers are refused: ids pass 2^53 and would be read wrong. */
function textFields(path: string, entry: object, faults: Faults): Get {
  const texts = new Map<string, string>()
  for (const [field, value] of Object.entries(entry)) {
    if (field === BUDGET) continue
    if (typeof value === 'string') {
      if (value.trim()) texts.set(field, value.trim())
    } else if (value !== null) faults.add(`${path}.${field} must be a text in quotes`)
  }
  return (field) => texts.get(field)
}

const BUDGET = 'sendsPerSecond'
/** More than any platform allows: a guard against slips, and room for measuring what this program can do. */
const MAX_BUDGET = 100_000

/** The account's own limit of sends, where it has one. */
function readBudget(path: string, entry: object, faults: Faults): { sendsPerSecond?: number } {
  const value = BUDGET in entry ? entry[BUDGET] : undefined
  if (value === undefined || value === null) return {}
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_BUDGET)
    return { sendsPerSecond: value }
  faults.add(`${path}.${BUDGET} must be a whole number from 1 to ${MAX_BUDGET}`)
  return {}
}

function readEntry(path: string, entry: unknown, faults: Faults): Account | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    faults.add(`${path} must be an object in braces`)
    return undefined
  }
  const get = textFields(path, entry, faults)
  const platform = get('platform')
  if (platform !== 'messenger' && platform !== 'zalo') {
    faults.add(`${path}.platform must be messenger or zalo`)
    return undefined
  }
  const names = namesOf(platform)
  const known = ['platform', BUDGET, ...Object.keys(COMMON), ...names.map(fieldOf)]
  for (const field of Object.keys(entry).filter((key) => !known.includes(key))) {
    const meant = nearest(field, known)
    faults.add(`${path}.${field} is not known${meant ? `: did you mean ${meant}?` : ': remove it'}`)
  }
  const common = readCommon(path, get, faults)
  const fields = readFields(
    platform,
    (name) => get(fieldOf(name)),
    (name) => `${path}.${fieldOf(name)}`,
    faults,
  )
  return assemble(common, platform, { ...fields, ...readBudget(path, entry, faults) })
}

/** Adds a fault for every account whose `field` an earlier one has too. */
function refuseRepeated(
  accounts: (Account | undefined)[],
  field: 'id' | 'pageId' | 'oaId',
  faults: Faults,
): void {
  const seen = new Map<unknown, number>()
  for (const [i, account] of accounts.entries()) {
    const value = account && new Map<string, unknown>(Object.entries(account)).get(field)
    if (value === undefined) continue
    const first = seen.get(value)
    if (first === undefined) seen.set(value, i)
    else
      faults.add(
        `accounts[${i}].${field} repeats accounts[${first}].${field}: each account stands there once`,
      )
  }
}

/** The accounts of ACCOUNTS_FILE: `{"accounts": [{"id", "platform", "name", "place", "language", …}, …]}`. */
export function accountsFromFile(text: string, faults: Faults): Account[] {
  let parsed: unknown
  try {
    // Editors on Windows begin files with a mark that JSON does not know.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    // The parser's own message quotes the file, secrets included.
    faults.add('ACCOUNTS_FILE is not valid JSON: check commas, quotes and braces')
    return []
  }
  const list =
    typeof parsed === 'object' && parsed !== null && 'accounts' in parsed ? parsed.accounts : undefined
  if (!Array.isArray(list) || list.length === 0) {
    faults.add('ACCOUNTS_FILE must hold {"accounts": [ … ]} with at least one account')
    return []
  }
  const accounts = list.map((entry: unknown, i) => readEntry(`accounts[${i}]`, entry, faults))
  for (const field of ['id', 'pageId', 'oaId'] as const) refuseRepeated(accounts, field, faults)
  return accounts.filter((account) => account !== undefined)
}
