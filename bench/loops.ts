import { setTimeout as sleep } from 'node:timers/promises'
import type { Tally, Town } from './town.ts'

/** What a loop measured. */
export interface Measured extends Tally {
  seconds: number
}

/** A reply that takes longer than this is lost. */
const PATIENCE_MS = 15_000

/** Begins and ends the measurement of what lies around the load: CPU time and the like. */
export interface Meter {
  begin(): void
  end(): void
}

function check(town: Town): void {
  if (town.fault) throw town.fault
}

async function measure(town: Town, warmUpMs: number, ms: number, meter: Meter): Promise<Measured> {
  await sleep(warmUpMs)
  check(town)
  town.reset()
  meter.begin()
  const start = performance.now()
  await sleep(ms)
  const seconds = (performance.now() - start) / 1000
  const { tally } = town
  meter.end()
  town.reset()
  check(town)
  return { ...tally, seconds }
}

/** Waits until everyone was answered. @throws when someone was not. */
async function drain(town: Town): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (town.waiting > 0 && performance.now() < until) await sleep(20)
  check(town)
  if (town.waiting > 0) throw new Error(`${town.waiting} residents or webhooks were never answered`)
}

/** Sets `residents` walking, each answering as soon as asked, each followed by a new one. @returns what stops them. */
function setOff(town: Town, residents: number): () => Promise<void> {
  let going = true
  town.ready = (resident) => {
    if (going) town.say(resident)
  }
  town.finished = () => {
    if (going) town.say(town.newcomer())
  }
  for (let n = 0; n < residents; n++) town.say(town.newcomer())
  return () => {
    going = false
    return drain(town)
  }
}

/** As much as goes, with `residents` at once. */
export async function closedLoop(
  town: Town,
  residents: number,
  warmUpMs: number,
  ms: number,
  meter: Meter,
): Promise<Measured> {
  const stop = setOff(town, residents)
  const measured = await measure(town, warmUpMs, ms, meter)
  await stop()
  return measured
}

/** The same until `turns` were answered, or `ms` are over. */
export async function warmLoop(town: Town, residents: number, turns: number, ms: number): Promise<void> {
  const stop = setOff(town, residents)
  const until = performance.now() + ms
  while (town.tally.replies.length < turns && performance.now() < until && !town.fault) await sleep(50)
  await stop()
}

/**
 * Messages at moments that do not depend on the answers (Poisson, `perSecond` on average), each by whoever has been
 * ready longest, else by a new resident. Latency counts from the moment a message was due.
 */
export async function openLoop(
  town: Town,
  perSecond: number,
  warmUpMs: number,
  ms: number,
  meter: Meter,
): Promise<Measured> {
  const queue: Parameters<Town['say']>[0][] = []
  let going = true
  town.ready = (resident) => queue.push(resident)
  town.finished = () => {}
  let due = performance.now()
  const tick = () => {
    if (!going) return
    for (
      const now = performance.now();
      due <= now;
      due += (-Math.log(1 - Math.random()) * 1000) / perSecond
    ) {
      town.say(queue.shift() ?? town.newcomer(), due)
    }
    setTimeout(tick, Math.max(0, Math.min(5, due - performance.now())))
  }
  tick()
  const measured = await measure(town, warmUpMs, ms, meter)
  going = false
  await drain(town)
  return measured
}

/** One message at a time, with a pause after each answer. */
export async function loneMessages(town: Town, count: number, pauseMs: number): Promise<Measured> {
  const start = performance.now()
  const pending: Parameters<Town['say']>[0][] = []
  town.ready = (resident) => pending.push(resident)
  town.finished = () => pending.push(town.newcomer())
  pending.push(town.newcomer())
  for (let n = 0; n < count; ) {
    const resident = pending.shift()
    if (resident) {
      town.say(resident)
      n += 1
    }
    const until = performance.now() + PATIENCE_MS
    while (pending.length === 0 && performance.now() < until) await sleep(1)
    check(town)
    await sleep(pauseMs)
  }
  await drain(town)
  return { ...town.tally, seconds: (performance.now() - start) / 1000 }
}
