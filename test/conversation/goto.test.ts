import { expect, it } from 'vitest'
import { HOME, registry } from '../../flows/registry.ts'
import { effects, type Flow, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import { startRun, stepRun } from '../../src/conversation/session.ts'
import { flows } from './support/flows.ts'
import { NOW } from './support/parts.ts'
import { newTalk, Stage, stackOf } from './support/turns.ts'

/** A flow that asks once, and wants another next. */
function leadingTo(goto: string): Flow {
  const machine = setup({ types: { events: {} as FlowEvent }, actions: effects }).createMachine({
    id: 'leading',
    version: '1',
    output: () => ({ goto }),
    initial: 'asking',
    states: {
      asking: {
        entry: {
          type: 'ask',
          params: { key: 'leading.ask', choices: [{ id: 'on', label: 'Label on' }] },
        },
        on: { ANSWER: 'done', RESUME: { target: 'asking', reenter: true } },
      },
      done: { type: 'final' },
    },
  })
  return { id: 'leading', version: 1, machine, migrations: {}, samples: [] }
}

it('has home start whatever flow is wanted next', () => {
  const menu = startRun(registry.get(HOME)!, { now: NOW }).run
  for (const goto of ['explain', 'register', 'anything']) {
    const step = stepRun(menu, { type: 'CHILD_DONE', flow: 'x', output: { goto }, now: NOW })
    expect(step.effects).toEqual([{ type: 'call', params: { flow: goto } }])
  }
})

it('starts what is wanted next also where another flow, opened by a word, had covered the one beneath', async () => {
  const stage = new Stage()
  const leading = leadingTo('consent')
  stage.deps.rules = { ...stage.deps.rules, flows: new Map([...flows, ['leading', leading]]) }
  const talk = newTalk()
  await stage.say(talk, 'đăng ký')
  const [beneath] = talk.stack.slice(-1)
  talk.stack.push({
    ...beneath!,
    no: 9,
    flow: 'leading',
    live: startRun(leading, { now: NOW }).run,
    question: {
      nonce: 'ABCD',
      askedAt: NOW,
      key: 'leading.ask',
      choices: [{ id: 'on', label: 'Label on' }],
      text: '',
    },
    armed: {},
  })
  expect(await stage.texts(talk, 'Label on')).toEqual(['consent.ask'])
  expect(stackOf(talk)).toEqual(['home.menu', 'register.name', 'consent.asking'])
})
