import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

const standing = (more: Record<string, unknown>): FlowEvent => ({
  type: 'RESULT',
  effect: 'person.standing',
  value: {
    registered: true,
    birthYear: 1956,
    link: 'none',
    provider: 'sao-viet',
    providerName: 'Sao Việt CA',
    linkCode: 'MH-7K3Q',
    certificate: false,
    used: false,
    issuedOn: '',
    expiresOn: '',
    caseCode: '',
    ...more,
  },
  now,
})

/** Sample events of the status flow: one for each stage. */
export const samples: FlowEvent[] = [
  answer('goOn'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  standing({ registered: false, birthYear: 0 }),
  standing({ caseCode: 'HT-2P9X' }),
  standing({ link: 'made' }),
  standing({ link: 'opened' }),
  standing({ link: 'expired', providerName: '' }),
  standing({ certificate: true }),
  standing({ certificate: true, issuedOn: '2026-06-10' }),
  standing({ certificate: true, issuedOn: '2026-06-10', expiresOn: '2029-06-10' }),
  standing({ certificate: true, used: true }),
  standing({ certificate: true, used: true, issuedOn: '2026-06-10' }),
  standing({ certificate: true, used: true, expiresOn: '2029-06-10' }),
]
