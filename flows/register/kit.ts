import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards } from '../base.ts'
import { draftGuards, draftTypes, type Field } from './draft.ts'
import { hamletGuards, resultGuards, toldActions } from './told.ts'

/** What the parts of the registration's machine are made with. */
export const kit = setup({
  types: draftTypes,
  actions: { ...effects, ...toldActions },
  guards: { ...guards, ...draftGuards, ...resultGuards, ...hamletGuards },
  delays,
})

/** The answer is this choice. */
export const chose = (id: string) => ({ type: 'chose', params: { id } }) as const

/** Keeps the answer in a field. */
export const keep = (field: Field) => ({ type: 'keep', params: { field } }) as const

/** Notes that a field was left out. */
export const skip = (field: Field) => ({ type: 'skip', params: { field } }) as const

/** The state that asks for a field; of hamlets it must first be known whether there is a list. */
export type StateOf = Exclude<Field, 'hamlet'> | 'listing'
/** See `StateOf`. */
export const stateOf = (field: Field): StateOf => (field === 'hamlet' ? 'listing' : field)
