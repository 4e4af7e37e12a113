import type { Flow } from '../../src/conversation/flow-kit.ts'

/** From version n to n + 1, by n. None yet: version 1 is the first. */
export const migrations: Flow['migrations'] = {}
