import type { FormWish } from '../understanding/form-wishes.ts'
import { readSlot } from '../understanding/slots.ts'
import type { Slot, SlotContext } from '../understanding/types.ts'
import { bringToTop, deliver, type Rules, startFlow } from './engine.ts'
import type { FlowEvent } from './flow-kit.ts'
import { showPlace } from './obey.ts'
import { type Talk, type TalkRun, topRun } from './talk.ts'

const REGISTER = 'register'
const CERTIFICATE = 'certificate'

/** How the new value of a field is read that was told with the wish to correct it. */
const SLOT_OF: Partial<Record<string, Slot>> = {
  name: 'name',
  phone: 'phone',
  birthYear: 'birthYear',
  place: 'home',
}

/** Whether a run hears wishes at all: then they come before what the open question would read. */
export function hearsWishes(run: TalkRun | undefined): boolean {
  return run?.live.flow.machine.config.on?.['WISH'] !== undefined
}

/**
 * Follows a wish: first with the flow that is open, then with the registration, which is brought up or begun; whoever has a
 * certificate goes on to that.
 */
export function hearWish(rules: Rules, talk: Talk, wish: FormWish, now: number): void {
  const event = eventOf(wish, { now, language: talk.language })
  const top = topRun(talk)
  if (top && deliver(rules, talk, top, event)) return
  if (wish.kind === 'has-certificate') {
    if (rules.flows.has(CERTIFICATE)) return startFlow(rules, talk, CERTIFICATE, {}, now)
    return showPlace(rules, talk, now)
  }
  const begun = talk.stack.find(({ flow }) => flow === REGISTER)
  if (!begun) {
    const wanted = wish.kind === 'correct' ? wish.field : wish.kind
    return startFlow(rules, talk, REGISTER, { wanted }, now)
  }
  bringToTop(talk, begun)
  if (!deliver(rules, talk, begun, event)) showPlace(rules, talk, now)
}

function eventOf(wish: FormWish, context: SlotContext): Extract<FlowEvent, { type: 'WISH' }> {
  const { now } = context
  if (wish.kind !== 'correct') return { type: 'WISH', wish: wish.kind, now }
  const slot = SLOT_OF[wish.field]
  const reading = slot && wish.value !== null ? readSlot(slot, wish.value, context) : null
  const told = reading?.kind === 'value' ? { value: reading.value, shown: reading.shown } : {}
  return { type: 'WISH', wish: 'correct', field: wish.field, ...told, now }
}
