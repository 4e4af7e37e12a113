import type { SlotContext, SlotReading } from '../../src/understanding/types.ts'

/** 2026-11-23, noon in Vietnam. */
export const context: SlotContext = { now: Date.UTC(2026, 10, 23, 5), language: 'vi' }

/** A reading in short: `0912345678`, `? a / b` for candidates, `- hint` for none. */
export function short(reading: SlotReading): string {
  if (reading.kind === 'value') return reading.value
  if (reading.kind === 'candidates') return `? ${reading.candidates.map(({ value }) => value).join(' / ')}`
  return `- ${reading.hint}`
}
