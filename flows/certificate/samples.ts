import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

const standing = (more: Record<string, unknown>): FlowEvent => ({
  type: 'RESULT',
  effect: 'person.standing',
  value: {
    registered: true,
    birthYear: 1956,
    link: 'none',
    provider: '',
    providerName: '',
    certificate: false,
    ...more,
  },
  now,
})

/** Sample events of the certificate flow; choices are also walked as offered. */
export const samples: FlowEvent[] = [
  answer('sao-viet', 'Sao Việt CA'),
  answer('other'),
  answer('2026-06-10', '10/06/2026'),
  answer('2031-06-10', '10/06/2031'),
  answer('agree'),
  answer('refuse'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  standing({}),
  standing({ link: 'opened', provider: 'sao-viet', providerName: 'Sao Việt CA' }),
  standing({ certificate: true }),
  {
    type: 'RESULT',
    effect: 'providers.offer',
    value: { providers: [{ id: 'sao-viet', name: 'Sao Việt CA' }] },
    now,
  },
  { type: 'RESULT', effect: 'certificate.save', value: { saved: true }, now },
  { type: 'RESULT', effect: 'certificate.save', value: { saved: false }, now },
  { type: 'RESULT', effect: 'certificate.use', value: {}, now },
  { type: 'RESULT', effect: 'consent.record', value: { withdrawn: false }, now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'HT-2P9X' }, now },
]
