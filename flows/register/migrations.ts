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
  /** Version 4 asks for more; what an older draft has not told is asked before the summary. */
  3: ({ context, value, ...snapshot }) => {
    const draft = context as { values: Record<string, string>; shown: Record<string, string> }
    const more = { residence: '', hamlet: '', school: '' }
    return {
      ...snapshot,
      value: BEFORE_SUMMARY.has(String(value)) ? 'next' : value,
      context: {
        ...draft,
        values: { ...draft.values, ...more },
        shown: { ...draft.shown, ...more },
        turned16: value !== 'birthYear' && value !== 'turned16',
        registered: false,
        hamlets: [],
        near: false,
        wanted: '',
      },
    }
  },
}

const BEFORE_SUMMARY: ReadonlySet<string> = new Set(['summary', 'edit', 'saving'])

const AFTER_SAVING: ReadonlySet<string> = new Set(['offering', 'provider', 'handingOff', 'noProvider'])
