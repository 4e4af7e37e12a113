import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { answer, SAMPLE_NOW as now } from '../base.ts'

/** Sample events of the home flow. */
export const samples: FlowEvent[] = [
  answer('explain'),
  answer('register'),
  answer('faq'),
  answer('human'),
  answer('more'),
  answer('menu'),
  answer('language'),
  answer('vi'),
  answer('en'),
  { type: 'BACK', now },
  { type: 'RESUME', now },
  { type: 'RESULT', effect: 'case.open', value: { code: 'MH-7K3Q' }, now },
  { type: 'CHILD_DONE', flow: 'explain', output: {}, now },
  { type: 'CHILD_DONE', flow: 'explain', output: { goto: 'register' }, now },
  { type: 'CHILD_DONE', flow: 'register', output: { goto: 'handoff' }, now },
  { type: 'CHILD_DONE', flow: 'faq', output: {}, now },
  { type: 'CHILD_DONE', flow: 'register', output: {}, now },
  { type: 'CHILD_DONE', flow: 'handoff', output: { goto: 'certificate' }, now },
  { type: 'CHILD_DONE', flow: 'handoff', output: {}, now },
  { type: 'CHILD_DONE', flow: 'certificate', output: {}, now },
  { type: 'CHILD_DONE', flow: 'handoff', output: { staffed: true }, now },
  { type: 'CHILD_DONE', flow: 'register', output: { staffed: true }, now },
]
