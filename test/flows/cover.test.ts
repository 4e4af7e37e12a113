import { describe, expect, it } from 'vitest'
import { registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import type { Language } from '../../src/channels/channel.ts'
import type { Effect } from '../../src/conversation/flow-kit.ts'
import { type Step, stepRun } from '../../src/conversation/session.ts'
import { commonVars, createTexts, type Vars } from '../../src/conversation/texts.ts'
import { edgeCover, explore, type Heard, NOW, type Place, reload, starts } from './walk.ts'

const texts = createTexts(resources)

function render(language: Language, effects: Effect[]): string[] {
  const say = (key: string, vars: Vars = {}) =>
    texts.say(language, key, commonVars(texts, language, 'UBND phường Mỹ Hào', vars))
  return effects.flatMap(({ type, params }) => {
    if (type === 'say') return [say(params.key, params.vars)]
    if (type === 'link') return [say(params.key, params.vars), say(params.label, params.vars)]
    if (type !== 'ask') return []
    const labels = (params.choices ?? []).map(
      (c) => c.label ?? say(c.key ?? '', { ...params.vars, ...c.vars }),
    )
    if (new Set(labels).size !== labels.length || labels.some((label) => label.length > 20)) {
      throw new Error(`labels of ${params.key}: ${labels.join(' | ')}`)
    }
    const lines = (params.choices ?? []).flatMap((c) =>
      c.about ? [say(c.about, { ...params.vars, ...c.vars })] : [],
    )
    if (lines.some((line) => line.length > 80))
      throw new Error(`lines of ${params.key}: ${lines.join(' | ')}`)
    return [say(params.key, params.vars), ...labels, ...lines]
  })
}

/** Where a flow waits in silence, as a person answers. */
const WITH_STAFF: Record<string, string> = { register: 'waiting' }

/** Something is asked, under way, or over; or a case was just opened and a person answers. */
function expectNoSilence(step: Step, event: Heard | null) {
  // The engine puts the open question again by RESUME, which is walked as well.
  const answers = event?.type === 'SHARED' ? ['say'] : ['ask', 'request', 'call']
  const goesOn = step.effects.some(({ type }) => answers.includes(type))
  const staffed = step.run.snapshot.value === (WITH_STAFF[step.run.flow.id] ?? 'withStaff')
  if (!step.done && !goesOn && !staffed) throw new Error(`silence after ${JSON.stringify(event)}`)
}

/** Questions besides the first that one cannot go back from, with the reason. */
const NO_WAY_BACK: Record<string, string[]> = {
  // What was open before is asked again when this ends.
  'my-data': ['menu'],
  // The first that is asked, after a look whether there is a registration.
  register: ['birthYear'],
  // The link was sent before it is asked.
  handoff: ['p2'],
  // What a provider's link told is taken from there.
  certificate: ['provider', 'issuedOn'],
}

describe.each([...registry.values()])('flow $id', (flow) => {
  const places = explore(registry, flow)
  const paths = edgeCover(places)

  it.each(['vi', 'en'] as const)(
    'says something right on every path, saved between steps (%s)',
    (language) => {
      // Paths share their beginnings; each beginning is walked once.
      const walked = new Map<string, Step>()
      const seen = new Set<string>()
      for (const { start, path } of paths) {
        let step: Step | null = null
        let key = String(start)
        for (const event of [null, ...path]) {
          key += JSON.stringify(event)
          const before: Step | null = step
          step = walked.get(key) ?? null
          if (step) continue
          step = event && before ? stepRun(reload(registry, before.run), event) : starts(flow)[start]!
          walked.set(key, step)
          expectNoSilence(step, event)
          for (const text of render(language, step.effects)) {
            if (seen.has(text)) continue
            seen.add(text)
            expect(text).not.toBe('')
            expect(text).not.toMatch(/\{\{|\}\}|undefined|NaN|\[object/)
            expect(text.length).toBeLessThanOrEqual(600)
          }
        }
      }
      expect(walked.size).toBeGreaterThan(places.size)
    },
  )

  it('visits every state', () => {
    const waiting = Object.entries(flow.machine.states)
      .filter(([, state]) => state.type !== 'final' && !state.always?.length)
      .map(([name]) => name)
    const visited = new Set([...places.values()].map((place) => place.state))
    expect([...visited].sort()).toEqual(waiting.sort())
  })

  it('reaches an end, or the menu, from everywhere', () => {
    const ends = (place: Place) => place.edges.some((e) => e.to === null) || place.state === 'menu'
    const good = new Set([...places].filter(([, place]) => ends(place)).map(([key]) => key))
    for (let grown = true; grown; ) {
      const before = good.size
      for (const [key, place] of places) if (place.edges.some((e) => e.to && good.has(e.to))) good.add(key)
      grown = good.size > before
    }
    expect([...places.keys()].filter((key) => !good.has(key))).toEqual([])
  })

  it('does so without its timers', () => {
    const dead = [...places.values()].filter((place) =>
      place.edges.every((e) => e.event.type === 'RESUME' || e.event.type.startsWith('xstate.')),
    )
    expect(dead.map((place) => place.state)).toEqual([])
  })

  it('asks again from everywhere when resumed', () => {
    for (const place of places.values()) {
      const resumed = stepRun(reload(registry, { flow, snapshot: liveOf(place) }), {
        type: 'RESUME',
        now: NOW,
      })
      const asks = resumed.effects.some((effect) => effect.type === 'ask')
      expect(asks || resumed.done, place.state).toBe(true)
    }
  })

  it('goes back from everywhere but its first question', () => {
    const stuck = [...places.values()].filter(
      (place) =>
        place.edges.some((e) => e.event.type === 'ANSWER') &&
        !place.edges.some((e) => e.event.type === 'BACK'),
    )
    const first = starts(flow).map((step) => JSON.stringify(step.run.snapshot.value).replaceAll('"', ''))
    const known = new Set([...first, ...(NO_WAY_BACK[flow.id] ?? [])])
    expect([...new Set(stuck.map((place) => place.state))].filter((state) => !known.has(state))).toEqual([])
  })

  function liveOf(place: Place) {
    let step = starts(flow)[place.start]!
    for (const event of place.path) step = stepRun(step.run, event)
    return step.run.snapshot
  }
})
