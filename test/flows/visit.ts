import { registry } from '../../flows/registry.ts'
import type { Effect, EffectParams, Flow, FlowEvent } from '../../src/conversation/flow-kit.ts'
import { type Step, startRun, stepRun, type TimerEvent } from '../../src/conversation/session.ts'
import { NOW, reload } from './walk.ts'

/** The flow that is visited where no other is named. */
export const register = registry.get('register')!

/** Requests that only look. */
const LOOKS = ['registration.look', 'hamlet.list', 'hamlet.find']

/** A resident who answers; what rooms are asked for is answered as they would. */
export class Visit {
  step: Step
  requests: Record<string, unknown>[] = []
  said: Effect[] = []
  /** Whether a no takes back what an earlier visit gave. */
  withdrawn = false
  readonly now: number
  readonly rooms: Record<string, Record<string, unknown>>

  /** @param rooms what rooms answer, by effect, where it is not the usual */
  constructor(
    now = NOW,
    rooms: Visit['rooms'] = {},
    input: Record<string, unknown> = {},
    flow: Flow = register,
  ) {
    this.now = now
    this.rooms = rooms
    this.step = startRun(flow, { ...input, now })
    this.#take()
  }

  answer(...values: string[]): this {
    for (const value of values) this.send({ type: 'ANSWER', value, shown: `«${value}»`, now: this.now })
    return this
  }

  back(): this {
    return this.send({ type: 'BACK', now: this.now })
  }

  send(event: FlowEvent | TimerEvent): this {
    this.step = stepRun(reload(registry, this.step.run), event)
    this.#take()
    return this
  }

  #take(): void {
    this.said.push(...this.step.effects)
    for (const effect of this.step.effects) {
      if (effect.type !== 'request') continue
      const { effect: name, params } = effect.params
      if (!LOOKS.includes(name)) this.requests.push({ effect: name, ...params })
      const value = this.#result(effect.params.effect)
      this.send({ type: 'RESULT', effect: effect.params.effect, value, now: this.now })
    }
  }

  #result(effect: string): Record<string, unknown> {
    if (effect === 'consent.record') return { withdrawn: this.withdrawn }
    return this.rooms[effect] ?? {}
  }

  get state(): unknown {
    return this.step.run.snapshot.value
  }

  /** Keys of all that was said. */
  get keys(): string[] {
    return this.said.flatMap(({ type, params }) =>
      type === 'say' || type === 'ask' || type === 'link' ? [params.key] : [],
    )
  }

  /** What was asked last. */
  get asked(): EffectParams<'ask'> | undefined {
    const last = this.said.findLast((effect) => effect.type === 'ask')
    return last?.type === 'ask' ? last.params : undefined
  }
}

/** Answers to the questions after consent. */
export const FIELDS = ['Nguyễn Thị Hòa', '0912345678', 'old:12121', 'CONGNHAN']
