import { hash, randomBytes, randomFillSync } from 'node:crypto'

/** Letters and digits that are not mistaken for each other when read aloud or copied by hand. */
const CLEAR = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Random bytes are drawn in blocks: a call for each short code cost about 2 µs. */
const pool = Buffer.alloc(1024)
let drawn = pool.length

function randomByte(): number {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  const byte = pool[drawn] ?? 0
  pool[drawn++] = 0
  return byte
}

/** A random string of `length` clear characters (no 0/O, 1/I/L, U), about 4.9 bits each. */
export function clearCode(length: number): string {
  let out = ''
  while (out.length < length) {
    const byte = randomByte()
    // 240 is the largest multiple of the alphabet's 30 in a byte: the rest would favour its beginning.
    if (byte < 240) out += CLEAR[byte % CLEAR.length]
  }
  return out
}

/** A URL-safe secret token of 192 bits. */
export function secretToken(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Key under which an inbound event is known for good: account + hash of its kind, id and sequence,
 * as a UUID because both databases keep that in 16 bytes.
 */
export function eventKey(account: string, ...parts: (string | number)[]): string {
  const h = hash('sha256', JSON.stringify([account, ...parts]))
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20, 32)}`
}
