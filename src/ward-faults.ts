import type { Account } from './channels/channel.ts'
import { places } from './understanding/places.ts'

/** Accounts of ACCOUNTS_FILE whose place is well formed and yet no ward of this area. */
export function wardFaults(accounts: readonly Account[]): string[] {
  const wards = places.filter((place) => !place.old)
  const known = wards.map(({ id, kind, name }) => `${id} (${kind} ${name})`).join(', ')
  return accounts
    .filter(({ place }) => place && !wards.some(({ id }) => id === place))
    .map(({ id }) => `account ${id}: place is no ward of this area: known are ${known}`)
}
