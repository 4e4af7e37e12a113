/**
 * What a person does at a provider, one screen each; a catalogue entry lists its own in order (facts: domain 2.2, 3). The
 * sentences are `handoff.step.<id>`, by language.
 */
export const STEPS = [
  'install',
  'account',
  'card',
  'face',
  'otp',
  'package',
  'contract',
  'approval',
  'activate',
  'vneidOpen',
  'vneidMenu',
  'vneidProvider',
  'vneidTerms',
] as const
/** One of them. */
export type StepId = (typeof STEPS)[number]

/** The usual way in a provider's own app. */
export const APP_STEPS: readonly StepId[] = [
  'install',
  'account',
  'card',
  'face',
  'otp',
  'package',
  'contract',
  'approval',
  'activate',
]
