import { type Static, Type } from 'typebox'

const Milliseconds = Type.Tuple([Type.Number({ minimum: 0 }), Type.Number({ minimum: 0 })])
const Probability = Type.Number({ minimum: 0, maximum: 1 })
const Receipt = Type.Object(
  { probability: Probability, delayMs: Milliseconds },
  { additionalProperties: false },
)

const Echo = Type.Object(
  {
    on: Type.Boolean(),
    /** Share of echoes that come at all, when on. */
    probability: Probability,
    delayMs: Milliseconds,
    /** The webhook is delivered before the API call is answered. */
    beforeAnswer: Type.Boolean(),
  },
  { additionalProperties: false },
)

/**
 * How a platform behaves and misbehaves; all of it may be changed at run time. Durations are real milliseconds,
 * whatever the emulator's clock says.
 */
export const Behaviour = Type.Object(
  {
    /** Added to each API call: half before the platform acts, half before it answers. */
    latencyMs: Milliseconds,
    /** Share of sends that are refused with `failure` and not delivered. */
    failRate: Probability,
    /** The next so many sends are refused with `failure`, whatever the rate. */
    failNext: Type.Integer({ minimum: 0 }),
    /** Only these people's sends fail; empty: everyone's. */
    failOnly: Type.Array(Type.String()),
    /**
     * A code of the platform's error table, or a bare HTTP status without a body of the API's shape; both: the code's
     * body under another status than its own, 200 among them (facts: messenger 4.2).
     */
    failure: Type.Object(
      {
        code: Type.Optional(Type.Integer()),
        subcode: Type.Optional(Type.Integer()),
        httpStatus: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
      },
      { additionalProperties: false },
    ),
    /** The platform cannot be reached: its sockets are destroyed before a byte is read. */
    outage: Type.Boolean(),
    /** Share of sends that are accepted and shown to the person, but never answered. */
    timeoutAfterAccept: Probability,
    /** Share of sends that are accepted and shown, then the connection is reset in place of an answer. */
    resetAfterAccept: Probability,
    /** At most `count` sends in each `perMs` by the emulator's clock (-32, 613); null: no limit. */
    rateLimit: Type.Union([
      Type.Object({ count: Type.Integer({ minimum: 0 }), perMs: Type.Integer({ minimum: 1 }) }),
      Type.Null(),
    ]),
    /** Messenger: the share of the day's calls that counts as used, in percent, in place of the true one; null: true. */
    usedPercent: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    /** Zalo: button messages are refused with -224, whatever the account's package. */
    buttonsForbidden: Type.Boolean(),
    /** Zalo: share of token refreshes that take effect without being answered: the old refresh token is dead. */
    refreshUnanswered: Probability,
    /** Each webhook is posted this many times, all at once. */
    copies: Type.Integer({ minimum: 1, maximum: 100 }),
    /** Each webhook is held for a random time up to this, so that they overtake each other. 0: in order per person. */
    reorderMs: Type.Number({ minimum: 0 }),
    /** An accepted send comes back as a webhook (message_echoes, oa_send_text). */
    echo: Echo,
    /** The person's phone got the message; delay counted from its acceptance. */
    delivered: Receipt,
    /** The person looked at it; delay counted from its acceptance. */
    seen: Receipt,
  },
  { additionalProperties: false },
)
export type Behaviour = Static<typeof Behaviour>

const exactly = { additionalProperties: false }

/** A change of behaviour: what is not named stays as it is, within echo, delivered and seen as well. */
export const BehaviourChange = Type.Partial(
  Type.Object(
    {
      ...Behaviour.properties,
      echo: Type.Partial(Echo, exactly),
      delivered: Type.Partial(Receipt, exactly),
      seen: Type.Partial(Receipt, exactly),
    },
    exactly,
  ),
  exactly,
)
export type BehaviourChange = Static<typeof BehaviourChange>

/** A behaviour with a change applied. */
export function changed(now: Behaviour, change: BehaviourChange): Behaviour {
  return {
    ...now,
    ...change,
    echo: { ...now.echo, ...change.echo },
    delivered: { ...now.delivered, ...change.delivered },
    seen: { ...now.seen, ...change.seen },
  }
}

/** A platform on a good day: answers at once, echoes and receipts on, no faults. */
export function fairBehaviour(): Behaviour {
  return {
    latencyMs: [0, 0],
    failRate: 0,
    failNext: 0,
    failOnly: [],
    failure: { httpStatus: 500 },
    outage: false,
    timeoutAfterAccept: 0,
    resetAfterAccept: 0,
    rateLimit: null,
    usedPercent: null,
    buttonsForbidden: false,
    refreshUnanswered: 0,
    copies: 1,
    reorderMs: 0,
    echo: { on: true, probability: 1, delayMs: [0, 0], beforeAnswer: false },
    delivered: { probability: 1, delayMs: [5, 20] },
    seen: { probability: 1, delayMs: [20, 60] },
  }
}
