import { nearest } from '../understanding/distance.ts'
import type { Entry } from './catalogue-entry.ts'
import { STEPS } from './steps.ts'

/** The operator's file in the data folder. */
export const FILE = 'providers.json'

/** One provider of the file: its id, what it changes, and where it stands, for faults. */
export interface Change {
  id: string
  fields: Partial<Entry>
  place: string
}

interface Field {
  fits(value: unknown): boolean
  expected: string
}

const text = (most: number) => (value: unknown) => typeof value === 'string' && value.length <= most
const flag: Field = { fits: (value) => typeof value === 'boolean', expected: 'true or false, without quotes' }
const store: Field = {
  fits: (value) => value === null || text(2000)(value),
  expected: 'an address in quotes, or null',
}

const isStep = (value: unknown) => STEPS.some((step) => step === value)
const distinct = (list: readonly unknown[]) => new Set(list).size === list.length

const FIELDS: Record<keyof Entry, Field> = {
  id: {
    fits: (value) => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{1,39}$/.test(value),
    expected: '2 to 40 small letters, digits and hyphens in quotes, such as "eca"',
  },
  name: {
    fits: (value) => typeof value === 'string' && /^.{1,60}$/u.test(value),
    expected: 'a name of up to 60 characters in quotes',
  },
  host: { fits: text(253), expected: 'the host of "url" in quotes, such as "eca.com.vn"' },
  url: { fits: text(2000), expected: 'an address in quotes, such as "https://eca.com.vn"' },
  appStore: store,
  playStore: store,
  route: {
    fits: (value) => value === 'app' || value === 'vneid',
    expected: '"app" or "vneid"',
  },
  steps: {
    fits: (value) => Array.isArray(value) && value.length > 0 && value.every(isStep) && distinct(value),
    expected: `a list of one or more of ${STEPS.join(', ')}, each once`,
  },
  freePackage: {
    fits: (value) => value === null || (typeof value === 'string' && /^.{1,60}$/u.test(value)),
    expected: 'a name of up to 60 characters in quotes, or null',
  },
  verified: flag,
  enabled: flag,
  note: { fits: text(2000), expected: 'a text in quotes' },
  verify: {
    fits: (value) => Array.isArray(value) && value.every((one) => text(500)(one) && one !== ''),
    expected: 'a list of texts in quotes',
  },
}
const NAMES = Object.keys(FIELDS)
/** Without these a provider that is not in the catalogue cannot be offered. */
const NEEDED = ['name', 'host', 'url'] as const

/** What providers.json says, and all that is wrong with it; without the file it says nothing. */
export function readOverride(
  content: string | undefined,
  shipped: readonly string[],
): { changes: Change[]; faults: string[] } {
  if (content === undefined) return { changes: [], faults: [] }
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (error) {
    const where = error instanceof Error ? error.message : ''
    return { changes: [], faults: [`is not valid JSON: check commas, quotes and braces (${where})`] }
  }
  const list = isObject(value) ? value['providers'] : undefined
  if (!isObject(value) || !Array.isArray(list)) {
    const example = '{"providers": [{"id": "eca", "enabled": true}]}'
    return { changes: [], faults: [`must hold a list of providers, such as ${example}`] }
  }
  const faults = Object.keys(value)
    .filter((name) => name !== 'providers')
    .map((name) => `${name} is not known: remove it`)
  const changes: Change[] = []
  for (const [i, entry] of list.entries()) {
    const place = `providers[${i}]`
    const first = changes.find(({ id }) => isObject(entry) && id === entry['id'])
    if (first) faults.push(`${place}.id repeats ${first.place}.id: keep one of the two`)
    const read = readEntry(place, entry, shipped)
    faults.push(...read.faults)
    if (read.change) changes.push(read.change)
  }
  return { changes, faults }
}

/** What is wrong with a whole entry, field by field, under the rules of the operator's file. */
export function entryFaults(entry: Record<string, unknown>): string[] {
  const missing = NAMES.filter((name) => name !== 'enabled' && entry[name] === undefined)
  return [
    ...Object.entries(entry).flatMap(([name, value]) => faultOf(String(entry['id']), name, value)),
    ...missing.map((name) => `${entry['id']}.${name} is missing`),
  ]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readEntry(
  place: string,
  entry: unknown,
  shipped: readonly string[],
): { change: Change | null; faults: string[] } {
  if (!isObject(entry)) return { change: null, faults: [`${place} must be an object in braces`] }
  const faults = Object.entries(entry).flatMap(([name, value]) => faultOf(place, name, value))
  const id = entry['id']
  if (id === undefined) faults.push(`${place}.id is missing: give ${FIELDS.id.expected}`)
  if (typeof id !== 'string') return { change: null, faults }
  const missing = NEEDED.filter((name) => entry[name] === undefined)
  if (FIELDS.id.fits(id) && !shipped.includes(id) && missing.length > 0)
    faults.push(unknownId(place, id, missing, shipped))
  // Every field has been checked above.
  return { change: faults.length > 0 ? null : { id, fields: entry as Partial<Entry>, place }, faults }
}

function faultOf(place: string, name: string, value: unknown): string[] {
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof Entry] : undefined
  if (field) return field.fits(value) ? [] : [`${place}.${name} must be ${field.expected}`]
  const meant = nearest(name, NAMES)
  return [`${place}.${name} is not known${meant ? `: did you mean ${meant}?` : ': remove it'}`]
}

function unknownId(
  place: string,
  id: string,
  missing: readonly string[],
  shipped: readonly string[],
): string {
  const meant = nearest(id, shipped)
  const known = meant ? `did you mean ${meant}?` : `known are ${shipped.join(', ')}.`
  return `${place}.id names no known provider: ${known} A new one needs ${missing.join(', ')} too`
}
