import { describe, expect, it } from 'vitest'
import { registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import { effects, type Flow, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import { lintFlows } from '../../src/conversation/lint.ts'
import { createTexts, type Resources } from '../../src/conversation/texts.ts'

const words = {
  common: { lastResort: '-' },
  probe: {
    hello: 'Hi {{office}}',
    long: 'more than twenty characters',
    endless: 'x'.repeat(81),
    named: 'Hi {{name}}',
  },
}
const texts = createTexts({
  vi: { ...words, probe: { ...words.probe, viOnly: 'x' } },
  en: words,
} as unknown as Resources)

const samples: FlowEvent[] = [
  { type: 'ANSWER', value: 'x', shown: 'x', now: 0 },
  { type: 'RESUME', now: 0 },
]

/** Faults of a small machine that is right but for what is planted in it. */
function faultsOf(planted: Record<string, unknown>, more: Partial<Flow> = {}): string[] {
  const { asking = {}, ...root } = planted
  const config = {
    id: 'probe',
    version: '1',
    options: { maxIterations: 100 },
    output: () => ({}),
    initial: 'asking',
    ...root,
    states: {
      asking: {
        entry: { type: 'ask', params: { key: 'probe.hello' } },
        on: { ANSWER: 'done', RESUME: { target: 'asking', reenter: true } },
        ...(asking as object),
      },
      done: { type: 'final', output: {} },
      ...(planted['states'] as object | undefined),
    },
  }
  const machine = setup({
    types: { events: {} as FlowEvent },
    actions: effects,
    guards: { fine: () => true },
    delays: { soon: 1000 },
    // Planted faults are what the compiler would refuse.
  }).createMachine(config as never)
  const flow: Flow = {
    id: 'probe',
    version: 1,
    machine: machine as unknown as Flow['machine'],
    migrations: {},
    samples,
    ...more,
  }
  return lintFlows(new Map([['probe', flow]]), texts)
}

const ask = (params: object) => ({ asking: { entry: { type: 'ask', params } } })
const on = (value: object) => ({ asking: { on: { ANSWER: 'done', RESUME: 'asking', ...value } } })

it('finds nothing in the flows as they are', () => {
  expect(lintFlows(registry, createTexts(resources))).toEqual([])
})

it('finds nothing in a small machine that is right', () => {
  expect(faultsOf({})).toEqual([])
})

describe('finds', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown action', { asking: { exit: 'shout' } }, 'probe.asking: unknown action shout'],
    ['an inline action', { asking: { exit: () => {} } }, 'probe.asking: inline action'],
    [
      'an inline action of a transition',
      on({ BACK: { actions: [() => {}], target: 'done' } }),
      'probe.asking: inline action',
    ],
    ['an unknown guard', on({ BACK: { guard: 'foul', target: 'done' } }), 'probe.asking: unknown guard foul'],
    ['an inline guard', on({ BACK: { guard: () => true, target: 'done' } }), 'probe.asking: inline guard'],
    ['an unknown delay', { asking: { after: { shrot: 'done' } } }, 'probe.asking: unknown delay shrot'],
    ['a delay without a name', { asking: { after: { 1000: 'done' } } }, 'probe.asking: unknown delay 1000'],
    ['an invoke', { asking: { invoke: { src: 'x' } } }, 'probe.asking: invoke is not allowed'],
    ['a dead end', { states: { stuck: {} } }, 'probe.stuck: dead end'],
    [
      'a way out by a timer only',
      { states: { stuck: { after: { soon: 'done' } } } },
      'probe.stuck: dead end',
    ],
    ['missing maxIterations', { options: {} }, 'probe: maxIterations is missing'],
    ['a wrong id', { id: 'other' }, 'probe: machine id is other'],
    ['a missing version', { version: undefined }, 'probe: version is not an integer'],
    ['a version that is no integer', { version: '1.2' }, 'probe: version is not an integer'],
    ['another version in the machine', { version: '2' }, "probe: version differs from the machine's"],
    [
      'a state name of another style',
      { states: { 'not-so': { on: { BACK: 'done' } } } },
      'probe.not-so: state name is not camelCase',
    ],
    [
      'a final state without output',
      { states: { done: { type: 'final' } } },
      'probe.done: final state without output',
    ],
    [
      'a way on to no flow',
      { states: { done: { type: 'final', output: { goto: 'gone' } } } },
      'probe.done: goes to unknown flow gone',
    ],
    ['a machine without output', { output: undefined }, 'probe.done: final state without output'],
    ['a key that is nowhere', ask({ key: 'probe.none' }), 'probe.asking: vi has no text probe.none'],
    ['a key of one language', ask({ key: 'probe.viOnly' }), 'probe.asking: en has no text probe.viOnly'],
    ['a missing variable', ask({ key: 'probe.named' }), 'probe.asking: vi probe.named wants name'],
    [
      'a missing variable of computed params',
      ask(() => ({ key: 'probe.named', vars: { other: 1 } }) as object),
      'probe.asking: en probe.named wants name',
    ],
    [
      'a label that is too long',
      ask({ key: 'probe.hello', choices: [{ id: 'a', key: 'probe.long' }] }),
      'probe.asking: en probe.long is longer than 20 characters',
    ],
    [
      'a literal label that is too long',
      ask({ key: 'probe.hello', choices: [{ id: 'a', label: 'x'.repeat(21) }] }),
      `probe.asking: label ${'x'.repeat(21)} is longer than 20 characters`,
    ],
    [
      'a line about a choice that no card holds',
      ask({ key: 'probe.hello', choices: [{ id: 'a', label: 'a', about: 'probe.endless' }] }),
      'probe.asking: vi probe.endless is longer than 80 characters',
    ],
    [
      'a line about a choice that is nowhere',
      ask({ key: 'probe.hello', choices: [{ id: 'a', label: 'a', about: 'probe.none' }] }),
      'probe.asking: en has no text probe.none',
    ],
    [
      'a choice on a card behind one that is not',
      ask({
        key: 'probe.hello',
        choices: [
          { id: 'a', label: 'a' },
          { id: 'b', label: 'b', about: 'probe.hello' },
        ],
      }),
      'probe.asking: a choice with a line about it stands behind one without',
    ],
    [
      'a consent with other choices',
      ask({ key: 'probe.hello', consent: 'P1', choices: [{ id: 'a', label: 'a' }] }),
      'probe.asking: a consent offers agree and refuse',
    ],
    [
      'a question that cannot be answered',
      { asking: { on: { RESUME: 'done' } } },
      'probe.asking: ask without ANSWER',
    ],
    [
      'a question that cannot be asked again',
      { asking: { on: { ANSWER: 'done' } } },
      'probe.asking: ask without RESUME',
    ],
    [
      'a call of an unknown flow',
      { asking: { exit: { type: 'call', params: { flow: 'gone' } } } },
      'probe.asking: calls unknown flow gone',
    ],
    ['a missing sample', on({ BACK: 'done' }), 'probe: no sample of BACK'],
    [
      'a missing sample of a result',
      { asking: { exit: { type: 'request', params: { effect: 'x.y' } } } },
      'probe: no sample of RESULT x.y',
    ],
    [
      'a missing sample of a call',
      { asking: { exit: { type: 'call', params: { flow: 'gone' } } } },
      'probe: no sample of CHILD_DONE gone',
    ],
  ])('%s', (_, planted, fault) => {
    expect(faultsOf(planted)).toContain(fault)
  })

  it('a missing migration', () => {
    expect(faultsOf({ version: '2' }, { version: 2 })).toEqual(['probe: no migration from version 1'])
  })
})
