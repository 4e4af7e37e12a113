import type { EffectParams } from '../../src/conversation/flow-kit.ts'
import { consentQuestion, type OwnPurpose } from '../consents.ts'
import { type Course, chosen, stepOf } from './course.ts'
import { OTHER, REASONS } from './reasons.ts'

type Question = EffectParams<'ask'>
interface Scope {
  context: Course
}

const choice = (id: string) => ({ id, key: `handoff.choice.${id}` })

/** Variables of what is said at a provider. */
function varsOf(context: Course): Record<string, string> {
  const offer = chosen(context)
  return { address: context.address, provider: offer?.name ?? '', package: offer?.freePackage ?? '' }
}

/** Speaks to the person as their age wants it, of the provider they chose. */
export function toYou<P extends { key: string }>(params: P) {
  return ({ context }: Scope) => ({ ...params, vars: varsOf(context) })
}

/** One question with choices named after what they do. */
export function menuOf(key: string, ...ids: string[]) {
  return ({ context }: Scope): Question => ({
    key: `handoff.${key}`,
    vars: varsOf(context),
    choices: ids.map(choice),
  })
}

/** A purpose of its own; P3 names the provider. */
export function askConsent(purpose: OwnPurpose) {
  return ({ context }: Scope): Question =>
    consentQuestion(purpose, context.address, { provider: chosen(context)?.name ?? '' })
}

/** The providers in the order offered, VNeID last; none is preselected. */
export function providerQuestion({ context }: Scope): Question {
  return {
    key: context.providers.some(({ route }) => route === 'vneid')
      ? 'handoff.providerVneid'
      : 'handoff.provider',
    short: 'handoff.providerShort',
    vars: { address: context.address },
    choices: context.providers.map(({ id, name }) => ({ id, label: name })),
  }
}

/** One step at the provider, one screen. */
export function stepQuestion({ context }: Scope): Question {
  const steps = chosen(context)?.steps ?? []
  const step = stepOf(context)
  const named = step === 'package' && varsOf(context)['package'] !== ''
  const last = context.step >= steps.length - 1
  return {
    key: `handoff.step.${step || 'install'}${named ? 'Named' : ''}`,
    short: 'handoff.stepShort',
    vars: { ...varsOf(context), n: context.step + 1, total: Math.max(1, steps.length) },
    choices: [last ? choice('issued') : choice('next'), choice('stuckHere'), choice('later')],
  }
}

/** What may hold people up at this step. */
export function stuckQuestion({ context }: Scope): Question {
  return {
    key: 'handoff.stuck',
    vars: varsOf(context),
    choices: [...(REASONS[stepOf(context)] ?? []), OTHER].map(choice),
  }
}

/** At which of the steps somebody is stuck who did them alone. */
export function whereQuestion({ context }: Scope): Question {
  const steps = chosen(context)?.steps ?? []
  return {
    key: 'handoff.where',
    vars: varsOf(context),
    choices: [...steps.map((step) => ({ id: step, key: `handoff.at.${step}` })), choice(OTHER)],
  }
}

/** Help with what was named. */
export function helpQuestion({ context }: Scope): Question {
  return {
    key: `handoff.help.${context.reason || 'notInStore'}`,
    vars: varsOf(context),
    choices: ['solved', 'stillStuck'].map(choice),
  }
}

/** Where and why, for the ward's figures. */
export function stuckNote({ context }: Scope): EffectParams<'request'> {
  return {
    effect: 'handoff.note',
    params: { kind: 'stuck', step: stepOf(context), answer: context.reason },
  }
}

/** What was said when asked. */
export function checkInNote({ context }: Scope): EffectParams<'request'> {
  return { effect: 'handoff.note', params: { kind: 'check-in', answer: context.reason } }
}

/** The personal link, with the code. */
export function linkMessage({ context, event }: Scope & { event: { type: string } }): EffectParams<'link'> {
  const told = event as { value?: Record<string, unknown> }
  const text = (name: string) => String((event.type === 'RESULT' ? told.value?.[name] : undefined) ?? '')
  return {
    key: 'handoff.link',
    label: 'handoff.openLink',
    url: text('url'),
    vars: { address: context.address, code: text('code'), provider: text('providerName') },
  }
}

/** Where nothing is to be opened but an app that people have. */
export function withoutLink(scope: Scope & { event: { type: string } }): EffectParams<'say'> {
  const { vars } = linkMessage(scope)
  return { key: 'handoff.withoutLink', ...(vars ? { vars } : {}) }
}
