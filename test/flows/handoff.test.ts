import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OTHER, REASONS } from '../../flows/handoff/reasons.ts'
import { registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import { persistRun, restoreRun, stepRun } from '../../src/conversation/session.ts'
import { APP_STEPS, STEPS } from '../../src/providers/steps.ts'
import { Visit } from './visit.ts'
import { NOW } from './walk.ts'

const handoff = registry.get('handoff')!
const OFFERS = [
  { id: 'a', name: 'Sao Việt CA', route: 'app', steps: APP_STEPS, freePackage: '' },
  {
    id: 'b',
    name: 'Hồng Hà CA',
    route: 'app',
    steps: ['install', 'package', 'activate'],
    freePackage: 'PS0',
  },
  { id: 'vneid', name: 'VNeID', route: 'vneid', steps: ['vneidOpen', 'activate'], freePackage: '' },
]
const LINK = { url: 'https://w.example/go/s3cret', code: 'MH-7K3Q', providerName: 'Hồng Hà CA' }
const CHECK_IN = (state: string) => ({ type: `xstate.after.checkIn.handoff.${state}` }) as const

/** Somebody who has registered. */
const arrives = (results: Record<string, Record<string, unknown>> = {}) =>
  new Visit(
    NOW,
    {
      'person.standing': { registered: true, birthYear: 1956, link: 'none', provider: '' },
      'providers.offer': { providers: OFFERS },
      'handoff.create': LINK,
      'case.open': { code: 'HT-2P9X' },
      ...results,
    },
    {},
    handoff,
  )
const linked = () => arrives().answer('b', 'refuse', 'refuse', 'refuse')

describe('handoff', () => {
  it('leads who chose a provider to it by a personal link that is kept nowhere', () => {
    const visit = arrives().answer('b', 'agree')
    expect(visit.requests).toEqual([
      { effect: 'person.standing' },
      { effect: 'providers.offer' },
      { effect: 'consent.record', purpose: 'P3', given: true },
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

  it('asks P3 at the provider, P2 and P4 after the link, each on its own and none preselected', () => {
    const visit = arrives().answer('b')
    expect(visit.asked).toMatchObject({ key: 'handoff.p3', consent: 'P3', vars: { provider: 'Hồng Hà CA' } })
    expect(visit.answer('refuse').asked).toMatchObject({ key: 'handoff.p2', consent: 'P2' })
    expect(visit.answer('agree').asked).toMatchObject({ key: 'handoff.p4', consent: 'P4' })
    visit.answer('refuse')
    expect(visit.state).toBe('guide')
    expect(visit.requests.filter((one) => one['effect'] === 'consent.record')).toEqual([
      { effect: 'consent.record', purpose: 'P3', given: false },
      { effect: 'consent.record', purpose: 'P2', given: true },
      { effect: 'consent.record', purpose: 'P4', given: false },
    ])
  })

  it('passes nothing on for VNeID, and opens no page for it', () => {
    const visit = arrives({ 'handoff.create': { ...LINK, url: '' } }).answer('vneid')
    expect(visit.keys).not.toContain('handoff.p3')
    expect(visit.keys).toContain('handoff.withoutLink')
    expect(visit.keys).not.toContain('handoff.link')
    expect(visit.answer('refuse', 'refuse', 'steps').asked).toMatchObject({ key: 'handoff.step.vneidOpen' })
  })

  it('shows the steps of the provider one by one, with its free package by name, to the certificate', () => {
    const visit = linked().answer('steps')
    expect(visit.asked).toMatchObject({ key: 'handoff.step.install', vars: { n: 1, total: 3 } })
    expect(visit.answer('next').asked).toMatchObject({
      key: 'handoff.step.packageNamed',
      vars: { package: 'PS0' },
    })
    expect(visit.back().asked).toMatchObject({ key: 'handoff.step.install' })
    expect(visit.back().state).toBe('guide')
    visit.answer('steps', 'next', 'next')
    expect(visit.asked?.choices?.map(({ id }) => id)).toEqual(['issued', 'stuckHere', 'later'])
    expect(visit.answer('issued').step).toMatchObject({ done: true, output: { goto: 'certificate' } })
  })

  it('helps with what holds one up, notes it, and then calls a person', () => {
    const visit = linked().answer('steps', 'next', 'stuckHere')
    expect(visit.asked?.choices?.map(({ id }) => id)).toEqual(['asksMoney', 'noFreePackage', OTHER])
    expect(visit.answer('asksMoney').asked).toMatchObject({ key: 'handoff.help.asksMoney' })
    expect(visit.requests.at(-1)).toEqual({
      effect: 'handoff.note',
      kind: 'stuck',
      step: 'package',
      answer: 'asksMoney',
    })
    expect(visit.answer('solved').asked).toMatchObject({ key: 'handoff.step.packageNamed' })
    visit.answer('stuckHere', 'noFreePackage', 'stillStuck')
    expect(visit.requests.at(-1)).toEqual({ effect: 'case.open', reason: 'stuck' })
    expect(visit.state).toBe('withStaff')
    expect(visit.send({ type: 'RESUME', now: NOW }).asked).toMatchObject({
      key: 'handoff.step.packageNamed',
    })
  })

  it('calls a person at once for what nobody foresaw', () => {
    const visit = linked().answer('steps', 'stuckHere', OTHER)
    expect(visit.requests.slice(-2)).toEqual([
      { effect: 'handoff.note', kind: 'stuck', step: 'install', answer: OTHER },
      { effect: 'case.open', reason: 'stuck' },
    ])
  })

  it.each(['guide', 'step', 'stuck', 'p2'])('asks once how far one is, also at %s', (state) => {
    const ways: Record<string, string[]> = { guide: [], step: ['steps'], stuck: ['steps', 'stuckHere'] }
    const visit = state === 'p2' ? arrives().answer('b', 'refuse') : linked().answer(...(ways[state] ?? []))
    expect(visit.state).toBe(state)
    expect(visit.send(CHECK_IN(state)).asked).toMatchObject({ key: 'handoff.checkIn' })
    visit.answer('waiting', 'later').send({ type: 'RESUME', now: NOW })
    expect(visit.state).toBe('guide')
    expect(visit.send(CHECK_IN('guide')).step.changed).toBe(false)
  })

  it.each([
    ['issued', { done: true, output: { goto: 'certificate' } }],
    ['quit', { done: true, output: {} }],
  ])('hears "%s" and notes it', (answer, end) => {
    const visit = linked().send(CHECK_IN('guide')).answer(answer)
    expect(visit.requests.at(-1)).toEqual({ effect: 'handoff.note', kind: 'check-in', answer })
    expect(visit.step).toMatchObject(end)
  })

  it('finds out where somebody is stuck who went alone', () => {
    const visit = linked().send(CHECK_IN('guide')).answer('stuck')
    expect(visit.asked?.choices?.map(({ id }) => id)).toEqual(['install', 'package', 'activate', OTHER])
    expect(visit.answer('activate').asked?.choices?.map(({ id }) => id)).toEqual([
      ...(REASONS['activate'] ?? []),
      OTHER,
    ])
  })

  it('offers a new link to who had one, and asks for no consent again', () => {
    const visit = arrives({
      'person.standing': { registered: true, birthYear: 1956, link: 'expired', provider: 'b' },
    })
    expect(visit.asked).toMatchObject({ key: 'handoff.again' })
    expect(visit.answer('newLink').state).toBe('guide')
    expect(visit.requests.filter((one) => one['effect'] === 'consent.record')).toEqual([])
  })

  it('leads back from the choice of a provider to what is registered', () => {
    expect(arrives().back().step).toMatchObject({ done: true, output: { goto: 'register' } })
    const again = { registered: true, birthYear: 1956, link: 'made', provider: 'b' }
    expect(arrives({ 'person.standing': again }).answer('otherProvider').back().state).toBe('again')
  })

  it('is for those who have registered', () => {
    const visit = arrives({ 'person.standing': { registered: false, birthYear: 0 } })
    expect(visit.step).toMatchObject({ done: true, output: { goto: 'register' } })
  })

  it('hands over to staff when there is no provider', () => {
    const visit = arrives({ 'providers.offer': { providers: [] } })
    expect(visit.step).toMatchObject({ done: true, output: { staffed: true } })
    expect(visit.requests.at(-1)).toEqual({ effect: 'case.open', reason: 'no-provider' })
  })

  it('keeps the choice of who stood at it in version 1', () => {
    const fixture = JSON.parse(readFileSync(new URL('./fixtures/handoff.v1.json', import.meta.url), 'utf8'))
    const run = restoreRun(registry, { flow: 'handoff', version: 1, snapshot: fixture.provider })
    const step = stepRun(run, { type: 'ANSWER', value: 'sao-viet', shown: 'Sao Việt CA', now: NOW })
    expect(step.effects).toMatchObject([{ type: 'ask', params: { key: 'handoff.p3' } }])
  })

  it.each(['vi', 'en'] as const)(
    'has a screen, a label and help for every step and reason (%s)',
    (language) => {
      const texts: Record<string, string> = resources[language].handoff
      const missing = [
        ...STEPS.flatMap((step) => [`step.${step}`, `at.${step}`]),
        ...Object.values(REASONS)
          .flat()
          .flatMap((reason) => [`choice.${reason}`, `help.${reason}`]),
      ].filter((key) => !texts[key])
      expect(missing).toEqual([])
      expect(Object.keys(REASONS).sort()).toEqual([...STEPS].sort())
      for (const [key, text] of Object.entries(texts))
        expect(text.length, key).toBeLessThanOrEqual(/^(choice|at)\./.test(key) ? 20 : 560)
    },
  )
})
