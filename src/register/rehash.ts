import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import { secretToken } from '../common/ids.ts'
import type { Tx } from '../storage/database.ts'

const ROWS_AT_ONCE = 500

/**
 * Hashes the phone numbers of registrations and persons anew with the current key. A person whose number stands in no
 * registration any more can be found by nobody: such a hash is replaced by chance.
 * @returns how many registrations were hashed
 */
export async function rehashPhones(tx: Tx, keyring: Keyring): Promise<number> {
  await tx.rows(
    sql`create temporary table new_phone_hash (old text primary key, new text not null) on commit drop`,
  )
  let done = 0
  for (let after = 0; ; ) {
    const batch = await tx.rows<{ id: number; phone: string; phone_hash: string }>(sql`
      select id, phone, phone_hash from registration where id > ${after} order by id limit ${ROWS_AT_ONCE}`)
    const last = batch.at(-1)
    if (!last) break
    after = last.id
    done += batch.length
    await rehash(
      tx,
      batch.map(({ id, phone, phone_hash }) => {
        const number = keyring.open(phone)
        return {
          id,
          old: phone_hash,
          phone_hash: keyring.hash('phone', number),
          last4: keyring.hash('phone-last4', number.slice(-4)),
        }
      }),
    )
  }
  await tx.rows(sql`update person p set phone_hash = h.new from new_phone_hash h where p.phone_hash = h.old`)
  const lost = await tx.rows<{ id: number }>(
    sql`select id from person where phone_hash not in (select new from new_phone_hash)`,
  )
  for (const { id } of lost)
    await tx.rows(
      sql`update person set phone_hash = ${keyring.hash('phone', secretToken())} where id = ${id}`,
    )
  return done
}

interface Rehashed {
  id: number
  old: string
  phone_hash: string
  last4: string
}

async function rehash(tx: Tx, rows: Rehashed[]): Promise<void> {
  const json = JSON.stringify(rows)
  await tx.rows(sql`
    insert into new_phone_hash select distinct on (v.old) v.old, v.phone_hash
    from json_to_recordset(${json}::json) as v(old text, phone_hash text) on conflict do nothing`)
  await tx.rows(sql`
    update registration r set phone_hash = v.phone_hash, phone_last4_hash = v.last4
    from json_to_recordset(${json}::json) as v(id bigint, phone_hash text, last4 text) where r.id = v.id`)
}
