import { type Static, Type } from 'typebox'

const Store = Type.Union([Type.String(), Type.Null()])

const id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,39}$' })

const details = {
  name: Type.String({ minLength: 1, maxLength: 60 }),
  /** The host that `url` must have, named apart so that a pasted address cannot lead elsewhere unseen. */
  host: Type.String(),
  /** Where the link page leads: https. */
  url: Type.String(),
  appStore: Store,
  playStore: Store,
  /** The address is known to be the provider's own. */
  verified: Type.Boolean(),
  /** Set by the operator; where it is not, an entry is offered when it is verified. */
  enabled: Type.Optional(Type.Boolean()),
  /** For staff: what is known and what to ask the provider. */
  note: Type.String(),
}

/** One provider as catalogue.json has it. Its id is stored with every hand-off: never changed once used. */
export const EntrySchema = Type.Object({ id, ...details }, { additionalProperties: false })
export type Entry = Static<typeof EntrySchema>

/** What the operator's providers.json may hold: changes to shipped providers, and whole new ones. */
export const OverrideSchema = Type.Object(
  {
    providers: Type.Array(
      Type.Object({ id, ...Type.Partial(Type.Object(details)).properties }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)
export type Override = Static<typeof OverrideSchema>

/** What is wrong with the links of an entry that is to be offered; empty when they may be given to residents. */
export function linkFaults(entry: Entry): string[] {
  return [
    ...hostFaults('url', entry.url, entry.host),
    ...(entry.appStore === null ? [] : hostFaults('appStore', entry.appStore, 'apps.apple.com')),
    ...(entry.playStore === null ? [] : hostFaults('playStore', entry.playStore, 'play.google.com')),
  ]
}

function hostFaults(field: string, address: string, host: string): string[] {
  if (!URL.canParse(address)) return [`"${field}" is not a web address`]
  const url = new URL(address)
  const faults = []
  if (url.protocol !== 'https:') faults.push(`"${field}" must begin with https://`)
  if (url.username || url.password || url.port)
    faults.push(`"${field}" must not carry a user, password or port`)
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(url.hostname)) faults.push(`"${field}" has no proper host name`)
  if (url.hostname.split('.').some((label) => label.startsWith('xn--'))) {
    faults.push(`"${field}" has a host with letters beyond a to z, which can look like another one`)
  }
  if (url.hostname !== host)
    faults.push(`"${field}" leads to ${url.hostname}, not to ${host || 'the host (none is given)'}`)
  return faults
}
