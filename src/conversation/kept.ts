import type { Language } from '../channels/channel.ts'
import type { Keyring } from '../common/crypto.ts'
import type { Executor, Tx } from '../storage/database.ts'
import type { RunState, SealedEvent } from './sealed.ts'

type Item = Record<string, string | number>

/**
 * What the conversation itself keeps of a person, in the shape of the register's keepers. Nothing is erased by these: the
 * turn that asked for the erasure does it, as it also writes to these tables.
 */
function ofTurn(
  name: string,
  look: (db: Executor, contactId: number, language: Language) => Promise<Item[]>,
) {
  return { name, byConsent: false, erase: async (_: Tx, _contactIds: readonly number[]) => {}, look }
}

/** The keepers of this room's tables. */
export function conversationKeepers(keyring: Keyring) {
  return [
    ofTurn('account', lookContact),
    ofTurn('drafts', (db, contactId) => lookDrafts(db, keyring, contactId)),
    ofTurn('messages', (db, contactId) => lookTranscript(db, keyring, contactId)),
  ]
}

async function lookContact(db: Executor, contactId: number): Promise<Item[]> {
  const rows = await db.query
    .selectFrom('contact')
    .innerJoin('account', 'account.id', 'contact.account_id')
    .select(['account.platform', 'contact.platform_id', 'contact.language', 'contact.created_at'])
    .select(['contact.stopped_at', 'contact.origin'])
    .where('contact.id', '=', contactId)
    .execute()
  return rows.map((row) => ({
    platform: row.platform,
    platformId: row.platform_id,
    language: row.language,
    knownAt: row.created_at,
    ...(row.stopped_at === null ? {} : { stoppedAt: row.stopped_at }),
    ...(row.origin === null ? {} : { origin: row.origin }),
  }))
}

/** What was begun and not sent yet, where a flow keeps answers as `shown`; one that cannot be read is only counted. */
async function lookDrafts(db: Executor, keyring: Keyring, contactId: number): Promise<Item[]> {
  const rows = await db.query
    .selectFrom('run')
    .select(['flow', 'state'])
    .where('conversation_id', '=', contactId)
    .orderBy('no')
    .execute()
  return rows.flatMap(({ flow, state }) => {
    const said = Object.entries(answersIn(keyring, state)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    )
    return said.length > 0 ? [{ flow, ...Object.fromEntries(said) }] : []
  })
}

function answersIn(keyring: Keyring, state: string): object {
  try {
    const { snapshot } = JSON.parse(keyring.open(state)) as RunState
    const { context } = snapshot as { context?: { shown?: unknown } }
    return typeof context?.shown === 'object' && context.shown !== null ? context.shown : {}
  } catch {
    return {}
  }
}

async function lookTranscript(db: Executor, keyring: Keyring, contactId: number): Promise<Item[]> {
  const rows = await db.query
    .selectFrom('message')
    .select(['at', 'author', 'body'])
    .where('conversation_id', '=', contactId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(({ at, author, body }) => ({ saidAt: at, author, text: wordsOf(keyring.open(body)) }))
}

/** A line is an event of the inbox or an outgoing message: both have their words as `text`. */
function wordsOf(line: string): string {
  const said = JSON.parse(line) as Partial<SealedEvent> & { text?: string }
  const body = (said.body ?? said) as { text?: string; attachments?: string[] }
  return body.text || (body.attachments ?? []).join(', ')
}
