import type { Act } from '../acts.ts'

/** The questions of a registration in order, each with what an elderly woman answers. */
const QUESTIONS = {
  birthYear: '1956',
  consent: { agrees: true },
  name: 'Nguyễn Thị Hòa',
  phone: '0912 345 678',
  place: 'Dị Sử',
  group: { picks: 'register.choice.NGUOIDAN' },
  summary: { picks: 'register.choice.confirm' },
} satisfies Record<string, Act>

export type Question = keyof typeof QUESTIONS

/** From the first words to the moment in which this question is open, or `done`. */
export function until(question: Question | 'done', answers: Partial<Record<Question, Act>> = {}): Act[] {
  const names = Object.keys(QUESTIONS) as Question[]
  const before = question === 'done' ? names : names.slice(0, names.indexOf(question))
  return [{ vi: 'đăng ký', en: 'register' }, ...before.map((name) => answers[name] ?? QUESTIONS[name])]
}

/** From an open question on, this one included, to the end of the registration. */
export function from(question: Question, answers: Partial<Record<Question, Act>> = {}): Act[] {
  const names = Object.keys(QUESTIONS) as Question[]
  return names.slice(names.indexOf(question)).map((name) => answers[name] ?? QUESTIONS[name])
}
