import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

const standing = (more: Record<string, unknown>): FlowEvent => ({
  type: 'RESULT',
  effect: 'person.standing',
  value: { registered: true, birthYear: 1956, link: 'none', provider: '', ...more },
  now,
})
const link = { code: 'MH-7K3Q', providerName: 'Sao Việt CA' }

/** Sample events of the hand-off; choices are also walked as offered. */
export const samples: FlowEvent[] = [
  answer('sao-viet', 'Sao Việt CA'),
  answer('agree'),
  answer('refuse'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  standing({}),
  standing({ registered: false, birthYear: 0 }),
  standing({ link: 'opened', provider: 'sao-viet' }),
  {
    type: 'RESULT',
    effect: 'providers.offer',
    value: {
      providers: [
        {
          id: 'sao-viet',
          name: 'Sao Việt CA',
          route: 'app',
          steps: ['install', 'package'],
          freePackage: 'PS0',
        },
        { id: 'vneid', name: 'VNeID', route: 'vneid', steps: ['vneidProvider'], freePackage: '' },
      ],
    },
    now,
  },
  { type: 'RESULT', effect: 'providers.offer', value: { providers: [] }, now },
  { type: 'RESULT', effect: 'handoff.create', value: { ...link, url: 'https://example.vn/go/abc' }, now },
  { type: 'RESULT', effect: 'handoff.create', value: { ...link, url: '' }, now },
  { type: 'RESULT', effect: 'handoff.note', value: {}, now },
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: false }, now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'HT-2P9X' }, now },
  { type: 'CHILD_DONE', flow: 'home', output: {}, now },
]
