import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { rootKey, sandboxAppKey } from '../../src/config/app-key.ts'

describe('sandboxAppKey', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app-key-'))
  const data = join(folder, 'new', 'data')
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('makes a key once, which only its owner may read, and keeps it', () => {
    const first = sandboxAppKey(data)
    expect(first.secret).toHaveLength(32)
    expect(first).toEqual(rootKey(first.secret))
    expect(sandboxAppKey(data)).toEqual(first)
    expect(readdirSync(data)).toEqual(['app-key'])
    expect(statSync(join(data, 'app-key')).mode & 0o777).toBe(0o600)
  })

  it('does not replace a damaged key: the data could never be read again', () => {
    sandboxAppKey(data)
    writeFileSync(join(data, 'app-key'), 'half a k')
    expect(() => sandboxAppKey(data)).toThrow(OperatorError)
  })
})
