import { assign, effects, type Flow, type FlowEvent, setup } from '../../../src/conversation/flow-kit.ts'
import type { Texts, Vars } from '../../../src/conversation/texts.ts'

/** Says the key and the variables, so that a test reads what was said without knowing any sentence. */
export const texts: Texts = {
  say: (language, key, vars = {}) => `${language === 'en' ? 'EN ' : ''}${key}${shown(vars)}`,
  has: () => true,
  keys: () => [],
  variables: () => [],
}

function shown({ office: _, ...vars }: Vars): string {
  const entries = Object.entries(vars)
  return entries.length > 0 ? ` ${entries.map(([name, value]) => `${name}=${value}`).join(' ')}` : ''
}

const types = {
  context: {} as { name: string },
  events: {} as FlowEvent,
  output: {} as Record<string, unknown>,
}
const guards = {
  chose: ({ event }: { event: FlowEvent }, { id }: { id: string }) =>
    event.type === 'ANSWER' && event.value === id,
  breaks: () => {
    throw new Error('broken flow')
  },
}
const kit = setup({
  types,
  actions: {
    ...effects,
    keepName: assign({ name: ({ event }) => (event.type === 'ANSWER' ? event.shown : '') }),
  },
  guards,
  delays: { hour: 3_600_000, days: 30 * 86_400_000 },
})
const chose = (id: string) => ({ type: 'chose' as const, params: { id } })
const ask = (key: string, ...ids: string[]) => ({
  type: 'ask' as const,
  params: { key, ...(ids.length > 0 ? { choices: ids.map((id) => ({ id, label: `Label ${id}` })) } : {}) },
})
const typed = (key: string, slot: 'name' | 'phone' | 'birthYear') => ({
  type: 'ask' as const,
  params: { key, slot },
})
const request = (effect: string, params: Record<string, unknown> = {}) => ({
  type: 'request' as const,
  params: { effect, params },
})

/** Bottom of the stack: a menu that starts the others. */
const home = kit.createMachine({
  id: 'home',
  context: { name: '' },
  initial: 'menu',
  on: { CHILD_DONE: '.menu' },
  states: {
    menu: {
      entry: ask('home.menu', 'register', 'consent', 'fragile', 'help'),
      on: {
        ANSWER: [
          { guard: chose('register'), target: 'registering' },
          { guard: chose('consent'), target: 'consenting' },
          { guard: chose('fragile'), target: 'trying' },
          { guard: chose('help'), target: 'helping' },
        ],
        RESUME: { target: 'menu', reenter: true },
      },
    },
    registering: { entry: { type: 'call', params: { flow: 'register' } }, on: { RESUME: 'menu' } },
    consenting: { entry: { type: 'call', params: { flow: 'consent' } }, on: { RESUME: 'menu' } },
    trying: { entry: { type: 'call', params: { flow: 'fragile' } }, on: { RESUME: 'menu' } },
    helping: {
      entry: request('case.open', { reason: 'asked' }),
      on: { RESULT: 'staffed', RESUME: 'menu' },
    },
    staffed: { on: { RESUME: 'menu', BACK: 'menu' } },
  },
})

/** Name, then year of birth, then saved by another room. A reminder after an hour of silence at the name. */
const register = kit.createMachine({
  id: 'register',
  context: { name: '' },
  initial: 'name',
  after: { days: '.done' },
  states: {
    name: {
      entry: typed('register.name', 'name'),
      after: { hour: { actions: { type: 'say', params: { key: 'register.reminder' } } } },
      on: {
        ANSWER: { target: 'year', actions: 'keepName' },
        RESUME: { target: 'name', reenter: true },
      },
    },
    year: {
      entry: typed('register.year', 'birthYear'),
      on: {
        ANSWER: 'saving',
        BACK: 'name',
        RESUME: { target: 'year', reenter: true },
      },
    },
    saving: {
      entry: {
        type: 'request',
        params: ({ context }) => ({ effect: 'test.save', params: { name: context.name } }),
      },
      on: { RESULT: 'done', RESUME: 'year' },
    },
    done: { type: 'final', entry: { type: 'say', params: { key: 'register.done' } } },
  },
})

const consent = kit.createMachine({
  id: 'consent',
  context: { name: '' },
  initial: 'asking',
  states: {
    asking: {
      entry: {
        type: 'ask',
        params: {
          key: 'consent.ask',
          consent: 'P1',
          short: 'consent.short',
          choices: [
            { id: 'agree', label: 'Đồng ý' },
            { id: 'refuse', label: 'Không đồng ý' },
          ],
        },
      },
      on: {
        ANSWER: [{ guard: chose('agree'), target: 'recording' }, { target: 'done' }],
        RESUME: { target: 'asking', reenter: true },
      },
    },
    recording: { entry: request('consent.record', { purpose: 'P1', given: true }), on: { RESULT: 'phone' } },
    phone: {
      entry: typed('consent.phone', 'phone'),
      on: { ANSWER: 'done', RESUME: { target: 'phone', reenter: true } },
    },
    done: { type: 'final' },
  },
})

/** What goes wrong: at once, after another room has worked, and without end. */
const fragile = kit.createMachine({
  id: 'fragile',
  context: { name: '' },
  initial: 'asking',
  states: {
    asking: {
      entry: ask('fragile.ask', 'break', 'late', 'endless', 'fine'),
      on: {
        ANSWER: [
          { guard: chose('break'), target: 'broken' },
          { guard: chose('late'), target: 'late' },
          { guard: chose('endless'), target: 'endless' },
          { guard: chose('fine'), target: 'done' },
        ],
        RESUME: { target: 'asking', reenter: true },
      },
    },
    broken: { always: { guard: 'breaks', target: 'done' } },
    late: { entry: request('test.note'), on: { RESULT: 'broken' } },
    endless: { entry: request('test.note'), on: { RESULT: { target: 'endless', reenter: true } } },
    done: { type: 'final' },
  },
})

const list = [home, register, consent, fragile].map(
  (machine): Flow => ({ id: machine.id, version: 1, machine, migrations: {}, samples: [] }),
)

/** Small flows that reach every corner of the engine. */
export const flows: ReadonlyMap<string, Flow> = new Map(list.map((flow) => [flow.id, flow]))

/** The same flows, one of them of another version. */
export function withVersion(
  id: string,
  version: number,
  migrations: Flow['migrations'] = {},
): ReadonlyMap<string, Flow> {
  const changed = list.map((flow) => (flow.id === id ? { ...flow, version, migrations } : flow))
  return new Map(changed.map((flow) => [flow.id, flow]))
}
