import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { readEnvFile } from '../../src/config/env-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-'))
  path = join(folder, '.env')
})
afterEach(() => rmSync(folder, { recursive: true }))

function read(text: string, env: Record<string, string | undefined> = {}) {
  writeFileSync(path, text)
  return { faults: readEnvFile(env, path), env }
}

it('adds what the environment does not have, blank included', () => {
  const text = 'PORT=1\r\nexport HOST="::1" # here\r\nREDIS_URL=redis://h\r\n'
  expect(read(text, { PORT: '2', REDIS_URL: '' }).env).toEqual({ PORT: '2', HOST: '::1', REDIS_URL: '' })
})

it('reads the first name of a file that begins with a byte order mark', () => {
  expect(read('\uFEFFPORT=1').env).toEqual({ PORT: '1' })
})

it('is content without a file', () => {
  expect(readEnvFile({}, path)).toEqual([])
})

it('says so when it cannot be read', () => {
  mkdirSync(path)
  expect(() => readEnvFile({}, path)).toThrow(OperatorError)
  expect(() => readEnvFile({}, path)).toThrow(/cannot be read \(EISDIR\): check that it is a file/)
})

it.each([
  ['DATABSE_URL', 'DATABASE_URL'],
  ['PUBLIC_URI', 'PUBLIC_URL'],
  ['APPKEY', 'APP_KEY'],
])('names %s as misspelt', (typo, meant) => {
  expect(read(`${typo}=S3CRET`).faults).toEqual([
    `${typo} in ${path} is not a name this program reads: did you mean ${meant}?`,
  ])
})

it('leaves alone what other programs read there, and what readConfig judges', () => {
  const others = 'POSTGRES_PASSWORD BACKUP_PASSPHRASE PGHOST PGPORT TZ ROLE NODE_OPTIONS REDIS_PORT ZALO_OAID'
  expect(read(others.replaceAll(/\S+/g, '$&=x\n')).faults).toEqual([])
})
