import type { Account, Language, Platform } from '../channels/channel.ts'
import type { EffectHandler } from '../conversation/effects.ts'

const PLATFORM_NAMES: Record<Platform, string> = { zalo: 'Zalo', messenger: 'Facebook' }

/**
 * Handler of `accounts.official` → {accounts}: the accounts of the same ward, a line each. The ward's other accounts are
 * no business of the person's.
 */
export function officialAccounts(accounts: readonly Account[]): EffectHandler {
  return async (_tx, items) =>
    items.map(({ accountPlace, language }) => {
      const lines = accounts
        .filter(({ place }) => place === accountPlace)
        .map(({ platform, name, nameEn }) => {
          const shown = language === 'en' ? (nameEn ?? name) : name
          return `${PLATFORM_NAMES[platform]}: ${shown}`
        })
      return { accounts: [...new Set(lines)].join('\n') }
    })
}

/** What is known of the deployment, by the names that answers use. */
export type Facts = (account: Account, language: Language) => Record<string, string | number>

/** Handler of `desk.info` → {place, hours}: where people are helped face to face, as staff have told; empty: not told. */
export function deskInfo(accounts: readonly Account[], facts: Facts): EffectHandler {
  return async (_tx, items) =>
    items.map(({ accountId, language }) => {
      const account = accounts.find(({ id }) => id === accountId)
      const known = account ? facts(account, language) : {}
      return { place: String(known['dia_diem_quay'] ?? ''), hours: String(known['gio_lam_viec'] ?? '') }
    })
}
