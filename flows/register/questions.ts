import { type EffectParams, WARDS } from '../../src/conversation/flow-kit.ts'
import { addressOf, belongsTo, type Draft, USE_SHARED } from './draft.ts'

export type Question = EffectParams<'ask'>

/** Speaks to the person as their age wants it. */
export function toYou<P extends { key: string }>(params: P) {
  return ({ context }: { context: Draft }) => ({ ...params, vars: { address: addressOf(context) } })
}

const choices = (...ids: string[]) => ids.map((id) => ({ id, key: `register.choice.${id}` }))

const wards = [
  ...WARDS.map(({ id, name }) => ({ id, key: 'register.choice.ward', vars: { name } })),
  { id: 'elsewhere', key: 'register.choice.elsewhere' },
]

/** What the registration asks, by state. Codes of groups are those of the weekly report (facts: domain 9). */
export const questions = {
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
    choices: choices('agree', 'refuse'),
  },
  name: { key: 'register.name', slot: 'name' },
  phone: { key: 'register.phone', slot: 'phone', short: 'register.phoneShort' },
  elsewhere: {
    key: 'register.elsewhere',
    choices: [
      { id: 'again', key: 'register.choice.placeAgain' },
      { id: 'leave', key: 'register.choice.leave' },
    ],
  },
  residence: { key: 'register.residence', choices: choices('THUONGTRU', 'TAMTRU', 'LAMVIEC') },
  group: {
    key: 'register.group',
    short: 'register.groupShort',
    choices: choices(
      'NGUOIDAN',
      'CONGNHAN',
      'CBCCVC',
      'GIAOVIEN',
      'HOCSINH_11_12',
      'SINHVIEN',
      'DOANVIEN',
      'otherGroup',
    ),
  },
  otherGroup: {
    key: 'register.otherGroup',
    choices: choices('CBDOAN', 'CHT_PHUNU', 'HV_PHUNU', 'DOANTHE'),
  },
  forAnother: {
    key: 'register.forAnother',
    choices: choices('ownPhone', 'desk', 'visit', 'self'),
  },
} satisfies Record<string, Question>

/** The year of birth; at the beginning also the two ways for whom this form is not. */
export function birthYearQuestion({ context }: { context: Draft }): Question {
  const asked = { slot: 'birthYear' as const, short: 'register.birthYearShort' }
  if (context.values.birthYear !== '') return { ...asked, key: 'register.birthYearAgain' }
  return { ...asked, key: 'register.birthYear', choices: choices('forAnother') }
}

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

/** The ends of a phone number, by which its owner knows it. */
export function endsOf(phone: string): string {
  return `${phone.slice(0, 2)}…${phone.slice(-2)}`
}

/** The phone number, or the one that was shared; on the button only its ends. */
export function phoneQuestion({ context }: { context: Draft }): Question {
  const { phone } = context.shared
  const asked = toYou(questions.phone)({ context })
  if (!phone) return asked
  const ends = endsOf(phone.value)
  return {
    ...asked,
    key: 'register.phoneShared',
    vars: { ...asked.vars, phone: ends },
    choices: [{ id: USE_SHARED, key: 'register.choice.sharedPhone', vars: { phone: ends } }],
  }
}

/** Choices of the place that say how one is here, before it is asked where. */
const NOT_FOR_GOOD = choices('TAMTRU', 'LAMVIEC')

/** Where the person is registered for good, which most are; or where they stay or work, once they have said so. */
export function placeQuestion({ context }: { context: Draft }): Question {
  const { residence } = context.values
  const asked = { slot: 'home' as const, vars: { address: addressOf(context) } }
  if (residence === 'TAMTRU') return { ...asked, key: 'register.placeOfStay', choices: wards }
  if (residence === 'LAMVIEC') return { ...asked, key: 'register.placeOfWork', choices: wards }
  const [elsewhere] = wards.slice(-1)
  const all = [...wards.slice(0, -1), ...NOT_FOR_GOOD, ...(elsewhere ? [elsewhere] : [])]
  return { ...asked, key: 'register.place', short: 'register.placeShort', choices: all }
}

const SKIP = choices('skip')

/** The hamlet: chosen where the list is short or something near was typed, else typed. */
export function hamletQuestion({ context }: { context: Draft }): Question {
  const { hamlets, near } = context
  return {
    key: near
      ? 'register.hamletNear'
      : hamlets.length > MOST_LISTED
        ? 'register.hamletTyped'
        : 'register.hamlet',
    slot: 'words',
    vars: { address: addressOf(context) },
    choices: [
      ...(near || hamlets.length <= MOST_LISTED ? hamlets.map(({ id, name }) => ({ id, label: name })) : []),
      ...SKIP,
    ],
  }
}

/** More hamlets than this are not read through on a phone: the name is typed, and what is near offered. */
const MOST_LISTED = 9

/** School and class, or the office, agency or union. */
export function schoolQuestion({ context }: { context: Draft }): Question {
  const atSchool = belongsTo(context) === 'school'
  return {
    key: atSchool ? 'register.school' : 'register.work',
    slot: atSchool ? 'school' : 'words',
    vars: { address: addressOf(context) },
    choices: SKIP,
  }
}
