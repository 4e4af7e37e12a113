import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'
import { type Draft, emptyDraft } from './draft.ts'

const registered = {
  registered: true,
  values: {
    birthYear: '1956',
    name: 'Nguyễn Thị Hòa',
    phone: '0912345678',
    place: 'old:12121',
    residence: 'THUONGTRU',
    hamlet: '-',
    group: 'NGUOIDAN',
    school: '-',
  },
  shown: {
    birthYear: '1956',
    name: 'Nguyễn Thị Hòa',
    phone: '0912 345 678',
    place: 'Dị Sử (nay là phường Đường Hào)',
  },
}

const hamlet = (n: number) => ({ id: String(n), name: `Thôn ${n}` })

/** Sample events of the registration; choices are also walked as offered. */
export const samples: FlowEvent[] = [
  answer('1956'),
  answer('2010'),
  answer('2015'),
  answer('yes'),
  answer('Nguyễn Thị Hòa'),
  answer('0912345678', '0912 345 678'),
  answer('old:12121', 'Dị Sử (nay là phường Đường Hào)'),
  answer('TAMTRU@old:12121', 'Dị Sử (nay là phường Đường Hào)'),
  answer('Thôn Ngọc'),
  answer('THPT Mỹ Hào|12A1', 'THPT Mỹ Hào, 12A1'),
  {
    type: 'SHARED',
    name: { value: 'Nguyễn Thị Hòa', shown: 'Nguyễn Thị Hòa' },
    phone: { value: '0912345678', shown: '0912 345 678' },
    now,
  },
  { type: 'WISH', wish: 'has-certificate', now },
  { type: 'WISH', wish: 'for-another', now },
  { type: 'WISH', wish: 'correct', field: 'phone', now },
  { type: 'WISH', wish: 'correct', field: 'phone', value: '0987654321', shown: '0987 654 321', now },
  { type: 'RETURNED', now },
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'registration.look', value: { registered: false }, now },
  { type: 'RESULT', effect: 'registration.look', value: registered, now },
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: false }, now },
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: true }, now },
  { type: 'RESULT', effect: 'hamlet.list', value: { hamlets: [] }, now },
  { type: 'RESULT', effect: 'hamlet.list', value: { hamlets: [1, 2].map(hamlet) }, now },
  {
    type: 'RESULT',
    effect: 'hamlet.list',
    value: { hamlets: Array.from({ length: 12 }, (_, i) => hamlet(i)) },
    now,
  },
  { type: 'RESULT', effect: 'hamlet.find', value: { hamlets: [], sure: false }, now },
  { type: 'RESULT', effect: 'hamlet.find', value: { hamlets: [hamlet(1)], sure: true }, now },
  { type: 'RESULT', effect: 'hamlet.find', value: { hamlets: [hamlet(1), hamlet(2)], sure: false }, now },
  { type: 'RESULT', effect: 'registration.save', value: {}, now },
  { type: 'CHILD_DONE', flow: 'booth', output: {}, now },
  { type: 'CHILD_DONE', flow: 'booth', output: { goto: 'homeVisit' }, now },
  { type: 'CHILD_DONE', flow: 'booth', output: { goto: 'register' }, now },
  { type: 'CHILD_DONE', flow: 'homeVisit', output: {}, now },
  { type: 'CHILD_DONE', flow: 'homeVisit', output: { goto: 'booth' }, now },
  { type: 'CHILD_DONE', flow: 'homeVisit', output: { staffed: true }, now },
]

const draft = (values: Partial<Draft['values']>, more: Partial<Draft> = {}): Draft => {
  const empty = emptyDraft({ input: { now } })
  return { ...empty, ...more, values: { ...empty.values, ...values }, shown: { ...empty.shown, ...values } }
}
const manyHamlets = Array.from({ length: 12 }, (_, i) => hamlet(i))

/** What the samples do not tell at once: somebody who stays, works or learns here, and lists of hamlets. */
export const contexts: Draft[] = [
  draft({ residence: 'TAMTRU', hamlet: 'Thôn 1', group: 'HOCSINH_11_12', school: 'THPT Mỹ Hào|12A1' }),
  draft({ residence: 'LAMVIEC', group: 'CBCCVC', school: 'UBND phường' }),
  draft({}, { hamlets: manyHamlets }),
  draft({}, { hamlets: manyHamlets.slice(0, 2), near: true }),
]
