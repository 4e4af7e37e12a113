import { readDataWish } from '../understanding/data-wish.ts'
import { matchKey } from '../understanding/match-key.ts'
import type { Command } from '../understanding/types.ts'
import { bringToTop, deliver, dropRun, HOME, keepOnly, type Rules, say, startFlow } from './engine.ts'
import { changeContact, type Talk, topRun } from './talk.ts'

/** Greetings that begin again what DỪNG ended. */
const STARTS = /^(?:start|bat dau)$/

/** Shows where the conversation stands: the open question again, or the welcome. */
export function showPlace(rules: Rules, talk: Talk, now: number): void {
  const run = topRun(talk)
  if (run) deliver(rules, talk, run, { type: 'RESUME', now })
  else startFlow(rules, talk, HOME, {}, now)
}

/** Puts the open question again after what was no answer: a long one in short, as it was read a moment ago. */
export function askAgain(rules: Rules, talk: Talk, now: number): void {
  const run = topRun(talk)
  if (run?.question?.short) talk.parts.push({ kind: 'ask', run, text: run.question.short })
  else showPlace(rules, talk, now)
}

/** Words of command that open a flow over what is under way; when it ends, that is asked again. */
const FLOW_OF: Partial<Record<Command, string>> = {
  booth: 'booth',
  'home-visit': 'homeVisit',
}

/**
 * Does what a word of command asks for.
 * @param text as typed: some commands say more than their name
 */
export function obey(rules: Rules, talk: Talk, wish: Command, now: number, text = ''): void {
  const tell = (key: string) => talk.parts.push({ kind: 'say', text: say(rules, talk, key) })
  const flow = FLOW_OF[wish]
  if (flow) return openAside(rules, talk, flow, {}, now)
  switch (wish) {
    case 'menu':
      return home(rules, talk, now)
    case 'cancel':
      return cancel(rules, talk, now)
    case 'back':
      return back(rules, talk, now)
    case 'my-data':
      return openAside(rules, talk, 'my-data', { wish: readDataWish(text) }, now)
    case 'human':
      talk.pending.push({ run: null, effect: 'case.open', params: { reason: wish } })
      return
    case 'stop':
      return stop(rules, talk, now)
    case 'start-again':
      return startAgain(rules, talk, now)
    case 'scam-report':
      return helpAgainstScam(rules, talk, now)
    case 'language-en':
    case 'language-vi':
      talk.language = wish === 'language-en' ? 'en' : 'vi'
      changeContact(talk, { language: talk.language })
      tell('common.languageSet')
      return showPlace(rules, talk, now)
    case 'status':
      return openAside(rules, talk, 'status', {}, now)
    case 'register':
      return toRegistration(rules, talk, now)
    case 'greeting':
      if (talk.stopped && STARTS.test(matchKey(text))) return startAgain(rules, talk, now)
      // After other words, such as those of coming back from staff, it would be a second greeting.
      if (!talk.parts.some(({ kind }) => kind === 'say')) tell('common.greeting')
      return showPlace(rules, talk, now)
    case 'thanks':
      tell('common.thanks')
      return askAgain(rules, talk, now)
  }
}

/** Flows that only tell something: leaving one half-way loses nothing. */
const ASIDES: readonly string[] = ['scam', 'booth', 'homeVisit', 'my-data', 'status']

/** Opens a flow over what is under way, in place of others that only told something. */
export function openAside(
  rules: Rules,
  talk: Talk,
  flow: string,
  input: Record<string, unknown>,
  now: number,
): void {
  for (const run of talk.stack.filter((other) => ASIDES.includes(other.flow))) dropRun(talk, run)
  startFlow(rules, talk, flow, input, now)
}

/** LỪA ĐẢO: the urgent steps before all else that is said; then what help is wanted. */
function helpAgainstScam(rules: Rules, talk: Talk, now: number): void {
  talk.parts.unshift({ kind: 'say', text: say(rules, talk, 'common.scam') })
  openAside(rules, talk, 'scam', {}, now)
}

/** The registration on top of the menu: what was read before is over, as the end of it leads to the menu. */
export function toRegistration(rules: Rules, talk: Talk, now: number): void {
  // Whoever has registered and is on the way to a provider goes on there.
  const flow = talk.stack.some((run) => run.flow === 'handoff') ? 'handoff' : 'register'
  keepOnly(talk, [HOME, flow])
  startFlow(rules, talk, flow, {}, now)
}

/** After DỪNG: what was agreed to may be sent again. Whoever had not stopped is only shown where they are. */
function startAgain(rules: Rules, talk: Talk, now: number): void {
  if (talk.stopped) {
    talk.stopped = false
    changeContact(talk, { stoppedAt: null })
    talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.startedAgain') })
  }
  showPlace(rules, talk, now)
}

function home(rules: Rules, talk: Talk, now: number): void {
  for (const run of talk.stack.filter(({ flow }) => rules.flows.get(flow)?.passing)) dropRun(talk, run)
  const run = talk.stack.find((other) => other.flow === HOME)
  if (run) bringToTop(talk, run)
  if (talk.stack.some(({ flow }) => flow === 'register'))
    talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.unfinished') })
  // Home's own side questions (language) lead back to the menu.
  if (run && deliver(rules, talk, run, { type: 'BACK', now })) return
  showPlace(rules, talk, now)
}

/** HUỶ: what was begun is dropped with everything typed in it. */
function cancel(rules: Rules, talk: Talk, now: number): void {
  const begun = talk.stack.filter((run) => run.flow !== HOME)
  for (const run of begun) dropRun(talk, run)
  const key = begun.length > 0 ? 'common.cancelled' : 'common.nothingToCancel'
  talk.parts.push({ kind: 'say', text: say(rules, talk, key) })
  showPlace(rules, talk, now)
}

function back(rules: Rules, talk: Talk, now: number): void {
  const run = topRun(talk)
  if (run && deliver(rules, talk, run, { type: 'BACK', now })) return
  talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.cannotGoBack') })
  showPlace(rules, talk, now)
}

/** DỪNG: nothing unasked-for any more, and nothing begun stays. No question follows: the person wants silence. */
export function stop(rules: Rules, talk: Talk, now: number): void {
  const begun = talk.stack.filter((r) => r.flow !== HOME)
  for (const run of begun) dropRun(talk, run)
  // The menu is open again, though it is not put: whatever is said next is an answer to it.
  const beneath = topRun(talk)
  if (beneath) deliver(rules, talk, beneath, { type: 'RESUME', now })
  changeContact(talk, { stoppedAt: now })
  talk.stopped = true
  const key = begun.some(({ flow }) => flow === 'register') ? 'common.stoppedErased' : 'common.stopped'
  talk.parts = talk.parts.filter((part) => part.kind !== 'ask')
  talk.parts.push({ kind: 'say', text: say(rules, talk, key) })
}
