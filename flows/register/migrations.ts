import type { Flow } from '../../src/conversation/flow-kit.ts'

/** From version n to n + 1, by n. */
export const migrations: Flow['migrations'] = {
  /** Version 2 can offer a name and a phone number that the platform passed on. */
  1: (snapshot) => ({
    ...snapshot,
    context: { ...(snapshot['context'] as object), shared: { name: null, phone: null } },
  }),
  /** From version 3 on the provider is chosen in a flow of its own: who stood there goes on to it. */
  2: ({ context, value, ...snapshot }) => {
    const { providers: _, provider: __, ...told } = context as Record<string, unknown>
    return { ...snapshot, context: told, value: AFTER_SAVING.has(String(value)) ? 'registered' : value }
  },
}

const AFTER_SAVING: ReadonlySet<string> = new Set(['offering', 'provider', 'handingOff', 'noProvider'])
