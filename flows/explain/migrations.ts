import type { Flow } from '../../src/conversation/flow-kit.ts'

/** From version n to n + 1, by n. */
export const migrations: Flow['migrations'] = {
  /** Version 2 has more steps, and leads to a person; the steps of before are among them. */
  1: (snapshot) => snapshot,
}
