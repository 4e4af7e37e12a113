import type { Account, Platform } from '../channels/channel.ts'
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

/** What staff have said of the place where people are helped face to face; empty: not filled in. */
export interface DeskFacts {
  place: string
  hours: string
}

/** Handler of `desk.info` → {place, hours}, as staff have filled them in. */
export function deskInfo(facts: () => DeskFacts): EffectHandler {
  return async (_tx, items) => items.map(() => ({ ...facts() }))
}
