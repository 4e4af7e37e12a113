import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open, unlink, writeFile } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { OperatorError } from '../common/errors.ts'

/*
 * A text file, compressed and encrypted under a passphrase:
 *   "CKSBAK1\n" · salt (16 bytes) · HMAC-SHA-256 of both (32 bytes) · frames
 *   frame: length of what follows, its highest bit set on the last one (4 bytes, big endian) · AES-256-GCM ciphertext and tag
 * The keys come from scrypt over salt and passphrase, so they are new for each file and the frame's number can be its
 * nonce. The four length bytes are authenticated too: frames cannot be changed, moved, dropped or cut off unseen.
 */
const MAGIC = Buffer.from('CKSBAK1\n')
const SALT = 16
const MAC = 32
const HEAD = MAGIC.length + SALT + MAC
const FRAME = 65_536
const TAG = 16
const LAST = 0x8000_0000

/** RFC 7914 with N = 2^17, r = 8: about 130 MB and half a second for each guess of a passphrase. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

interface Keys {
  frames: Buffer
  head: Buffer
}

/** NFC: the same Vietnamese passphrase comes composed or decomposed, depending on the keyboard. */
async function keysOf(passphrase: string, salt: Buffer): Promise<Keys> {
  const both = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 64, SCRYPT, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
  return { frames: both.subarray(0, 32), head: both.subarray(32) }
}

function nonceOf(frame: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(frame), 4)
  return nonce
}

function sealFrame(key: Buffer, number: number, plain: Buffer, last: boolean): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(((plain.length + TAG) | (last ? LAST : 0)) >>> 0)
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number)).setAAD(head)
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

async function* sealFrames(
  source: AsyncIterable<Buffer>,
  start: Buffer,
  key: Buffer,
): AsyncGenerator<Buffer> {
  yield start
  let pending = Buffer.alloc(0)
  let number = 0
  for await (const chunk of source) {
    pending = Buffer.concat([pending, chunk])
    for (; pending.length > FRAME; pending = pending.subarray(FRAME)) {
      yield sealFrame(key, number++, pending.subarray(0, FRAME), false)
    }
  }
  yield sealFrame(key, number, pending, true)
}

/**
 * Writes `text` sealed under `passphrase`. The file, readable by this user only, appears under its name when it is whole.
 * @throws OperatorError when the file exists or cannot be made.
 */
export async function writeSealed(
  file: string,
  passphrase: string,
  text: AsyncIterable<string>,
): Promise<void> {
  const salt = randomBytes(SALT)
  const keys = await keysOf(passphrase, salt)
  const named = Buffer.concat([MAGIC, salt])
  const start = Buffer.concat([named, createHmac('sha256', keys.head).update(named).digest()])
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`
  const handle = await open(draft, 'wx', 0o600).catch((error: unknown) => {
    throw new OperatorError(
      `${file} cannot be written (${codeOf(error)}): name a file in a folder that exists and in which this user may write.`,
    )
  })
  try {
    // A fault of the text destroys the compressed stream with it, which the writing then throws.
    const compressed = pipeline(Readable.from(text), createGzip(), () => undefined)
    await writeFile(handle, sealFrames(compressed, start, keys.frames))
    await handle.sync()
    await link(draft, file)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST')
      throw new OperatorError(`${file} exists already: give another name, it is not overwritten.`)
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new OperatorError(`${file} was not written: the disk is full. Make room, or name another disk.`)
    throw error
  } finally {
    await handle.close()
    await unlink(draft)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault'
}

/** A sealed file whose passphrase was right; `lines` may be read more than once. */
export interface SealedFile {
  /**
   * The lines of the text, in order. Each piece is authentic when it is given out; that the file is whole is known at
   * the end. @throws OperatorError when it is damaged or cut off.
   */
  lines(): AsyncGenerator<string>
}

/** @throws OperatorError when the file cannot be read, is of another kind, or the passphrase is wrong. */
export async function openSealed(file: string, passphrase: string): Promise<SealedFile> {
  const head = await readHead(file)
  if (head.length < HEAD || !head.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new OperatorError(`${file} is not a backup of this program, or has lost its beginning.`)
  }
  const named = head.subarray(0, HEAD - MAC)
  const keys = await keysOf(passphrase, head.subarray(MAGIC.length, HEAD - MAC))
  if (!timingSafeEqual(createHmac('sha256', keys.head).update(named).digest(), head.subarray(HEAD - MAC))) {
    throw new OperatorError(
      `The passphrase does not open ${file}: it is wrong, or the file's first bytes are damaged.`,
    )
  }
  return { lines: () => readLines(file, keys.frames) }
}

async function readHead(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw new OperatorError(
      `${file} cannot be read (${codeOf(error)}): check the name and that this user may read it.`,
    )
  }
}

async function* openFrames(file: string, key: Buffer): AsyncGenerator<Buffer> {
  const damaged = (what: string) =>
    new OperatorError(`The backup ${file} is ${what}: nothing can be restored from it.`)
  let pending = Buffer.alloc(0)
  let number = 0
  let ended = false
  for await (const chunk of createReadStream(file, { start: HEAD }) as AsyncIterable<Buffer>) {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 4) {
      const first = pending.readUInt32BE(0)
      const length = (first & ~LAST) >>> 0
      if (ended || length < TAG || length > FRAME + TAG) throw damaged('damaged')
      if (pending.length < 4 + length) break
      const plain = openFrame(key, number++, pending.subarray(0, 4 + length))
      if (!plain) throw damaged('damaged')
      yield plain
      ended = (first & LAST) !== 0
      pending = pending.subarray(4 + length)
    }
  }
  if (!ended) throw damaged('cut off')
  if (pending.length > 0) throw damaged('damaged')
}

function openFrame(key: Buffer, number: number, frame: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number))
  decipher.setAAD(frame.subarray(0, 4)).setAuthTag(frame.subarray(frame.length - TAG))
  try {
    return Buffer.concat([decipher.update(frame.subarray(4, frame.length - TAG)), decipher.final()])
  } catch {
    return undefined
  }
}

async function* readLines(file: string, key: Buffer): AsyncGenerator<string> {
  // A fault of either end destroys both; the loop below then throws it.
  const text = pipeline(
    Readable.from(openFrames(file, key)),
    createGunzip().setEncoding('utf8'),
    () => undefined,
  )
  let rest = ''
  for await (const chunk of text as unknown as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
