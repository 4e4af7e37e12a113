import type { Flow } from '../../src/conversation/flow-kit.ts'

/** The usual steps in a provider's app when version 1 was in use. */
const STEPS = ['install', 'account', 'card', 'face', 'otp', 'package', 'contract', 'approval', 'activate']

/** From version n to n + 1, by n. */
export const migrations: Flow['migrations'] = {
  /** Version 2 goes on after the link, with the provider's steps. */
  1: ({ context, ...snapshot }) => {
    const { providers, ...told } = context as { providers: { id: string; name: string }[] }
    const offers = providers.map((one) => ({ ...one, route: 'app', steps: STEPS, freePackage: '' }))
    const fresh = { linked: false, step: 0, reason: '', checked: false }
    return { ...snapshot, context: { ...told, ...fresh, providers: offers } }
  },
}
