import { randomInt } from 'node:crypto'
import type { OfficeTime } from '../channels/connection/office-time.ts'
import { clearCode } from '../common/ids.ts'
import type { KnownLinks } from '../understanding/links/judge.ts'
import { checkInAt, isCheckIn } from './check-in.ts'
import { answerUnderQuestion, type FaqRules } from './faq.ts'
import type { Effect, EffectParams, Flow, FlowEvent, FlowInput, FlowOutput } from './flow-kit.ts'
import { type Step, startRun, stepRun, type TimerEvent } from './session.ts'
import { changeContact, type OfferedChoice, type Question, type Talk, type TalkRun, topRun } from './talk.ts'
import { commonVars, type Vars } from './texts.ts'

/** What the computation of turns needs besides the conversation itself. */
export interface Rules extends FaqRules {
  flows: ReadonlyMap<string, Flow>
  /** Counts a step of a flow. */
  onStep(flow: string, state: string): void
  /** A clerk who is silent for so long has left the conversation to the assistant again (ms); unset: 24 hours. */
  staffIdleMs?: number
  /** When clerks answer; unset: not known, and nothing is said of it. */
  office?: OfficeTime
  /** Addresses that may be called genuine when a person shows one; unset: none. */
  links?: KnownLinks
  /** Told of every effect, when somebody looks on. */
  onEffect?(talk: Talk, run: TalkRun, effect: Effect): void
}

/** The flow at the bottom of every conversation. */
export const HOME = 'home'

/** A flow called more than this many levels deep is calling itself. */
const MAX_DEPTH = 8

/** Puts a flow on top; one that is already on the stack is brought up again and shows its question. */
export function startFlow(
  rules: Rules,
  talk: Talk,
  id: string,
  input: Record<string, unknown>,
  now: number,
): void {
  const present = talk.stack.find((run) => run.flow === id)
  if (present) {
    bringToTop(talk, present)
    deliver(rules, talk, present, { type: 'RESUME', now })
    return
  }
  const flow = rules.flows.get(id)
  if (!flow) throw new Error(`no flow ${id}`)
  if (talk.stack.length >= MAX_DEPTH) throw new Error(`flow ${id} would be run ${MAX_DEPTH + 1} of the stack`)
  const step = startRun(flow, { ...input, now, heardAt: talk.lastInAt } satisfies FlowInput)
  const no = 1 + Math.max(0, ...talk.stack.map((run) => run.no))
  const run: TalkRun = { no, flow: id, live: step.run, question: null, armed: {}, changed: true }
  talk.stack.push(run)
  apply(rules, talk, run, step, now)
}

/** Gives an event to a run. @returns false when the flow has no use for it in its state. */
export function deliver(rules: Rules, talk: Talk, run: TalkRun, event: FlowEvent): boolean {
  return take(rules, talk, run, stepRun(run.live, event), event.now)
}

/** Gives a run a timer that came due; the caller has checked that it is still armed. */
export function fireTimer(rules: Rules, talk: Talk, run: TalkRun, event: TimerEvent, now: number): boolean {
  return take(rules, talk, run, stepRun(run.live, event), now)
}

function take(rules: Rules, talk: Talk, run: TalkRun, step: Step, now: number): boolean {
  if (!step.changed) return false
  run.live = step.run
  run.changed = true
  apply(rules, talk, run, step, now)
  return true
}

/** Takes a run off the stack for good, its timers with it. */
export function dropRun(talk: Talk, run: TalkRun): void {
  talk.stack = talk.stack.filter((other) => other !== run)
  talk.changes.removedRuns.push(run.no)
  talk.changes.arm = talk.changes.arm.filter((timer) => timer.runNo !== run.no)
  for (const sendId of Object.keys(run.armed)) talk.changes.cancel.push({ runNo: run.no, sendId })
  talk.parts = talk.parts.filter((part) => part.kind !== 'ask' || part.run !== run)
}

/** Drops the runs of all other flows: what was read or begun before is over. */
export function keepOnly(talk: Talk, flows: readonly string[]): void {
  for (const run of talk.stack.filter(({ flow }) => !flows.includes(flow))) dropRun(talk, run)
}

/** Turns the stack so that this run is on top; the order of the others stays. */
export function bringToTop(talk: Talk, run: TalkRun): void {
  if (topRun(talk) === run) return
  talk.stack = [...talk.stack.filter((other) => other !== run), run]
  for (const other of talk.stack) other.changed = true
}

function apply(rules: Rules, talk: Talk, run: TalkRun, step: Step, now: number): void {
  rules.onStep(run.flow, String(JSON.stringify(step.run.snapshot.value)).replaceAll('"', ''))
  applyTimers(talk, run, step, now)
  for (const effect of step.effects) applyEffect(rules, talk, run, effect, now)
  if (step.done) finish(rules, talk, run, step.output ?? {}, now)
}

function applyTimers(talk: Talk, run: TalkRun, step: Step, now: number): void {
  for (const sendId of step.timers.cancel) {
    delete run.armed[sendId]
    talk.changes.arm = talk.changes.arm.filter((t) => t.runNo !== run.no || t.sendId !== sendId)
    talk.changes.cancel.push({ runNo: run.no, sendId })
  }
  for (const { sendId, delayMs, event } of step.timers.arm) {
    const arming = randomInt(2 ** 47)
    run.armed[sendId] = arming
    const fireAt = isCheckIn(event) ? checkInAt(talk.lastInAt) : now + delayMs
    talk.changes.arm.push({ runNo: run.no, sendId, arming, fireAt, event })
  }
}

function applyEffect(rules: Rules, talk: Talk, run: TalkRun, effect: Effect, now: number): void {
  rules.onEffect?.(talk, run, effect)
  switch (effect.type) {
    case 'say':
      talk.parts.push({ kind: 'say', text: say(rules, talk, effect.params.key, effect.params.vars) })
      return
    case 'link': {
      const { key, label, url, vars } = effect.params
      const text = say(rules, talk, key, vars)
      talk.parts.push({ kind: 'link', text, link: { label: say(rules, talk, label, vars), url } })
      return
    }
    case 'ask':
      ask(rules, talk, run, effect.params, now)
      return
    case 'request':
      talk.pending.push({ run, effect: effect.params.effect, params: effect.params.params ?? {} })
      return
    case 'call':
      startFlow(rules, talk, effect.params.flow, effect.params.input ?? {}, now)
      return
    case 'forget':
      talk.changes.transcript = []
      talk.changes.forgetSince = effect.params.since
      return
    case 'answer':
      talk.parts.push({ kind: 'say', text: answerUnderQuestion(rules, talk, effect.params.question) })
      return
    case 'setLanguage':
      talk.language = effect.params.language
      changeContact(talk, { language: effect.params.language })
  }
}

/** A text in the person's language, with what every text may name (`commonVars`). */
export function say(rules: Rules, talk: Talk, key: string, vars: Vars = {}): string {
  const { language, account } = talk
  const office = language === 'en' ? (account.nameEn ?? account.name) : account.name
  return rules.texts.say(language, key, commonVars(rules.texts, language, office, vars))
}

function offered(
  rules: Rules,
  talk: Talk,
  { id, key, label, about, vars: own }: NonNullable<EffectParams<'ask'>['choices']>[number],
  asked: EffectParams<'ask'>['vars'],
): OfferedChoice {
  const vars = { ...asked, ...own }
  return {
    id,
    label: label ?? say(rules, talk, key ?? id, vars),
    ...(about ? { about: say(rules, talk, about, vars) } : {}),
  }
}

function ask(rules: Rules, talk: Talk, run: TalkRun, params: EffectParams<'ask'>, now: number): void {
  const choices = (params.choices ?? []).map((choice) => offered(rules, talk, choice, params.vars))
  const text = say(rules, talk, params.key, params.vars)
  const before = run.question
  const same =
    before?.key === params.key &&
    before.choices.length === choices.length &&
    before.choices.every((choice, i) => choice.id === choices[i]?.id)
  const question: Question = {
    // The same question put again keeps its nonce: the buttons shown first still answer it.
    nonce: same ? before.nonce : clearCode(4),
    askedAt: same && before.askedAt <= now ? before.askedAt : now,
    key: params.key,
    choices,
    text,
    ...(params.slot ? { slot: params.slot } : {}),
    ...(params.consent ? { consent: params.consent } : {}),
    ...(same && before.missed ? { missed: before.missed } : {}),
    ...(params.short ? { short: say(rules, talk, params.short, params.vars) } : {}),
    ...(choices.some(({ about }) => about) ? { pick: say(rules, talk, 'common.choice.pick') } : {}),
  }
  run.question = question
  run.changed = true
  talk.parts.push({ kind: 'ask', run, text })
}

function finish(rules: Rules, talk: Talk, run: TalkRun, output: FlowOutput, now: number): void {
  dropRun(talk, run)
  const beneath = topRun(talk)
  if (!beneath) {
    startFlow(rules, talk, HOME, {}, now)
    return
  }
  const event: FlowEvent = { type: 'CHILD_DONE', flow: run.flow, output, now }
  if (deliver(rules, talk, beneath, event)) return
  // Opened by a word over a flow that did not call it: what it wants next is started in its place.
  if (output.goto === 'register') keepOnly(talk, [HOME, 'register', 'handoff'])
  if (output.goto) startFlow(rules, talk, output.goto, {}, now)
  else if (!output.staffed) deliver(rules, talk, beneath, { type: 'RESUME', now })
}
