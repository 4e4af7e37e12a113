import type { Scenario } from '../acts.ts'
import { until } from './ways.ts'

const SONG_QUE = { takes: 'Sông Quê (bản thử)' }
/** Consents beside the registration: where there are no buttons they are given in words. */
const NO = { vi: 'không đồng ý', en: 'I do not agree' }
const YES = { agrees: true } as const
const LINKED = [...until('done'), SONG_QUE, NO, YES, NO]

/** From the provider to the first signature. */
export const handoff: Scenario[] = [
  {
    name: 'handoff',
    acts: [
      ...until('done'),
      { vi: 'nơi nào cũng được', en: 'any of them' },
      SONG_QUE,
      NO,
      YES,
      NO,
      { picks: 'handoff.choice.steps' },
      { picks: 'handoff.choice.next' },
      { picks: 'handoff.choice.stuckHere' },
      { picks: 'handoff.choice.emailUsed' },
      { picks: 'handoff.choice.solved' },
      { picks: 'handoff.choice.next' },
      { picks: 'handoff.choice.later' },
    ],
  },
  {
    name: 'handoff-vneid-to-a-person',
    on: ['zalo'],
    in: ['vi'],
    acts: [
      ...until('done'),
      { takes: 'VNeID (bản thử)' },
      NO,
      NO,
      { picks: 'handoff.choice.steps' },
      { picks: 'handoff.choice.stuckHere' },
      { picks: 'handoff.choice.noLevel2' },
      { picks: 'handoff.choice.stillStuck' },
    ],
  },
  {
    name: 'certificate',
    acts: [
      ...LINKED,
      { picks: 'handoff.choice.issued' },
      '10/06/2026',
      { picks: 'certificate.choice.notAtHand' },
      { picks: 'certificate.choice.dossier' },
      { picks: 'certificate.choice.used' },
    ],
  },
  {
    name: 'status',
    acts: [
      { vi: 'tới đâu rồi', en: 'status' },
      { vi: 'menu', en: 'MENU' },
      ...LINKED,
      { vi: 'hồ sơ tới đâu rồi', en: 'where am I' },
      { picks: 'status.choice.goOn' },
    ],
  },
]
