import { assign, type FlowEvent } from '../../src/conversation/flow-kit.ts'
import { type Assigned, blank, type Draft, type Field, SKIPPED } from './draft.ts'

type Told = Partial<Draft>

/** A value in its field; what hung on the old one is forgotten. */
function put(context: Draft, field: Field, value: string, shown: string): Told {
  const values = { ...context.values, [field]: value }
  const told = { values, shown: { ...context.shown, [field]: shown } }
  if (field === 'birthYear') return { ...told, turned16: false }
  if (field === 'place') return { ...told, values: { ...values, hamlet: '' }, hamlets: [], near: false }
  // The list is offered anew when it is asked again.
  if (field === 'hamlet') return { ...told, hamlets: [], near: false }
  if (field === 'group') return { ...told, values: { ...values, school: '' } }
  return told
}

/** Where somebody is at home, who has said nothing else. */
const FOR_GOOD = 'THUONGTRU'

/** A place, with how one is there: told with it, chosen before, or asked for in the question. */
function putPlace(context: Draft, value: string, shown: string): Told {
  const [place = '', residence] = value.split('@').reverse()
  const told = put(context, 'place', place, shown)
  const how = residence ?? (context.values.residence || FOR_GOOD)
  return { ...told, values: { ...(told.values ?? context.values), residence: how } }
}

function putAny(context: Draft, field: Field, value: string, shown: string): Told {
  return field === 'place' ? putPlace(context, value, shown) : put(context, field, value, shown)
}

const keep: Assigned<{ field: Field }> = assign(({ context, event }, { field }) =>
  event.type === 'ANSWER' ? putAny(context, field, event.value, event.shown) : {},
)

const keepWished: Assigned<undefined> = assign(({ context, event }) =>
  event.type === 'WISH' && event.field !== undefined && event.value !== undefined
    ? putAny(context, event.field as Field, event.value, event.shown ?? event.value)
    : {},
)

/** The shared value was chosen. */
const keepShared: Assigned<{ field: 'name' | 'phone' }> = assign(({ context }, { field }) => {
  const shared = context.shared[field]
  return shared ? put(context, field, shared.value, shared.shown) : {}
})

const takeShared: Assigned<undefined> = assign(({ event, context }) =>
  event.type === 'SHARED'
    ? { shared: { name: event.name ?? context.shared.name, phone: event.phone ?? context.shared.phone } }
    : {},
)

const set: Assigned<{ field: Field; value: string }> = assign(({ context }, { field, value }) =>
  put(context, field, value, ''),
)

const skip: Assigned<{ field: Field }> = assign(({ context }, { field }) => put(context, field, SKIPPED, ''))

/** Nothing that was told stays; consent was recorded and stands. */
const wipe: Assigned<undefined> = assign(() => ({
  values: blank(),
  shown: blank(),
  turned16: false,
  hamlets: [],
  near: false,
  editing: false,
}))

const mark: Assigned<{ consented?: boolean; editing?: boolean; turned16?: boolean; wanted?: string }> =
  assign((_, params) => params)

/** Whoever has told all corrects one thing, and comes back to the summary. */
const markEditing: Assigned<undefined> = assign(({ context }) => ({
  editing: context.values.group !== '' && context.values.place !== '',
}))

function resultOf(event: FlowEvent, name: string): unknown {
  return event.type === 'RESULT' ? event.value[name] : undefined
}

/** The registration that there is already, as `registration.look` tells it. */
const keepRegistered: Assigned<undefined> = assign(({ event }) => ({
  values: { ...blank(), ...(resultOf(event, 'values') as Partial<Draft['values']>) },
  shown: { ...blank(), ...(resultOf(event, 'shown') as Partial<Draft['shown']>) },
  consented: true,
  turned16: true,
  registered: true,
}))

const keepHamlets: Assigned<undefined> = assign(({ event }) => {
  const found = hamletsIn(event)
  return { hamlets: found, near: event.type === 'RESULT' && event.effect === 'hamlet.find' }
})

/** The one that was found for what was typed. */
const keepFound: Assigned<undefined> = assign(({ context, event }) => {
  const [only] = hamletsIn(event)
  return only ? put(context, 'hamlet', only.id, only.name) : {}
})

function hamletsIn(event: FlowEvent): Draft['hamlets'] {
  const list = resultOf(event, 'hamlets')
  if (!Array.isArray(list)) return []
  return list.map((item: { id: unknown; name: unknown }) => ({
    id: String(item.id),
    name: String(item.name),
  }))
}

export const hamletGuards = {
  noHamlets: ({ event }: { event: FlowEvent }) => hamletsIn(event).length === 0,
  oneHamlet: ({ event }: { event: FlowEvent }) =>
    hamletsIn(event).length === 1 && resultOf(event, 'sure') === true,
  /** Chosen from those that were offered, not typed. */
  choseHamlet: ({ context, event }: { context: Draft; event: FlowEvent }) =>
    event.type === 'ANSWER' && context.hamlets.some(({ id }) => id === event.value),
}

export const toldActions = {
  keep,
  keepWished,
  keepShared,
  takeShared,
  set,
  skip,
  wipe,
  mark,
  markEditing,
  keepRegistered,
  keepHamlets,
  keepFound,
}

export const resultGuards = {
  /** There is a registration already. */
  known: ({ event }: { event: FlowEvent }) => resultOf(event, 'registered') === true,
}
