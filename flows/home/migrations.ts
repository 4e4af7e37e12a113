import type { Flow } from '../../src/conversation/flow-kit.ts'

/** From version n to n + 1, by n. */
export const migrations: Flow['migrations'] = {
  /** Version 2 also hears a choice of the menu that was shown before staff took over; what is saved is the same. */
  1: (snapshot) => snapshot,
  /** Version 3 calls every flow from one state. */
  2: (snapshot) =>
    snapshot['value'] === 'explaining' || snapshot['value'] === 'registering'
      ? { ...snapshot, value: 'calling' }
      : snapshot,
  /** Version 4 has a second page of the menu. */
  3: (snapshot) => snapshot,
}
