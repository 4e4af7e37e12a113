import { chose, keep, kit, skip } from './kit.ts'
import { hamletQuestion, toYou } from './questions.ts'

/** The hamlet, where staff have loaded a list for the place. */
export const hamletStates = {
  listing: kit.createStateConfig({
    entry: {
      type: 'request',
      params: ({ context }) => ({ effect: 'hamlet.list', params: { place: context.values.place } }),
    },
    on: {
      RESULT: [
        { guard: 'noHamlets', target: 'next', actions: skip('hamlet') },
        { target: 'hamlet', actions: 'keepHamlets' },
      ],
      RESUME: { target: 'next', actions: skip('hamlet') },
    },
  }),
  hamlet: kit.createStateConfig({
    entry: { type: 'ask', params: hamletQuestion },
    on: {
      ANSWER: [
        { guard: chose('skip'), target: 'next', actions: skip('hamlet') },
        { guard: 'choseHamlet', target: 'next', actions: keep('hamlet') },
        { target: 'finding' },
      ],
      BACK: [{ guard: 'near', target: 'listing' }, { guard: 'editing', target: 'edit' }, { target: 'place' }],
      RESUME: { target: 'hamlet', reenter: true },
    },
  }),
  finding: kit.createStateConfig({
    entry: {
      type: 'request',
      params: ({ context, event }) => ({
        effect: 'hamlet.find',
        params: { place: context.values.place, text: event.type === 'ANSWER' ? event.value : '' },
      }),
    },
    on: {
      RESULT: [
        { guard: 'oneHamlet', target: 'next', actions: 'keepFound' },
        {
          guard: 'noHamlets',
          target: 'hamlet',
          actions: { type: 'say', params: toYou({ key: 'register.hamletUnknown' }) },
        },
        { target: 'hamlet', actions: 'keepHamlets' },
      ],
      RESUME: 'hamlet',
    },
  }),
}
