import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { SAMPLE_NOW as now } from '../base.ts'

/** Sample events of the hand-off; choices are also walked as offered. */
export const samples: FlowEvent[] = [
  { type: 'ANSWER', value: 'sao-viet', shown: 'Sao Việt CA', now },
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'registration.standing', value: { registered: false, birthYear: 0 }, now },
  { type: 'RESULT', effect: 'registration.standing', value: { registered: true, birthYear: 1956 }, now },
  { type: 'RESULT', effect: 'providers.offer', value: { providers: [] }, now },
  {
    type: 'RESULT',
    effect: 'providers.offer',
    value: {
      providers: [
        { id: 'sao-viet', name: 'Sao Việt CA' },
        { id: 'hong-ha', name: 'Hồng Hà CA' },
      ],
    },
    now,
  },
  {
    type: 'RESULT',
    effect: 'handoff.create',
    value: { url: 'https://example.vn/go/abc', code: 'MH-7K3Q', providerName: 'Sao Việt CA' },
    now,
  },
  { type: 'RESULT', effect: 'case.open', value: { code: 'MH-2P9X' }, now },
]
