import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { registry } from '../../flows/registry.ts'
import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { restoreRun, stepRun } from '../../src/conversation/session.ts'
import { FIELDS, Visit } from './visit.ts'
import { NOW } from './walk.ts'

const saved = (visit: Visit) => visit.requests.find((request) => request['effect'] === 'registration.save')
const wish = (field: string, value?: string): FlowEvent => ({
  type: 'WISH',
  wish: 'correct',
  field,
  ...(value ? { value, shown: `«${value}»` } : {}),
  now: NOW,
})
const hamlet = (id: number) => ({ id: String(id), name: `Thôn ${id}` })
const RETURNED: FlowEvent = { type: 'RETURNED', now: NOW }

const KNOWN = {
  'registration.look': {
    registered: true,
    values: {
      birthYear: '1960',
      name: 'Nguyễn Thị Hòa',
      phone: '0912345678',
      place: 'old:12121',
      residence: 'TAMTRU',
      hamlet: '-',
      group: 'NGUOIDAN',
      school: '-',
    },
    shown: { birthYear: '1960', name: 'Nguyễn Thị Hòa', phone: '0912 345 678', place: 'Dị Sử' },
  },
}

describe('how one is here', () => {
  it.each([
    [['old:12121'], { place: 'old:12121', residence: 'THUONGTRU' }],
    [['TAMTRU@old:12121'], { place: 'old:12121', residence: 'TAMTRU' }],
    [['TAMTRU', 'new:12103'], { place: 'new:12103', residence: 'TAMTRU' }],
    [['LAMVIEC', 'old:12118'], { place: 'old:12118', residence: 'LAMVIEC' }],
  ])('is told with the place: %j', (answers, expected) => {
    const visit = new Visit().answer(
      '1960',
      'agree',
      'Nguyễn Thị Hòa',
      '0912345678',
      ...answers,
      'NGUOIDAN',
      'yes',
    )
    expect(saved(visit)).toMatchObject(expected)
  })

  it('can be taken back before the place is named', () => {
    const visit = new Visit().answer('1960', 'agree', 'Nguyễn Thị Hòa', '0912345678', 'TAMTRU')
    expect(visit.keys.at(-1)).toBe('register.placeOfStay')
    expect(visit.back().keys.at(-1)).toBe('register.place')
    expect(saved(visit.answer('old:12121', 'NGUOIDAN', 'yes'))).toMatchObject({ residence: 'THUONGTRU' })
  })
})

describe('the hamlet', () => {
  const upTo = (rooms: Visit['rooms']) =>
    new Visit(NOW, rooms).answer('1960', 'agree', 'Nguyễn Thị Hòa', '0912345678', 'old:12121')

  it('is not asked where no list is loaded', () => {
    expect(upTo({}).state).toBe('group')
  })

  it('is chosen from a short list, or left out', () => {
    const rooms = { 'hamlet.list': { hamlets: [hamlet(1), hamlet(2)] } }
    expect(upTo(rooms).keys.at(-1)).toBe('register.hamlet')
    expect(saved(upTo(rooms).answer('2', 'NGUOIDAN', 'yes'))).toMatchObject({ hamlet: '2' })
    expect(saved(upTo(rooms).answer('skip', 'NGUOIDAN', 'yes'))).toMatchObject({ hamlet: '' })
  })

  it('is typed where the list is long, and asked back where that is not sure', () => {
    const rooms: Visit['rooms'] = {
      'hamlet.list': { hamlets: Array.from({ length: 12 }, (_, i) => hamlet(i + 1)) },
      'hamlet.find': { hamlets: [], sure: false },
    }
    const visit = upTo(rooms)
    expect(visit.keys.at(-1)).toBe('register.hamletTyped')
    expect(visit.answer('thôn gì').keys.slice(-2)).toEqual(['register.hamletUnknown', 'register.hamletTyped'])
    rooms['hamlet.find'] = { hamlets: [hamlet(3), hamlet(4)], sure: false }
    expect(visit.answer('thôn').keys.at(-1)).toBe('register.hamletNear')
    expect(saved(visit.answer('4', 'NGUOIDAN', 'yes'))).toMatchObject({ hamlet: '4' })
    rooms['hamlet.find'] = { hamlets: [hamlet(7)], sure: true }
    expect(saved(upTo(rooms).answer('thon 7', 'NGUOIDAN', 'yes'))).toMatchObject({ hamlet: '7' })
  })

  it('is asked anew when the place changes', () => {
    const rooms: Visit['rooms'] = { 'hamlet.list': { hamlets: [hamlet(1)] } }
    const visit = upTo(rooms).answer('1', 'NGUOIDAN', 'no', 'place', 'old:12118')
    expect(visit.state).toBe('hamlet')
    expect(saved(visit.answer('skip', 'yes'))).toMatchObject({ place: 'old:12118', hamlet: '' })
  })
})

describe('where somebody belongs to', () => {
  const of = (...answers: string[]) =>
    new Visit().answer('2009', 'agree', 'Trần Minh Anh', '0912345678', 'old:12121', ...answers)

  it('is a school for pupils and students, with the class', () => {
    expect(of('HOCSINH_11_12').keys.at(-1)).toBe('register.school')
    expect(saved(of('HOCSINH_11_12', 'THPT Mỹ Hào|12A1', 'yes'))).toMatchObject({
      school: 'THPT Mỹ Hào',
      class: '12A1',
      organisation: '',
    })
    expect(saved(of('SINHVIEN', 'skip', 'yes'))).toMatchObject({ school: '', class: '' })
  })

  it('is an organisation for cadres and members, and nothing for others', () => {
    expect(of('CBCCVC').keys.at(-1)).toBe('register.work')
    expect(saved(of('otherGroup', 'CBDOAN', 'Đoàn phường', 'yes'))).toMatchObject({
      group: 'CBDOAN',
      school: '',
      organisation: 'Đoàn phường',
    })
    expect(of('NGUOIDAN').state).toBe('summary')
  })

  it('is asked anew when the group changes', () => {
    const visit = of('HOCSINH_11_12', 'THPT Mỹ Hào|12A1', 'no', 'group', 'CBCCVC')
    expect(visit.keys.at(-1)).toBe('register.work')
    expect(saved(visit.answer('skip', 'yes'))).toMatchObject({ school: '', class: '', organisation: '' })
  })
})

describe('a correction by words', () => {
  it('leads to its question, and back to the open one', () => {
    const visit = new Visit().answer('1960', 'agree', ...FIELDS.slice(0, 3)).send(wish('phone'))
    expect(visit.state).toBe('phone')
    expect(visit.answer('0987654321').state).toBe('group')
  })

  it('is done at once where the value is told', () => {
    const visit = new Visit().answer('1960', 'agree', ...FIELDS).send(wish('phone', '0987654321'))
    expect(visit.state).toBe('summary')
    expect(saved(visit.answer('yes'))).toMatchObject({ phone: '0987654321' })
  })

  it('of the birth year still asks for the age', () => {
    const visit = new Visit().answer('1960', 'agree', ...FIELDS)
    expect(visit.send(wish('birthYear', '2010')).state).toBe('turned16')
    const child = new Visit().answer('1960', 'agree').send(wish('birthYear', '2015'))
    expect(child.step.done).toBe(true)
    expect(child.requests.at(-1)).toMatchObject({ purpose: 'P1', given: false })
  })

  it('takes nothing down before consent', () => {
    const visit = new Visit().answer('1960')
    expect(visit.send(wish('phone', '0987654321')).step.changed).toBe(false)
    expect(visit.send(wish('birthYear')).state).toBe('birthYear')
  })
})

describe('who comes back after long', () => {
  it('goes on at the open question, after a short recap', () => {
    const visit = new Visit().answer('1960', 'agree', ...FIELDS.slice(0, 2)).send(RETURNED)
    expect(visit.state).toBe('returning')
    expect(visit.step.effects.at(-1)).toMatchObject({
      params: { key: 'register.returning', vars: { told: '«Nguyễn Thị Hòa», «1960», 09…78' } },
    })
    expect(visit.answer('goOn').state).toBe('place')
  })

  it('or starts over, with the consent that was given', () => {
    const visit = new Visit()
      .answer('1960', 'agree', ...FIELDS.slice(0, 2))
      .send(RETURNED)
      .answer('over')
    expect(visit.state).toBe('birthYear')
    expect(visit.answer('1971').state).toBe('name')
  })

  it('is asked nothing more where nothing was told', () => {
    expect(new Visit().send(RETURNED).step.changed).toBe(false)
  })
})

describe('who is registered already', () => {
  it('is shown so, with only the ends of the phone number', () => {
    const visit = new Visit(NOW, KNOWN)
    expect(visit.step.effects.at(-1)).toMatchObject({
      params: {
        key: 'register.known',
        vars: { name: 'Nguyễn Thị Hòa', phone: '09…78', residence: { key: 'register.how.TAMTRU' } },
      },
    })
    expect(visit.answer('link').step.output).toEqual({ goto: 'handoff' })
    expect(new Visit(NOW, KNOWN).answer('leave').step.output).toEqual({})
  })

  it('changes one thing and keeps the rest', () => {
    const visit = new Visit(NOW, KNOWN).answer('change', 'phone', '0987654321', 'yes')
    expect(saved(visit)).toMatchObject({ phone: '0987654321', name: 'Nguyễn Thị Hòa', residence: 'TAMTRU' })
    expect(visit.keys.at(-1)).toBe('register.changed')
    expect(visit.step).toMatchObject({ done: true, output: {} })
  })

  it('comes straight to what was to be corrected', () => {
    expect(new Visit(NOW, KNOWN, { wanted: 'phone' }).state).toBe('phone')
    expect(new Visit(NOW, {}, { wanted: 'phone' }).state).toBe('birthYear')
  })
})

describe('for somebody else', () => {
  it('nobody is registered; help is offered', () => {
    const visit = new Visit().answer('forAnother')
    expect(visit.keys.at(-1)).toBe('register.forAnother')
    expect(visit.answer('ownPhone').step).toMatchObject({ done: true, output: {} })
    expect(visit.requests).toEqual([])
    expect(new Visit().answer('forAnother', 'self').state).toBe('birthYear')
  })

  const done = (flow: string, output: object): FlowEvent => ({ type: 'CHILD_DONE', flow, output, now: NOW })

  it.each([
    ['desk', 'booth'],
    ['visit', 'homeVisit'],
  ])('%s is told of in a flow of its own', (choice, flow) => {
    const visit = new Visit().answer('forAnother', choice)
    expect(visit.step.effects).toEqual([{ type: 'call', params: { flow } }])
    expect(visit.send(done(flow, {})).step).toMatchObject({ done: true, output: {} })
    const staffed = new Visit().answer('forAnother', choice).send(done(flow, { staffed: true }))
    expect(staffed.step).toMatchObject({ done: true, output: { staffed: true } })
  })

  it('an own form that was begun waits', () => {
    const begun = () =>
      new Visit()
        .answer('1960', 'agree')
        .send({ type: 'WISH', wish: 'for-another', now: NOW })
        .answer('visit')
    expect(begun().send(done('homeVisit', { staffed: true })).state).toBe('waiting')
    const back = begun()
      .send(done('homeVisit', { staffed: true }))
      .send({ type: 'RESUME', now: NOW })
    expect(back.keys.at(-1)).toBe('register.returning')
    expect(back.answer('goOn').state).toBe('name')
    expect(begun().send(done('homeVisit', {})).state).toBe('name')
    expect(begun().send(done('homeVisit', { goto: 'booth' })).state).toBe('atDesk')
  })
})

it.each(['summary', 'edit', 'saving'])('a draft of version 3 at %s is asked how one is here', (state) => {
  const fixture = JSON.parse(readFileSync(new URL('./fixtures/register.v3.json', import.meta.url), 'utf8'))
  const run = restoreRun(registry, { flow: 'register', version: 3, snapshot: fixture[state] })
  const step = stepRun(run, { type: 'RESUME', now: NOW })
  expect(step.effects.at(-1)).toMatchObject({ params: { key: 'register.residence' } })
})
