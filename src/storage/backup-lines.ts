import type { RootKey } from '../common/crypto.ts'

/*
 * The text of a backup, one thing a line: a word, a space, JSON.
 *   head {"migration":1,"keys":[{"id":"…","secret":"base64"}]}
 *   table "account"
 *   row {"id":"…"}        as PostgreSQL writes it: numbers keep all their digits
 *   sequence {"table":"contact","column":"id","last":7,"called":true}
 *   end {"rows":12}
 */
export interface Head {
  /** The last migration of the schema that the rows have. */
  migration: number
  keys: { id: string; secret: string }[]
}

/** Where an identity column goes on counting. */
export interface Sequence {
  table: string
  column: string
  last: number
  called: boolean
}

export interface End {
  rows: number
}

export type Line =
  | { word: 'head'; json: string }
  | { word: 'table'; json: string }
  | { word: 'row'; json: string }
  | { word: 'sequence'; json: string }
  | { word: 'end'; json: string }

const WORDS = ['head', 'table', 'row', 'sequence', 'end'] as const

export function formatLine(word: Line['word'], value: Head | Sequence | End | string): string {
  return `${word} ${JSON.stringify(value)}\n`
}

/** @throws on a word that this version does not know. */
export function parseLine(line: string): Line {
  const space = line.indexOf(' ')
  const word = WORDS.find((known) => known === line.slice(0, space))
  if (!word) throw new Error('A backup with a line that this version does not know')
  return { word, json: line.slice(space + 1) }
}

export function headOf(migration: number, keys: readonly RootKey[]): Head {
  return { migration, keys: keys.map(({ id, secret }) => ({ id, secret: secret.toString('base64') })) }
}

export function keysOf(head: Head): RootKey[] {
  return head.keys.map(({ id, secret }) => ({ id, secret: Buffer.from(secret, 'base64') }))
}
