import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'
import { TOPIC_IDS } from './topics.ts'

/** Sample events of the FAQ's menu. */
export const samples: FlowEvent[] = [
  ...TOPIC_IDS.map((topic) => answer(topic)),
  answer('is-it-free'),
  answer('topics'),
  answer('more'),
  answer('register'),
  answer('human'),
  answer('menu'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'MH-7K3Q' }, now },
]
