import { dayInVietnam, yearInVietnam } from '../common/clock.ts'
import type { EffectHandler, EffectItem } from '../conversation/effects.ts'
import { type Keeper, type Kept, type KeptItem, lookAll } from './keeper.ts'

/** Whoever is younger than this is spoken to as a young person. */
const YOUNG_UNDER = 30

/** What a chat shows only as a number. */
const COUNTED = ['messages', 'drafts', 'links', 'certificates', 'cases'] as const

/**
 * Handler of `data.look` {} → {registration, young, consents, counts}: what is kept of the contact that asks, for the
 * chat. The registration has its phone number by the ends alone, as a chat is looked at over shoulders; consents are
 * those that stand, each with the day on which it was given.
 */
export function dataLook(keepers: readonly Keeper[]): EffectHandler {
  return async (tx, items) => {
    const seen: Record<string, unknown>[] = []
    for (const item of items)
      seen.push(forChat(await lookAll(tx, keepers, item.contactId, item.language), item))
    return seen
  }
}

function forChat(kept: Kept, { now }: EffectItem): Record<string, unknown> {
  const [registration] = kept['registration'] ?? []
  const standing = (kept['consents'] ?? []).filter((one) => one['withdrawnAt'] === undefined)
  return {
    registration: registration ? inShort(registration) : null,
    young: registration ? yearInVietnam(now) - Number(registration['birthYear']) < YOUNG_UNDER : false,
    consents: Object.fromEntries(
      standing.map((one) => [one['purpose'], dayInVietnam(Number(one['givenAt']))]),
    ),
    counts: Object.fromEntries(COUNTED.map((name) => [name, kept[name]?.length ?? 0])),
  }
}

function inShort(registration: KeptItem): KeptItem {
  const { phone, registeredAt, ...rest } = registration
  const digits = String(phone).replace(/\D/g, '')
  return {
    ...rest,
    phone: `${digits.slice(0, 2)}…${digits.slice(-2)}`,
    day: dayInVietnam(Number(registeredAt)),
  }
}
