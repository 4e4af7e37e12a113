import { type Static, Type } from 'typebox'
import { type AnyStateMachine, assign, setup } from 'xstate'
import { isoDayInVietnam, yearInVietnam } from '../common/clock.ts'
import { FAQ_IDS, type FaqId, isFaqId } from '../understanding/faq/ids.ts'
import { places } from '../understanding/places.ts'
import { SLOTS } from '../understanding/types.ts'

/** A value, or a text of the locales that stands for one (`vars` of its own are plain). */
const Vars = Type.Record(
  Type.String(),
  Type.Union([
    Type.String(),
    Type.Number(),
    Type.Object({
      key: Type.String(),
      vars: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
    }),
  ]),
)

const OfferedChoice = Type.Object({
  /** What the flow gets back as `ANSWER.value`. */
  id: Type.String(),
  /** Locale key of the label, with variables of its own beside the question's … */
  key: Type.Optional(Type.String()),
  vars: Type.Optional(Vars),
  /** … or the label itself, where it is data (a provider's name). */
  label: Type.Optional(Type.String()),
  /** Locale key of a line about it, with the label's variables: it is then offered on a card, where the channel has them. */
  about: Type.Optional(Type.String()),
})

/**
 * Everything a flow can do. The turn parses each action against this schema, so what is not here cannot happen.
 * Text never appears: only locale keys `<flow>.<message>` and their variables. The variable `address` names how the person
 * is spoken to (`common.you.<address>`); texts then have it as `you` and `You`.
 */
export const EffectSchema = Type.Union([
  /** Says something. */
  Type.Object({
    type: Type.Literal('say'),
    params: Type.Object({ key: Type.String(), vars: Type.Optional(Vars) }),
  }),
  /** Says something with a button that opens a page of ours; `label` is the locale key of the button. */
  Type.Object({
    type: Type.Literal('link'),
    params: Type.Object({
      key: Type.String(),
      label: Type.String(),
      url: Type.String(),
      vars: Type.Optional(Vars),
    }),
  }),
  /**
   * Opens the question; a flow that waits always has one open. The answer comes back as ANSWER. `slot`: free text read by
   * that slot. `consent`: only the button or the words ĐỒNG Ý say yes, and the text as sent is kept as proof; the
   * choices must then be `agree` and `refuse`. Choices with a line about them come first. `short`: locale key said in place of a long question when what came was no
   * answer to it; the whole is shown again on XEM LẠI.
   */
  Type.Object({
    type: Type.Literal('ask'),
    params: Type.Object({
      key: Type.String(),
      vars: Type.Optional(Vars),
      slot: Type.Optional(Type.Enum(SLOTS)),
      choices: Type.Optional(Type.Array(OfferedChoice)),
      consent: Type.Optional(Type.String()),
      short: Type.Optional(Type.String()),
    }),
  }),
  /** Asks another room to do something in this turn's transaction; its result comes back as RESULT in the same turn. */
  Type.Object({
    type: Type.Literal('request'),
    params: Type.Object({
      effect: Type.String(),
      params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  }),
  /** Starts another flow on top of this one; its output comes back as CHILD_DONE. */
  Type.Object({
    type: Type.Literal('call'),
    params: Type.Object({
      flow: Type.String(),
      input: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  }),
  /** What was said from then on (ms, see `FlowInput.heardAt`) stays in no transcript, and of this turn nothing does. */
  Type.Object({ type: Type.Literal('forget'), params: Type.Object({ since: Type.Number() }) }),
  /** Answers a question of the FAQ, with what is known of the deployment. */
  Type.Object({ type: Type.Literal('answer'), params: Type.Object({ question: Type.Enum([...FAQ_IDS]) }) }),
  /** Changes the person's language from the next message on. */
  Type.Object({
    type: Type.Literal('setLanguage'),
    params: Type.Object({ language: Type.Union([Type.Literal('vi'), Type.Literal('en')]) }),
  }),
])
/** One thing that a flow does, as data. */
export type Effect = Static<typeof EffectSchema>
/** What an effect of one type carries. */
export type EffectParams<T extends Effect['type']> = Extract<Effect, { type: T }>['params']

/** A value that was shared, as the slot would read it, and how to show it. */
export interface SharedValue {
  value: string
  shown: string
}

/** What a flow hears. Time comes in with the event (`now`, ms), never from a clock. */
export type FlowEvent =
  /** The open question was answered: a choice's id, or the slot's value; `shown` is how to show it back. */
  | { type: 'ANSWER'; value: string; shown: string; now: number }
  /**
   * The platform passed on what it knows of the person, at the person's wish. Nothing is told by it yet: a flow may offer
   * it as an answer to the question that asks for it. RESUME follows.
   */
  | { type: 'SHARED'; name?: SharedValue; phone?: SharedValue; now: number }
  /**
   * What the person wants in the midst of it, in words: to correct a field (`field`, and `value` where it was told and
   * could be read), to do this for somebody else, or not to need it. A flow that hears none of these leaves it out.
   */
  | {
      type: 'WISH'
      wish: 'correct' | 'for-another' | 'has-certificate'
      field?: string
      value?: string
      shown?: string
      now: number
    }
  /** The person is back after half a day or more, with words that answer nothing. May be left out. */
  | { type: 'RETURNED'; now: number }
  /** QUAY LẠI. A flow that has nowhere to go back to leaves it out; the turn then says so. */
  | { type: 'BACK'; now: number }
  /** Show the open question again, e.g. after a digression or when an upper run is done. */
  | { type: 'RESUME'; now: number }
  /** A `request` was carried out. */
  | { type: 'RESULT'; effect: string; value: Record<string, unknown>; now: number }
  /** A `call`ed flow ended. */
  | { type: 'CHILD_DONE'; flow: string; output: FlowOutput; now: number }

/**
 * What a flow gives back when it ends. `goto`: the flow that the run beneath should start next.
 * `staffed`: a case was opened and a person will answer, so the run beneath asks nothing now.
 */
export interface FlowOutput {
  goto?: string
  staffed?: boolean
}

/** What a flow starts with. */
export interface FlowInput {
  now: number
  /** Platform time of the person's act that started it (ms), by which the transcript is ordered. */
  heardAt?: number
  [more: string]: unknown
}

/**
 * The shared set-up of every flow: events and effects as named actions that only return data.
 * A flow extends it with its own context, guards and assigns.
 */
export const effects = {
  say: (_: unknown, _params: EffectParams<'say'>) => {},
  link: (_: unknown, _params: EffectParams<'link'>) => {},
  ask: (_: unknown, _params: EffectParams<'ask'>) => {},
  request: (_: unknown, _params: EffectParams<'request'>) => {},
  call: (_: unknown, _params: EffectParams<'call'>) => {},
  forget: (_: unknown, _params: EffectParams<'forget'>) => {},
  answer: (_: unknown, _params: EffectParams<'answer'>) => {},
  setLanguage: (_: unknown, _params: EffectParams<'setLanguage'>) => {},
}

export type { AnyStateMachine, FaqId }
/** Re-exported so that flows import the kit alone. */
export { assign, isFaqId, isoDayInVietnam, setup, yearInVietnam }

/** The units of today in the area, all of them wards: ids and names, for choices. */
export const WARDS: readonly { id: string; name: string }[] = places
  .filter((place) => !place.old)
  .map(({ id, name }) => ({ id, name }))

/** One conversation flow as the registry lists it. */
export interface Flow {
  /** Folder name, machine id and locale namespace alike. */
  id: string
  /** Integer; raised with every change of the machine's shape. */
  version: number
  machine: AnyStateMachine
  /** `migrations[v]` turns a persisted snapshot of version v into one of v + 1. */
  migrations: Record<number, (snapshot: Record<string, unknown>) => Record<string, unknown>>
  /** Only read in: whoever leaves for the menu has left it for good. */
  passing?: boolean
  /** Sample events for the edge cover, at least one for each event type the machine handles. */
  samples: FlowEvent[]
  /** What a run may know besides what one sample tells it: the lint says the texts with each. */
  contexts?: unknown[]
}
