import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

/** Sample events of asking for a visit. */
export const samples: FlowEvent[] = [
  ...['wanted', 'booth', 'done', 'morning', 'afternoon', 'any'].map((id) => answer(id)),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'HT-7K3Q' }, now },
]
