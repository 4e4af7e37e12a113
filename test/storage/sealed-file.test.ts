import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { openSealed, type SealedFile, writeSealed } from '../../src/storage/sealed-file.ts'

const HEAD = 56

let folder: string
let file: string
let sealed: SealedFile
let whole: Buffer
/** Does not compress, so that it takes several frames; one line is longer than any buffer. */
const lines = [
  'Chữ ký số 🇻🇳',
  '',
  randomBytes(120_000).toString('hex'),
  ...Array.from({ length: 50 }, (_, n) => `dòng ${n}`),
]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealed-'))
  file = join(folder, 'file')
  await writeSealed(file, 'passphrase', textOf(lines))
  whole = await readFile(file)
  sealed = await openSealed(file, 'passphrase')
})

afterAll(() => rm(folder, { recursive: true }))

async function* textOf(all: string[]): AsyncGenerator<string> {
  for (const line of all) yield `${line}\n`
}

async function read(bytes: Buffer): Promise<string[]> {
  // The passphrase has been checked once, which is slow on purpose; the content is read anew each time.
  await writeFile(file, bytes)
  const got: string[] = []
  for await (const line of sealed.lines()) got.push(line)
  return got
}

function framesOf(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let at = HEAD; at < bytes.length; ) {
    const end = at + 4 + (bytes.readUInt32BE(at) & 0x7fff_ffff)
    frames.push(bytes.subarray(at, end))
    at = end
  }
  return frames
}

it('gives back the lines', async () => {
  expect(await read(whole)).toEqual(lines)
})

it('gives back nothing when nothing was written', async () => {
  const empty = join(folder, 'empty')
  await writeSealed(empty, 'passphrase', textOf([]))
  const got: string[] = []
  for await (const line of (await openSealed(empty, 'passphrase')).lines()) got.push(line)
  expect(got).toEqual([])
})

it('passes on the fault of what it writes, and leaves no file', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield 'one\n'
    throw new Error('the database went away')
  }
  const target = join(folder, 'broken')
  await expect(writeSealed(target, 'passphrase', broken())).rejects.toThrow('the database went away')
  await expect(readFile(target)).rejects.toMatchObject({ code: 'ENOENT' })
})

async function expectNoticed(at: number, mask: number): Promise<void> {
  const changed = Buffer.from(whole)
  changed[at]! ^= 1 << mask
  await expect(read(changed)).rejects.toBeInstanceOf(OperatorError)
}

it('notices every flipped bit', async () => {
  for (const frame of framesOf(whole)) {
    const start = frame.byteOffset - whole.byteOffset
    for (const at of [0, 3, 4, frame.length - 1]) {
      await expectNoticed(start + at, 0)
      await expectNoticed(start + at, 7)
    }
  }
  const at = fc.integer({ min: HEAD, max: whole.length - 1 })
  await fc.assert(fc.asyncProperty(at, fc.integer({ min: 0, max: 7 }), expectNoticed), { numRuns: 100 })
})

it('notices every cut and every byte too many', async () => {
  const ends = framesOf(whole).map((frame) => frame.byteOffset - whole.byteOffset)
  for (const kept of [...ends, ...ends.map((at) => at + 2), whole.length - 1]) {
    await expect(read(whole.subarray(0, kept))).rejects.toThrow(/cut off|damaged/)
  }
  await expect(read(Buffer.concat([whole, Buffer.from([0])]))).rejects.toBeInstanceOf(OperatorError)
})

it('notices frames that were moved, dropped or repeated', async () => {
  const head = whole.subarray(0, HEAD)
  const frames = framesOf(whole)
  expect(frames.length).toBeGreaterThanOrEqual(2)
  const [first, second] = frames as [Buffer, Buffer]
  const rest = frames.slice(2)
  for (const order of [
    [second, first, ...rest],
    [second, ...rest],
    [first, first, second, ...rest],
    [...frames, frames.at(-1)!],
  ]) {
    await expect(read(Buffer.concat([head, ...order]))).rejects.toBeInstanceOf(OperatorError)
  }
})
