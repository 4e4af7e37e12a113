import { randomInt } from 'node:crypto'
import type { Resident, Seen } from '../helpers/resident.ts'

/** The questions of a registration, in order, each with an answer as many people type it. */
const ANSWERS = {
  birthYear: '1956',
  consent: 'đồng ý',
  name: 'Nguyễn Thị Lan',
  phone: '',
  place: 'Dị Sử',
  group: 'Người dân',
  summary: 'đúng, gửi đăng ký',
  provider: 'Cánh Diều',
  p3: 'không đồng ý',
}

export type Step = keyof typeof ANSWERS
export const STEPS = Object.keys(ANSWERS) as Step[]

/** A mobile number that nobody else in the tests has. */
export const anyPhone = () => `09${randomInt(10 ** 7, 10 ** 8)}`

/** Comes in, registers, and answers until this question is open (or, with `null`, until the personal link). */
export async function reaches(
  resident: Resident,
  step: Step | null,
  answers: Partial<Record<Step, string>> = {},
): Promise<Seen> {
  let seen = await resident.says('đăng ký')
  for (const name of STEPS) {
    if (name === step) return seen
    seen = await resident.says(answers[name] ?? (name === 'phone' ? anyPhone() : ANSWERS[name]))
  }
  return seen
}
