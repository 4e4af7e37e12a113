import type { Account, EventBody, Outgoing } from '../../../src/channels/channel.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import type { EffectHandler, EffectItem } from '../../../src/conversation/effects.ts'
import type { TimerBody } from '../../../src/conversation/hear-timer.ts'
import type { Hearing } from '../../../src/conversation/react.ts'
import { Skew } from '../../../src/conversation/skew.ts'
import { noChanges, type Talk } from '../../../src/conversation/talk.ts'
import { computeTurns, type Failed, type TurnDeps, type Turned } from '../../../src/conversation/turn.ts'
import type { Tx } from '../../../src/storage/database.ts'
import { flows, texts } from './flows.ts'
import { byId, fakeChannels, NOW, OA, PAGE, testKeyring } from './parts.ts'

/** A conversation that nobody has spoken in yet. */
export function newTalk(account: Account = OA, id = 1): Talk {
  return {
    id,
    revision: 0,
    account,
    user: `u${id}`,
    language: account.language,
    owner: 'bot',
    ownerSince: null,
    staffWroteAt: null,
    waitingSaidAt: null,
    lastInAt: 0,
    misses: 0,
    lastChoice: null,
    lastChoiceAt: 0,
    keepsTranscript: false,
    held: false,
    stopped: false,
    busy: false,
    stack: [],
    answered: null,
    parts: [],
    pending: [],
    out: [],
    changes: noChanges(),
  }
}

type Input = string | EventBody | TimerBody

/** Computes turns without a database: what people say, what the rooms are asked, what is answered. */
export class Stage {
  readonly clock = new ManualClock(NOW)
  readonly asked: { effect: string; items: EffectItem[] }[] = []
  readonly steps: string[] = []
  readonly handlers = new Map<string, EffectHandler>()
  readonly deps: TurnDeps
  /** Messages so far: the last has the key `key-<n>`. */
  n = 0

  constructor() {
    this.handle('case.open', (item) => ({ code: `HT-${item.contactId}` }))
    for (const effect of ['test.save', 'test.note', 'consent.record']) this.handle(effect, () => ({}))
    this.deps = {
      clock: this.clock,
      keyring: testKeyring(),
      rules: { flows, texts, onStep: (flow, state) => this.steps.push(`${flow}.${state}`) },
      accounts: byId(OA, PAGE),
      channels: fakeChannels(),
      handlers: this.handlers,
      sending: { asNumbers: () => false, take: () => true, leaseMs: 15_000 },
      skew: new Skew(),
    }
  }

  handle(effect: string, work: (item: EffectItem) => Record<string, unknown>): void {
    this.handlers.set(effect, async (_tx, items) => {
      this.asked.push({ effect, items })
      return items.map(work)
    })
  }

  /** @param at by the platform's clock */
  hearing(input: Input, at = this.clock.now(), receivedAt = at): Hearing {
    this.n += 1
    const body = typeof input === 'string' ? { kind: 'message' as const, text: input } : input
    return {
      inboxId: this.n,
      at,
      receivedAt,
      attempts: 0,
      key: `key-${this.n}`,
      body,
      sealed: 'sealed',
    }
  }

  /** One tick with several conversations, each with all it hears. */
  async tick(
    ...members: { talk: Talk; hearings: Hearing[] }[]
  ): Promise<{ turned: Turned[]; failed: Failed[] }> {
    return computeTurns(this.deps, {} as Tx, members)
  }

  /** One message, five seconds after the one before. @returns what is answered to it. */
  async say(talk: Talk, ...inputs: Input[]): Promise<Outgoing[]> {
    let out: Outgoing[] = []
    for (const input of inputs) {
      this.clock.advance(5000)
      talk.out = []
      const { failed } = await this.tick({ talk, hearings: [this.hearing(input)] })
      if (failed[0]) throw failed[0].error
      out = talk.out.filter((message) => !message.control)
    }
    return out
  }

  /** The same, only the texts. */
  async texts(talk: Talk, ...inputs: Input[]): Promise<string[]> {
    return (await this.say(talk, ...inputs)).map((message) => message.text)
  }
}

/** What is under way in a conversation, bottom first. */
export const stackOf = (talk: Talk) =>
  talk.stack.map((run) => `${run.live.flow.id}.${String(run.live.snapshot.value)}`)

/** A tap on a choice of the message that was shown. */
export function tap(message: Outgoing | undefined, label: string): EventBody {
  const choice = message?.choices?.find((c) => c.label === label)
  if (!choice) throw new Error(`no choice ${label}`)
  return { kind: 'message', text: label, payload: choice.payload }
}
