import type { StepId } from './steps.ts'

/** One provider as catalogue.json has it. */
export interface Entry {
  /** Stored with every hand-off: never changed once used. */
  id: string
  name: string
  /** The host that `url` must have, named apart so that a pasted address cannot lead elsewhere unseen. */
  host: string
  /** Where the link page leads: https. */
  url: string
  /** By the provider's own app, or by VNeID, an app that people have already: then there may be no address. */
  route: 'app' | 'vneid'
  appStore: string | null
  playStore: string | null
  /** What people do there, in order. */
  steps: readonly StepId[]
  /** Name of the free package as the app shows it; null: not known. */
  freePackage: string | null
  /** The address is known to be the provider's own. */
  verified: boolean
  /** Set by the operator; where it is not, an entry is offered when it is verified. */
  enabled?: boolean
  /** For staff: what is known. */
  note: string
  /** For staff: what they must still find out, each as a sentence. */
  verify: readonly string[]
}

/** What is wrong with the links of an entry that is to be offered; empty when they may be given to residents. */
export function linkFaults(entry: Entry): string[] {
  return [
    ...(entry.route === 'vneid' && entry.url === '' ? [] : hostFaults('url', entry.url, entry.host)),
    ...(entry.appStore === null ? [] : hostFaults('appStore', entry.appStore, 'apps.apple.com')),
    ...(entry.playStore === null ? [] : hostFaults('playStore', entry.playStore, 'play.google.com')),
  ]
}

function hostFaults(field: string, address: string, host: string): string[] {
  if (!URL.canParse(address)) return [`"${field}" is not a web address: give one that begins with https://`]
  const url = new URL(address)
  const faults = []
  if (url.protocol !== 'https:') faults.push(`"${field}" must begin with https://`)
  if (url.username || url.password || url.port)
    faults.push(`"${field}" must not carry a user, password or port`)
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(url.hostname))
    faults.push(`"${field}" has no proper host name: give the provider's address by name`)
  if (url.hostname.split('.').some((label) => label.startsWith('xn--'))) {
    faults.push(
      `"${field}" has a host with letters beyond a to z, which can look like another one: copy it from the provider's own site`,
    )
  }
  if (url.hostname !== host)
    faults.push(
      `"${field}" leads to ${url.hostname}, not to ${host || 'the host (none is given)'}: correct one of the two`,
    )
  return faults
}
