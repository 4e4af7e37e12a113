import { createHash, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RootKey } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'

/** The key with its public id: the first 8 hex digits of the secret's SHA-256, so the same secret has the same id. */
export function rootKey(secret: Buffer): RootKey {
  return { id: createHash('sha256').update(secret).digest('hex').slice(0, 8), secret }
}

/**
 * APP_KEY of a sandbox: made at first start in `dataDir/app-key` (only its owner may read it) and the same ever after.
 * Real deployments bring their own, so that a copy of the data is not also a copy of its key.
 * @throws OperatorError when the file does not hold 32 bytes in base64.
 */
export function sandboxAppKey(dataDir: string): RootKey {
  const path = join(dataDir, 'app-key')
  mkdirSync(dataDir, { recursive: true })
  const own = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(own, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    // A link appears whole and only if the name is free: of two first starts at once, one key wins for both.
    linkSync(own, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(own, { force: true })
  }
  const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (secret.length !== 32) {
    throw new OperatorError(
      `${path} is damaged: put the sandbox's key back, or remove the folder to begin anew`,
    )
  }
  return rootKey(secret)
}
