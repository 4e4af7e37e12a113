import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

/** Sample events of the registration; choices are also walked as offered. */
export const samples: FlowEvent[] = [
  answer('1956'),
  answer('2010'),
  answer('2015'),
  answer('yes'),
  answer('Nguyễn Thị Hòa'),
  answer('0912345678', '0912 345 678'),
  answer('old:12121', 'phường Dị Sử (cũ), nay là phường Đường Hào'),
  {
    type: 'SHARED',
    name: { value: 'Nguyễn Thị Hòa', shown: 'Nguyễn Thị Hòa' },
    phone: { value: '0912345678', shown: '0912 345 678' },
    now,
  },
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: false }, now },
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: true }, now },
  { type: 'RESULT', effect: 'registration.save', value: {}, now },
]
