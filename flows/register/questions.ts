import { type EffectParams, WARDS } from '../../src/conversation/flow-kit.ts'
import { addressOf, type Draft, summaryVars, USE_SHARED } from './draft.ts'

type Question = EffectParams<'ask'>

/** Speaks to the person as their age wants it. */
export function toYou<P extends { key: string }>(params: P) {
  return ({ context }: { context: Draft }) => ({ ...params, vars: { address: addressOf(context) } })
}

/** What the registration asks, by state. Codes of groups are those of the weekly report (facts: domain 9). */
export const questions = {
  birthYear: { key: 'register.birthYear', slot: 'birthYear', short: 'register.birthYearShort' },
  turned16: {
    key: 'register.turned16',
    slot: 'yesno',
    choices: [
      { id: 'yes', key: 'register.choice.turned16' },
      { id: 'no', key: 'register.choice.notYet16' },
    ],
  },
  consent: {
    key: 'register.consent',
    consent: 'P1',
    short: 'register.consentShort',
    choices: [
      { id: 'agree', key: 'register.choice.agree' },
      { id: 'refuse', key: 'register.choice.refuse' },
    ],
  },
  name: { key: 'register.name', slot: 'name' },
  phone: { key: 'register.phone', slot: 'phone', short: 'register.phoneShort' },
  place: {
    key: 'register.place',
    slot: 'ward',
    short: 'register.placeShort',
    choices: [
      ...WARDS.map(({ id, name }) => ({ id, key: 'register.choice.ward', vars: { name } })),
      { id: 'elsewhere', key: 'register.choice.elsewhere' },
    ],
  },
  elsewhere: {
    key: 'register.elsewhere',
    choices: [
      { id: 'again', key: 'register.choice.placeAgain' },
      { id: 'leave', key: 'register.choice.leave' },
    ],
  },
  group: {
    key: 'register.group',
    short: 'register.groupShort',
    choices: [
      { id: 'NGUOIDAN', key: 'register.choice.NGUOIDAN' },
      { id: 'CONGNHAN', key: 'register.choice.CONGNHAN' },
      { id: 'CBCCVC', key: 'register.choice.CBCCVC' },
      { id: 'DOANVIEN', key: 'register.choice.DOANVIEN' },
      { id: 'HOCSINH_11_12', key: 'register.choice.HOCSINH_11_12' },
      { id: 'SINHVIEN', key: 'register.choice.SINHVIEN' },
    ],
  },
  edit: {
    key: 'register.edit',
    choices: [
      { id: 'name', key: 'register.choice.name' },
      { id: 'phone', key: 'register.choice.phone' },
      { id: 'place', key: 'register.choice.place' },
      { id: 'group', key: 'register.choice.group' },
      { id: 'birthYear', key: 'register.choice.birthYear' },
    ],
  },
} satisfies Record<string, Question>

/** The name, or the one that was shared. */
export function nameQuestion({ context }: { context: Draft }): Question {
  const { name } = context.shared
  const asked = toYou(questions.name)({ context })
  if (!name) return asked
  return {
    ...asked,
    key: 'register.nameShared',
    vars: { ...asked.vars, name: name.shown },
    choices: [{ id: USE_SHARED, key: 'register.choice.sharedName' }],
  }
}

/** The phone number, or the one that was shared; on the button only its ends, by which its owner knows it. */
export function phoneQuestion({ context }: { context: Draft }): Question {
  const { phone } = context.shared
  const asked = toYou(questions.phone)({ context })
  if (!phone) return asked
  const ends = `${phone.value.slice(0, 2)}…${phone.value.slice(-2)}`
  return {
    ...asked,
    key: 'register.phoneShared',
    vars: { ...asked.vars, phone: ends },
    choices: [{ id: USE_SHARED, key: 'register.choice.sharedPhone', vars: { phone: ends } }],
  }
}

/** Everything told so far, to be confirmed. */
export function summaryQuestion({ context }: { context: Draft }): Question {
  return {
    key: 'register.summary',
    vars: { ...summaryVars(context), address: addressOf(context) },
    choices: [
      // Named so that a yes and a no in words count as well.
      { id: 'yes', key: 'register.choice.confirm' },
      { id: 'no', key: 'register.choice.edit' },
    ],
  }
}
