import type { Flow } from '../../src/conversation/flow-kit.ts'

/** From version n to n + 1, by n. */
export const migrations: Flow['migrations'] = {
  /** Version 2 can offer a name and a phone number that the platform passed on. */
  1: (snapshot) => ({
    ...snapshot,
    context: { ...(snapshot['context'] as object), shared: { name: null, phone: null } },
  }),
}
