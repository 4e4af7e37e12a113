import type { InboundEvent } from '../channels/channel.ts'
import type { TimerBody } from './hear-timer.ts'
import type { StaffBody } from './staff-body.ts'
import type { Question } from './talk.ts'

/** The sealed body of an inbox row. */
export interface SealedEvent {
  key: string
  body: InboundEvent['body'] | TimerBody | StaffBody
}

/** The sealed state of a run. */
export interface RunState {
  snapshot: unknown
  question: Question | null
  armed: Record<string, number>
}
