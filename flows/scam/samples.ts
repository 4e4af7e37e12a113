import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

/** Sample events of the help after a fraud. */
export const samples: FlowEvent[] = [
  ...['lost', 'check', 'link', 'person', 'account', 'human', 'done'].map((id) => answer(id)),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  {
    type: 'RESULT',
    effect: 'accounts.official',
    value: { accounts: 'Zalo: UBND phường Mỹ Hào\nFacebook: UBND phường Mỹ Hào' },
    now,
  },
  { type: 'RESULT', effect: 'case.open', value: { code: 'HT-7K3Q' }, now },
]
