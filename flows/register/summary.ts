import { addressOf, belongsTo, type Draft, SKIPPED } from './draft.ts'
import { endsOf, type Question } from './questions.ts'

type Vars = NonNullable<Question['vars']>
type Asked = { context: Draft }

const isTold = (value: string) => value !== '' && value !== SKIPPED

/** All that was told; codes are said in words, and what was left out makes no line. */
function told(draft: Draft): Vars {
  const { values, shown } = draft
  const work = belongsTo(draft) === 'school' ? 'register.line.school' : 'register.line.work'
  return {
    address: addressOf(draft),
    name: shown.name,
    birthYear: shown.birthYear,
    phone: shown.phone,
    place: shown.place,
    residence: values.residence ? { key: `register.how.${values.residence}` } : '',
    hamlet: isTold(values.hamlet) ? { key: 'register.line.hamlet', vars: { hamlet: shown.hamlet } } : '',
    group: values.group ? { key: `register.choice.${values.group}` } : '',
    school: isTold(values.school) ? { key: work, vars: { school: shown.school } } : '',
  }
}

/** Everything told so far, to be confirmed. */
export function summaryQuestion({ context }: Asked): Question {
  return {
    key: 'register.summary',
    vars: told(context),
    choices: [
      // Named so that a yes and a no in words count as well.
      { id: 'yes', key: context.registered ? 'register.choice.keepChange' : 'register.choice.confirm' },
      { id: 'no', key: 'register.choice.edit' },
    ],
  }
}

/** What may be corrected: all that was asked. */
export function editQuestion({ context }: Asked): Question {
  const asked = ['name', 'phone', 'place', 'residence', 'hamlet', 'group', 'school', 'birthYear'] as const
  const fields = asked.filter(
    (field) =>
      (field !== 'hamlet' || context.values.hamlet !== SKIPPED) &&
      (field !== 'school' || belongsTo(context) !== null),
  )
  return {
    key: 'register.edit',
    vars: { address: addressOf(context) },
    choices: fields.map((id) => ({ id, key: `register.choice.${id}` })),
  }
}

/** Who comes back after some time reads what they had told, in short. */
export function returningQuestion({ context }: Asked): Question {
  const { shown, values } = context
  const phone = values.phone ? endsOf(values.phone) : ''
  const parts = [shown.name, shown.birthYear, phone, shown.place].filter(isTold)
  return {
    key: 'register.returning',
    vars: { address: addressOf(context), told: parts.join(', ') },
    choices: [
      { id: 'goOn', key: 'register.choice.goOn' },
      { id: 'over', key: 'register.choice.over' },
    ],
  }
}

/** What is registered already; of the phone number only the ends, as others may look at the screen. */
export function knownQuestion({ context }: Asked): Question {
  return {
    key: 'register.known',
    vars: { ...told(context), phone: endsOf(context.values.phone) },
    choices: [
      { id: 'link', key: 'register.choice.link' },
      { id: 'change', key: 'register.choice.change' },
      { id: 'forAnother', key: 'register.choice.forAnother' },
      { id: 'leave', key: 'register.choice.leave' },
    ],
  }
}

/** What `registration.save` gets. */
export function registrationOf(draft: Draft): Record<string, unknown> {
  const { name, phone, place, residence, hamlet, group, school } = draft.values
  const [where = '', schoolClass = ''] = isTold(school) ? school.split('|') : []
  const atSchool = belongsTo(draft) === 'school'
  return {
    name,
    phone,
    birthYear: Number(draft.values.birthYear),
    place,
    residence,
    group,
    hamlet: isTold(hamlet) ? hamlet : '',
    school: atSchool ? where : '',
    class: atSchool ? schoolClass : '',
    organisation: atSchool ? '' : where,
  }
}
