import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

/** Sample events of the explain flow. */
export const samples: FlowEvent[] = [
  answer('next'),
  answer('register'),
  answer('human'),
  answer('menu'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'MH-7K3Q' }, now },
]
