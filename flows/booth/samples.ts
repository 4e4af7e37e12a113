import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

/** Sample events of the way to the desk. */
export const samples: FlowEvent[] = [
  ...['register', 'homeVisit', 'human', 'done'].map((id) => answer(id)),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  {
    type: 'RESULT',
    effect: 'desk.info',
    value: { place: 'Trung tâm Phục vụ hành chính công phường', hours: '7:30–17:00, thứ Hai đến thứ Sáu' },
    now,
  },
  {
    type: 'RESULT',
    effect: 'desk.info',
    value: { place: 'Trung tâm Phục vụ hành chính công phường', hours: '' },
    now,
  },
  { type: 'RESULT', effect: 'desk.info', value: { place: '', hours: '' }, now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'HT-7K3Q' }, now },
]
