import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

const registration = {
  name: 'Nguyễn Thị Hòa',
  phone: '09…78',
  birthYear: 1956,
  place: 'phường Dị Sử (cũ), nay là phường Đường Hào',
  group: 'NGUOIDAN',
  day: '15/06/2026',
}
const day = '15/06/2026'

const look = (value: Record<string, unknown>): FlowEvent => ({
  type: 'RESULT',
  effect: 'data.look',
  value,
  now,
})

/** Sample events of a person's own data; choices are also walked as offered. */
export const samples: FlowEvent[] = [
  answer('correct'),
  answer('consents'),
  answer('copy'),
  answer('erase'),
  answer('leave'),
  answer('none'),
  answer('agree'),
  answer('refuse'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  look({ registration: null, young: false, consents: {}, counts: {} }),
  look({
    registration,
    young: false,
    consents: { P1: day, P2: day, P3: day, P4: day },
    counts: { messages: 24, links: 1, cases: 1, drafts: 1 },
  }),
  look({ registration: null, young: true, consents: { P1: day }, counts: { messages: 3 } }),
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: true }, now },
  {
    type: 'RESULT',
    effect: 'data.export',
    value: { url: `https://chukyso.example.vn/my-data/${'a'.repeat(32)}` },
    now,
  },
  { type: 'RESULT', effect: 'data.erase', value: { code: 'XD-7K3Q-9M2P', day }, now },
]
