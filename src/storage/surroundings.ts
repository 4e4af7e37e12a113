import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { sql } from 'kysely'
import { OperatorError } from '../common/errors.ts'
import type { Database } from './database.ts'
import { type OpenOptions, openDatabase } from './open.ts'

/** The oldest PostgreSQL whose SQL has everything that ours uses. */
const OLDEST = 15

const REACH = 'check its host and port, that PostgreSQL runs there, and that no firewall is between'
const TLS = 'check sslmode in DATABASE_URL, and for a certificate of your own NODE_EXTRA_CA_CERTS'

/** What an operator can do, by code of the operating system, of TLS, or of PostgreSQL (appendix A of its manual). */
const REMEDIES: Record<string, string> = {
  ECONNREFUSED: `nothing answers at DATABASE_URL: ${REACH}`,
  ECONNRESET: `DATABASE_URL leads to something that hangs up: ${REACH}`,
  ETIMEDOUT: `nothing answers at DATABASE_URL: ${REACH}`,
  EHOSTUNREACH: `nothing answers at DATABASE_URL: ${REACH}`,
  ENETUNREACH: `nothing answers at DATABASE_URL: ${REACH}`,
  ENOENT: 'DATABASE_URL names a socket that does not exist: correct it, or start PostgreSQL',
  ENOTFOUND: 'the host of DATABASE_URL is not known: correct it, or the name service of this machine',
  EAI_AGAIN: 'the host of DATABASE_URL cannot be looked up now: check the name service of this machine',
  DEPTH_ZERO_SELF_SIGNED_CERT: `the certificate of the server is not trusted: ${TLS}`,
  SELF_SIGNED_CERT_IN_CHAIN: `the certificate of the server is not trusted: ${TLS}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `the certificate of the server is not trusted: ${TLS}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `the certificate of the server is not trusted: ${TLS}`,
  ERR_TLS_CERT_ALTNAME_INVALID: `the certificate of the server is for another host: ${TLS}`,
  CERT_HAS_EXPIRED: 'the certificate of the server has expired: renew it',
  '28P01': 'the server refuses the password: correct it in DATABASE_URL',
  '28000': 'the server refuses this user: correct DATABASE_URL, or allow it in pg_hba.conf',
  '3D000': 'the database that DATABASE_URL names does not exist: correct the name, or create it (createdb)',
  '42501':
    'the user of DATABASE_URL may not make or use tables there: make it the owner (alter database … owner to …)',
  '25006': 'DATABASE_URL leads to a server that only reads, such as a standby: name the one that writes',
  '53100': 'the disk of the server is full: make room',
  '53300': 'the server has no connection left: raise max_connections, or run fewer instances',
  '57P03': 'the server is starting or stopping: try again in a moment',
}

/** The driver's own faults have no code. */
const DRIVER: [RegExp, string][] = [
  [/^SASL: .*password must be/, 'the server asks for a password: put it into DATABASE_URL'],
  [/does not support SSL/, 'the server speaks no TLS: remove sslmode from DATABASE_URL'],
  [
    /^timeout exceeded|^Connection terminated (unexpectedly|due to)/,
    `DATABASE_URL does not answer as PostgreSQL: ${REACH}`,
  ],
]

/**
 * A fault of the database in the operator's words, with what to do; any other fault as it is. No value of DATABASE_URL
 * is told.
 */
export function inWords(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof OperatorError) return error
  const code = codeOf(error)
  const driver = DRIVER.find(([pattern]) => pattern.test(error.message))?.[1]
  const remedy = REMEDIES[code] ?? driver
  if (!remedy) return error
  return new OperatorError(`The database cannot be used${code ? ` (${code})` : ''}: ${remedy}.`, {
    cause: error,
  })
}

/** What is wrong with a server that answers; undefined when it will do. */
export function serverFault({
  version,
  encoding,
}: {
  version: number
  encoding: string
}): string | undefined {
  const major = Math.floor(version / 10_000)
  if (major < OLDEST)
    return `DATABASE_URL leads to PostgreSQL ${major}: PostgreSQL ${OLDEST} or newer is needed, upgrade it or name another server.`
  if (encoding !== 'UTF8')
    return `The database is encoded in ${encoding}, which cannot hold Vietnamese: make one in UTF8 (createdb -E UTF8 -T template0) and name it in DATABASE_URL.`
  return undefined
}

/**
 * What keeps this user from having the data folder, with what to do; undefined when nothing does. Nothing is made: where
 * the folder is absent, the nearest one above it that is there decides.
 */
export function dataDirFault(dataDir: string): string | undefined {
  for (let at = resolve(dataDir); ; at = dirname(at)) {
    try {
      // A file of the same name exists too, but has nothing within.
      accessSync(`${at}/.`, constants.R_OK | constants.W_OK | constants.X_OK)
      return undefined
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && dirname(at) !== at) continue
      return unusable(dataDir, error)
    }
  }
}

/**
 * Makes the data folder, which only this user may read, or sees that it can be used.
 * @throws OperatorError when this user may not write there.
 */
export function prepareDataDir(dataDir: string): void {
  const fault = dataDirFault(dataDir)
  if (fault) throw new OperatorError(fault)
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new OperatorError(unusable(dataDir, error))
  }
}

function unusable(dataDir: string, error: unknown): string {
  return (
    `DATA_DIR ${dataDir} cannot be used (${codeOf(error)}): it must be a folder in which this user may write. ` +
    'Change its owner or rights, or set another DATA_DIR.'
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function cannotOpen({ url, dataDir = '' }: OpenOptions, error: unknown): unknown {
  if (url || error instanceof OperatorError) return error
  const reason = error instanceof Error ? error.message : 'unknown fault'
  return new OperatorError(
    `The embedded database in ${join(dataDir, 'pglite')} cannot be opened (${reason}). Look whether the disk is full; ` +
      'if the folder is damaged, restore a backup into another DATA_DIR (npm run restore), or remove it to begin anew.',
    { cause: error },
  )
}

/**
 * Opens the database and sees that it will do: reachable, new enough, in UTF-8; embedded, in a folder that can be used.
 * @throws OperatorError that says what is in the way and what to do.
 */
export async function openChecked(options: OpenOptions): Promise<Database> {
  if (!options.url && options.dataDir) prepareDataDir(options.dataDir)
  const db = await openDatabase(options).catch((error: unknown) => {
    throw cannotOpen(options, error)
  })
  try {
    const [server] = await db.rows<{ version: number; encoding: string }>(sql`
      select current_setting('server_version_num')::integer as version, current_setting('server_encoding') as encoding`)
    const fault = server && serverFault(server)
    if (fault) throw new OperatorError(fault)
    return db
  } catch (error) {
    await db.close()
    throw inWords(error)
  }
}
