import { describe, expect, it } from 'vitest'
import { registry } from '../../flows/registry.ts'
import type { Effect, FlowEvent } from '../../src/conversation/flow-kit.ts'
import { persistRun, type Step, startRun, stepRun } from '../../src/conversation/session.ts'
import { NOW, reload } from './walk.ts'

const handoff = registry.get('handoff')!

/** Somebody who has registered; what rooms are asked for is answered as they would. */
class Visit {
  step: Step
  requests: Record<string, unknown>[] = []
  said: Effect[] = []
  readonly #results: Record<string, Record<string, unknown>>

  constructor(results: Record<string, Record<string, unknown>> = {}) {
    this.#results = {
      'registration.standing': { registered: true, birthYear: 1956 },
      'providers.offer': {
        providers: [
          { id: 'a', name: 'Sao Việt CA' },
          { id: 'b', name: 'Hồng Hà CA' },
        ],
      },
      'handoff.create': { url: 'https://w.example/go/s3cret', code: 'MH-7K3Q', providerName: 'Hồng Hà CA' },
      'case.open': { code: 'HT-2P9X' },
      ...results,
    }
    this.step = startRun(handoff, { now: NOW })
    this.#take()
  }

  answer(...values: string[]): this {
    for (const value of values) this.send({ type: 'ANSWER', value, shown: value, now: NOW })
    return this
  }

  send(event: FlowEvent): this {
    this.step = stepRun(reload(registry, this.step.run), event)
    this.#take()
    return this
  }

  #take(): void {
    this.said.push(...this.step.effects)
    for (const effect of this.step.effects) {
      if (effect.type !== 'request') continue
      this.requests.push({ effect: effect.params.effect, ...effect.params.params })
      const value = this.#results[effect.params.effect] ?? {}
      this.send({ type: 'RESULT', effect: effect.params.effect, value, now: NOW })
    }
  }
}

describe('handoff', () => {
  it('leads who chose a provider to it by a personal link that is kept nowhere', () => {
    const visit = new Visit().answer('b')
    expect(visit.requests).toEqual([
      { effect: 'registration.standing' },
      { effect: 'providers.offer' },
      { effect: 'handoff.create', provider: 'b' },
    ])
    expect(visit.said).toContainEqual({
      type: 'link',
      params: {
        key: 'handoff.link',
        label: 'handoff.openLink',
        url: 'https://w.example/go/s3cret',
        vars: { address: 'adult', code: 'MH-7K3Q', provider: 'Hồng Hà CA' },
      },
    })
    expect(JSON.stringify(persistRun(visit.step.run))).not.toMatch(/s3cret|MH-7K3Q/)
  })

  it('speaks to the young as such', () => {
    const visit = new Visit({ 'registration.standing': { registered: true, birthYear: 2005 } })
    expect(visit.step.effects).toMatchObject([{ type: 'ask', params: { vars: { address: 'young' } } }])
  })

  it('is for those who have registered', () => {
    const visit = new Visit({ 'registration.standing': { registered: false, birthYear: 0 } })
    expect(visit.step).toMatchObject({ done: true, output: { goto: 'register' } })
  })

  it('hands over to staff when there is no provider', () => {
    const visit = new Visit({ 'providers.offer': { providers: [] } })
    expect(visit.step).toMatchObject({ done: true, output: { staffed: true } })
    expect(visit.requests.at(-1)).toEqual({ effect: 'case.open', reason: 'no-provider' })
  })
})
