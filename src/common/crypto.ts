import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto'

/** One root key: its public id and 32 secret bytes. */
export interface RootKey {
  id: string
  secret: Buffer
}

/** Random bytes are drawn in blocks: one call per 12-byte nonce cost about 1 µs more each. */
const NONCE_BLOCK = 12 * 256
const nonces = Buffer.alloc(NONCE_BLOCK)
let used = NONCE_BLOCK

function nonce(): Buffer {
  if (used >= NONCE_BLOCK) {
    randomFillSync(nonces)
    used = 0
  }
  const out = Buffer.from(nonces.subarray(used, used + 12))
  used += 12
  return out
}

interface Derived {
  seal: Buffer
  hash: Buffer
}

function derive(secret: Buffer): Derived {
  const part = (info: string) => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, 32))
  return { seal: part('seal'), hash: part('hash') }
}

/**
 * Encrypts what is stored of people and hashes what must be found again.
 * The first key given is the current one; the others only decrypt (rotation).
 * Sealed form: `<key id>.<base64 of nonce, ciphertext, tag>`, AES-256-GCM.
 */
export class Keyring {
  readonly #keys: Map<string, Derived>
  readonly #current: { id: string; keys: Derived }
  readonly #hashKey: Buffer

  /** @throws when no key is given, one is not 32 bytes, or an id repeats. */
  constructor(keys: RootKey[]) {
    const first = keys[0]
    if (!first) throw new Error('Keyring: no key')
    this.#keys = new Map(
      keys.map((key) => {
        if (key.secret.length !== 32) throw new Error(`Keyring: key ${key.id} is not 32 bytes long`)
        return [key.id, derive(key.secret)]
      }),
    )
    if (this.#keys.size !== keys.length) throw new Error('Keyring: two keys share an id')
    this.#current = { id: first.id, keys: this.#keys.get(first.id)! }
    this.#hashKey = this.#current.keys.hash
  }

  /** Encrypts a text. */
  seal(plain: string): string {
    const iv = nonce()
    const cipher = createCipheriv('aes-256-gcm', this.#current.keys.seal, iv)
    const body = cipher.update(plain, 'utf8')
    const last = cipher.final()
    return `${this.#current.id}.${Buffer.concat([iv, body, last, cipher.getAuthTag()]).toString('base64')}`
  }

  /** Decrypts what `seal` made. @throws when the key is unknown or the text was changed. */
  open(sealed: string): string {
    const dot = sealed.indexOf('.')
    const keys = this.#keys.get(sealed.slice(0, dot))
    if (!keys) throw new Error(`Keyring: no key with id ${sealed.slice(0, dot)}`)
    const raw = Buffer.from(sealed.slice(dot + 1), 'base64')
    const decipher = createDecipheriv('aes-256-gcm', keys.seal, raw.subarray(0, 12))
    decipher.setAuthTag(raw.subarray(raw.length - 16))
    return decipher.update(raw.subarray(12, raw.length - 16), undefined, 'utf8') + decipher.final('utf8')
  }

  /** Keyed hash of a value under a name (`phone`, `phone-last4`, `go-token` …): equal values can be found, not read. */
  hash(name: string, value: string): string {
    return createHmac('sha256', this.#hashKey).update(`${name}\0${value}`).digest('base64url')
  }
}

/** Compares two texts in constant time for equal lengths. */
export function sameText(a: string, b: string): boolean {
  const x = Buffer.from(a)
  const y = Buffer.from(b)
  return x.length === y.length && timingSafeEqual(x, y)
}
