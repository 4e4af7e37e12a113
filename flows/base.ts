import {
  type FlowEvent,
  type FlowInput,
  type FlowOutput,
  yearInVietnam,
} from '../src/conversation/flow-kit.ts'

/** Types of a flow with context `C`, for `setup`. */
export function typesOf<C>() {
  return {
    context: {} as C,
    events: {} as FlowEvent,
    input: {} as FlowInput,
    output: {} as FlowOutput,
  }
}

/** Guards that every flow may use. */
export const guards = {
  /** The answer is this choice. */
  chose: ({ event }: { event: FlowEvent }, params: { id: string }) =>
    event.type === 'ANSWER' && event.value === params.id,
  /** The flow above ended and names another that is wanted next. */
  goesOn: ({ event }: { event: FlowEvent }) => event.type === 'CHILD_DONE' && event.output.goto !== undefined,
  /** The flow above ended by handing the person to staff. */
  leftToStaff: ({ event }: { event: FlowEvent }) =>
    event.type === 'CHILD_DONE' && event.output.staffed === true,
}

/** An endless `always` loop would otherwise eat all memory. */
export const options = { maxIterations: 100 }

const DAY_MS = 86_400_000

/** An unfinished run is erased, silently, this long after it began (retention of unfinished registrations). */
export const delays = {
  abandon: 30 * DAY_MS,
  /** A question that nobody asked for: when it comes the engine decides, by the person's last message (`check-in.ts`). */
  checkIn: 20 * 3_600_000,
}

/** A machine's output is what its final state gives. */
export function outputOfFinal({ event }: { event: { output?: unknown } }): FlowOutput {
  return (event.output ?? {}) as FlowOutput
}

/** One text of a RESULT's value; empty when the room gave none. */
export function resultText(event: FlowEvent, name: string): string {
  const value = event.type === 'RESULT' ? event.value[name] : undefined
  return typeof value === 'string' ? value : ''
}

/** How a person is spoken to, as `common.you.<address>` has it. */
export type Address = 'adult' | 'young'

/** Whoever is younger than this is spoken to as a young person. */
const YOUNG_UNDER = 30

/** How somebody is spoken to who was born in this year; 0 where it is not known. */
export function addressFor(birthYear: number, now: number): Address {
  return yearInVietnam(now) - birthYear < YOUNG_UNDER ? 'young' : 'adult'
}

/** A fixed moment for samples: 2026-06-15 09:00 in Vietnam. */
export const SAMPLE_NOW = Date.UTC(2026, 5, 15, 2)

/** A sample answer. */
export function answer(value: string, shown = value): FlowEvent {
  return { type: 'ANSWER', value, shown, now: SAMPLE_NOW }
}
