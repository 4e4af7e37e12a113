import type { Platform } from '../channel.ts'
import type { Finding } from './finding.ts'
import { type OfficeTime, officeMsBetween } from './office-time.ts'

const HOUR_MS = 3_600_000

/** When no webhook is an alarm. */
export interface SilenceRule {
  office: OfficeTime
  /** Hours of office time; 0: never. */
  hours: number
}

const WHERE: Record<Platform, string> = {
  zalo: 'developers.zalo.me > your app > Webhook: after too many failures Zalo switches it off, and only a person can switch it on again',
  messenger: 'developers.facebook.com > your app > Webhooks, and whether the Page is subscribed',
}

/**
 * Whether an account has been silent for too long: a webhook that the platform switched off makes no sound. Only office
 * time counts, as nobody writes at night.
 * @param heardAt last webhook, 0 when there never was one; then the time since `watchedSince` counts. ms since the epoch
 */
export function silenceFinding(
  platform: Platform,
  { heardAt, watchedSince }: { heardAt: number; watchedSince: number },
  { office, hours }: SilenceRule,
  now: number,
): Finding {
  const silentMs = officeMsBetween(office, Math.max(heardAt, watchedSince), now)
  const last =
    heardAt === 0 ? 'No webhook has ever come' : `The last webhook came ${spanOf(now - heardAt)} ago`
  if (hours === 0 || silentMs < hours * HOUR_MS)
    return { check: 'silence', level: heardAt === 0 ? 'note' : 'ok', says: `${last}.` }
  return {
    check: 'silence',
    level: 'fault',
    says: `${last}, for ${Math.floor(silentMs / HOUR_MS)} h of office time.`,
    remedy: `Write to the account from a private phone. If nothing arrives, look at ${WHERE[platform]}.`,
  }
}

function spanOf(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}
