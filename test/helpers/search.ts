import { sql } from 'kysely'
import type { TestApp } from './app.ts'

/** What people tell, each findable: nothing else in the program says these. */
export interface Told {
  what: string
  secret: string
}

/** A place where a thief, or a curious colleague, could look, with all that it holds. */
export interface SearchedPlace {
  name: string
  bytes: Buffer
}

/** The forms in which a secret may lie about. Base64 has three, by where in the groups of three it begins. */
function formsOf(secret: string): Buffer[] {
  const plain = Buffer.from(secret)
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), plain]).toString('base64')
    // The first and last characters also hold bits of the neighbours.
    return text.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + plain.length) * 4) / 3))
  })
  const hex = plain.toString('hex')
  const texts = [...base64, ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]
  return [
    plain,
    Buffer.from(secret.normalize('NFD')),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(secret, 'utf16le').swap16(),
    Buffer.from(encodeURIComponent(secret)),
    Buffer.from(
      JSON.stringify(secret)
        .slice(1, -1)
        .replace(/[^\x20-\x7e]/g, escaped),
    ),
    ...[...texts, hex, hex.toUpperCase()].map((text) => Buffer.from(text)),
  ]
}

const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Names of what was found where; empty when nothing was. One pass over the bytes, however many forms there are. */
export function find(told: readonly Told[], places: readonly SearchedPlace[]): string[] {
  const begins = new Uint8Array(65_536)
  const byBegin = new Map<number, { what: string; form: Buffer }[]>()
  for (const { what, secret } of told) {
    for (const form of formsOf(secret)) {
      const begin = form.readUInt16BE(0)
      begins[begin] = 1
      byBegin.set(begin, [...(byBegin.get(begin) ?? []), { what, form }])
    }
  }
  const found = new Set<string>()
  for (const { name, bytes } of places) {
    for (let at = 0; at + 1 < bytes.length; at++) {
      const begin = (bytes[at]! << 8) | bytes[at + 1]!
      if (begins[begin] !== 1) continue
      for (const { what, form } of byBegin.get(begin) ?? []) {
        if (bytes.subarray(at, at + form.length).equals(form)) found.add(`${what} in ${name}`)
      }
    }
  }
  return [...found]
}

/** Every row of every table, as text. */
export async function wholeDatabase(app: TestApp): Promise<string> {
  const tables = await app.rows<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  )
  const rows = await Promise.all(
    tables.map(({ name }) =>
      app.db.rows<{ row: string }>(sql`select t::text as row from ${sql.raw(name)} as t`),
    ),
  )
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n')
}
