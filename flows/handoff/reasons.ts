/**
 * What holds people up at each step of a provider, in the order offered. Each has a label `handoff.choice.<reason>` and
 * its own help `handoff.help.<reason>` (facts: domain 2.2, 3, 11.5). Steps are those of src/providers/steps.ts.
 */
export const REASONS: Readonly<Record<string, readonly string[]>> = {
  install: ['notInStore', 'oldPhone'],
  account: ['emailUsed', 'noEmail'],
  card: ['noChip', 'cardPhoto', 'mismatch'],
  face: ['faceFails'],
  otp: ['noOtp'],
  package: ['asksMoney', 'noFreePackage'],
  contract: ['contractUnclear'],
  approval: ['longWait', 'refused'],
  activate: ['pinForgotten', 'noFingerprint'],
  vneidOpen: ['noLevel2', 'vneidOld'],
  vneidMenu: ['noMenu'],
  vneidProvider: ['asksMoney'],
  vneidTerms: ['noPasscode'],
}

/** Anything else: a person is told at once. */
export const OTHER = 'other'
