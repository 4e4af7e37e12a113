import type { EventBody } from '../channels/channel.ts'
import { readSlot } from '../understanding/slots.ts'
import type { SlotContext } from '../understanding/types.ts'
import { deliver, HOME, type Rules, startFlow } from './engine.ts'
import type { SharedValue } from './flow-kit.ts'
import { forgetAll } from './forget.ts'
import { showPlace, toRegistration } from './obey.ts'
import { changeContact, type Talk, topRun } from './talk.ts'

/**
 * The platform passed on what it knows of the person. It is offered in the registration, each value at its own question,
 * and kept nowhere but in that run until it is chosen. Beside a clerk nothing is kept at all: the platform shows it to them.
 */
export function hearShared(
  rules: Rules,
  talk: Talk,
  body: Extract<EventBody, { kind: 'shared' }>,
  now: number,
): void {
  const context = { now, language: talk.language }
  const name = readShared('name', body.name, context)
  const phone = readShared('phone', body.phone, context)
  if (talk.stack.length === 0) startFlow(rules, talk, HOME, {}, now)
  if (!name && !phone) return showPlace(rules, talk, now)
  toRegistration(rules, talk, now)
  const run = topRun(talk)
  if (!run) return
  const taken = deliver(rules, talk, run, {
    type: 'SHARED',
    ...(name ? { name } : {}),
    ...(phone ? { phone } : {}),
    now,
  })
  if (taken) deliver(rules, talk, run, { type: 'RESUME', now })
}

function readShared(
  slot: 'name' | 'phone',
  text: string | undefined,
  context: SlotContext,
): SharedValue | undefined {
  const reading = text ? readSlot(slot, text, context) : null
  return reading?.kind === 'value' ? { value: reading.value, shown: reading.shown } : undefined
}

/**
 * The person withdrew, towards the platform, from having their data here: all of it is erased, and nothing is said, as
 * nothing may be sent any more.
 */
export function hearWithdrawn(talk: Talk, now: number): void {
  talk.parts = []
  forgetAll(talk, now)
  talk.lastInAt = 0
  changeContact(talk, { stoppedAt: now })
  talk.pending.push({ run: null, effect: 'data.erase', params: {} })
}
