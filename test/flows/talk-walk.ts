import { HOME, registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import type { Account, EventBody, Language, Outgoing } from '../../src/channels/channel.ts'
import { projectMessenger } from '../../src/channels/messenger/project.ts'
import { messageOf } from '../../src/channels/messenger/send.ts'
import { project as projectZalo } from '../../src/channels/zalo/project.ts'
import { messageBody } from '../../src/channels/zalo/send.ts'
import { compose } from '../../src/conversation/compose.ts'
import type { Rules } from '../../src/conversation/engine.ts'
import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { hear, takeResult } from '../../src/conversation/react.ts'
import { persistRun, restoreRun, type SavedRun } from '../../src/conversation/session.ts'
import {
  noChanges,
  type PendingRequest,
  payloadOf,
  type Question,
  type Talk,
  type TalkRun,
} from '../../src/conversation/talk.ts'
import { createTexts } from '../../src/conversation/texts.ts'
import { checkMessage as checkMessenger } from '../../src/sandbox/messenger/message-rules.ts'
import { checkMessage as checkZalo } from '../../src/sandbox/zalo/rules.ts'
import { newTalk } from '../conversation/support/turns.ts'
import { TYPED } from './typed.ts'

/** A channel as residents meet it. */
export type ChannelName = 'messenger' | 'zalo' | 'zalo-numbers'

/** A conversation as it lies in the database: plain JSON. */
export type SavedTalk = Omit<Talk, 'stack' | 'account' | 'parts' | 'pending' | 'out' | 'changes'> & {
  stack: SavedTalkRun[]
}
type SavedTalkRun = { no: number; run: SavedRun; question: Question | null; armed: Record<string, number> }

/** What one act came to: the conversation afterwards, and what was said, as neutral messages. */
export interface Heard {
  saved: SavedTalk
  said: Outgoing[]
}

const rules: Rules = { flows: registry, texts: createTexts(resources), onStep: () => {} }

const samples = [...registry.values()].flatMap((flow) => flow.samples)

/** What the rooms may answer to a request: the samples of the flow that asks; to a word of command, some sample. */
function resultsOf({ effect, run }: PendingRequest): Record<string, unknown>[] {
  const of = (list: readonly FlowEvent[]) =>
    list.flatMap((event) => (event.type === 'RESULT' && event.effect === effect ? [event.value] : []))
  const values = run ? of(run.live.flow.samples) : of(samples).slice(0, 1)
  if (values.length === 0) throw new Error(`no sample result of ${effect}`)
  return values
}

export function startTalk(account: Account, language: Language): SavedTalk {
  return save({ ...newTalk(account), language })
}

function save(talk: Talk): SavedTalk {
  const { account: _, parts: _p, pending: _q, out: _o, changes: _c, stack, ...rest } = talk
  const runs = stack.map(({ no, live, question, armed }) => ({ no, run: persistRun(live), question, armed }))
  return JSON.parse(JSON.stringify({ ...rest, stack: runs })) as SavedTalk
}

function restore(saved: SavedTalk, account: Account): Talk {
  const { stack, ...rest } = JSON.parse(JSON.stringify(saved)) as SavedTalk
  const runs = stack.map(({ no, run, question, armed }): TalkRun => {
    const live = restoreRun(registry, run)
    return { no, flow: live.flow.id, live, question, armed, changed: false }
  })
  return { ...rest, account, stack: runs, parts: [], pending: [], out: [], changes: noChanges() }
}

/** One act of a person, on a conversation fresh from the database, for each answer that the rooms may give. */
export function act(saved: SavedTalk, account: Account, body: EventBody, now: number): Heard[] {
  const heard: Heard[] = []
  let ways = 1
  for (let way = 0; way < ways; way++) {
    const talk = restore(saved, account)
    const hearing = { inboxId: 1, at: now, receivedAt: now, attempts: 0, key: 'key', body, sealed: '' }
    hear(rules, talk, hearing, now)
    for (let rounds = 0; talk.pending.length > 0; rounds++) {
      if (rounds > 10) throw new Error('requests without end')
      const [request] = talk.pending.splice(0, 1)
      if (!request) break
      const values = resultsOf(request)
      ways = Math.max(ways, values.length)
      takeResult(rules, talk, request, values[way % values.length] ?? {}, now)
    }
    heard.push({ saved: save(talk), said: compose(talk).filter((message) => !message.control) })
  }
  return heard
}

/** The open question of a saved conversation. */
export function questionOf(saved: SavedTalk): Question | null {
  return saved.stack.at(-1)?.question ?? null
}

const IRRELEVANT = ['linked', 'checked', 'asked', 'issuedOn', 'expiresOn', 'providerName', 'reason']

/** Flow and state on top, what of it matters, and which flows wait beneath. */
export function placeOf(saved: SavedTalk): string {
  const top = saved.stack.at(-1)
  const { value, context } = (top?.run.snapshot ?? {}) as { value?: unknown; context?: object }
  // A clerk answers: what the flow knows matters once the assistant has the conversation again.
  if (saved.owner !== 'bot') return JSON.stringify([saved.owner, top?.run.flow, value])
  const known = JSON.stringify(context, (key, inner) => {
    // Moments, which differ with every act.
    if (typeof inner === 'number' && inner > 1e12) return undefined
    // They change nothing of what is said here; what is shown goes with the values.
    if (key === 'shown' || IRRELEVANT.includes(key)) return undefined
    return key === 'values' ? Object.entries(inner).map(([k, v]) => `${k}:${v !== ''}`) : inner
  })
  return JSON.stringify([saved.owner, top?.run.flow, value, known, beneath(saved), offered(saved)])
}

/** The same, whatever was told so far: where a word of command or something odd may be heard. */
export function situationOf(saved: SavedTalk): string {
  const top = saved.stack.at(-1)
  const { value } = (top?.run.snapshot ?? {}) as { value?: unknown }
  return JSON.stringify([
    saved.owner,
    top?.run.flow,
    value,
    top?.question?.key,
    beneath(saved),
    offered(saved),
  ])
}

/** What lies deeper matters only once that one is over, which is a place of its own. */
const beneath = ({ stack }: SavedTalk) => {
  const under = stack.at(-2)?.run.flow
  return under === undefined || under === HOME ? under : 'other'
}

/** Candidates that are offered once are a place of their own. */
const offered = ({ stack }: SavedTalk) => (stack.at(-1)?.question?.choices ?? []).map(({ id }) => id)

/** How this question can be answered: with its buttons, by their numbers, in words. */
export function answersTo(question: Question): EventBody[] {
  const words = (question.slot ? TYPED[question.slot] : []).map(says)
  const taps = question.choices.map(
    ({ id }): EventBody => ({ kind: 'message', text: '', payload: payloadOf(question, id) }),
  )
  const numbers = question.choices.map(({ label }, i) => says(question.consent ? label : String(i + 1)))
  return [...taps, ...numbers, ...words]
}

export const says = (text: string): EventBody => ({ kind: 'message', text })

/** Projects, builds the body of the send and lets the emulated platform check it. @throws what the platform would say */
export function showOn(channel: ChannelName, message: Outgoing): { text: string; taps: number }[] {
  if (channel === 'messenger') {
    return projectMessenger(message, false).map((part) => {
      const { text, buttons } = checkMessenger(messageOf('1', part))
      return { text, taps: buttons.length }
    })
  }
  const asNumbers = channel === 'zalo-numbers'
  return projectZalo(message, asNumbers).map((part) => {
    const check = (numbers: boolean) => checkZalo(JSON.parse(messageBody('1', part, numbers).body), !numbers)
    // Buttons may be refused only when they are sent: then the same part goes out as numbers.
    const { text } = check(true)
    return asNumbers ? { text, taps: 0 } : { text: check(false).text, taps: check(false).buttons.length }
  })
}
