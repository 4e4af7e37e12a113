import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { OperatorError } from '../common/errors.ts'
import { slips } from '../understanding/distance.ts'
import { NAMES } from './environment.ts'

/**
 * Adds what `.env` in the working folder says to the environment; what that already has wins.
 * @returns names that look like misspelt ones of ours. Only here: in the environment at large they may be others'.
 * @throws OperatorError when there is such a file and it cannot be read.
 */
export function readEnvFile(env: Record<string, string | undefined>, path = '.env'): string[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return []
    throw new OperatorError(
      `${path} cannot be read (${code}): check that it is a file which this user may read, or remove it.`,
    )
  }
  // Editors on Windows begin files with a mark that would become part of the first name.
  const values = parseEnv(text.replace(/^\uFEFF/, ''))
  for (const [name, value] of Object.entries(values)) env[name] ??= value
  return Object.keys(values).flatMap((name) => misspelt(name, path))
}

/** Compose and other programs read the file too, so only what differs in two letters, and no short name, is a slip. */
const MOST_SLIPS = 2
const SHORTEST = 7

/** Names with the prefix of a platform are judged wherever they stand, by `readConfig`. */
function misspelt(name: string, path: string): string[] {
  if (NAMES.some((known) => known === name) || /^(MESSENGER|ZALO)_/.test(name)) return []
  const meant = NAMES.find((known) => known.length >= SHORTEST && slips(name, known, MOST_SLIPS) !== null)
  return meant ? [`${name} in ${path} is not a name this program reads: did you mean ${meant}?`] : []
}
