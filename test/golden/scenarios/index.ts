import type { Scenario } from '../acts.ts'
import { asides } from './asides.ts'
import { faq } from './faq.ts'
import { handoff } from './handoff.ts'
import { help } from './help.ts'
import { home } from './home.ts'
import { myData } from './my-data.ts'
import { register } from './register.ts'

/** Every conversation that is played. */
export const scenarios: readonly Scenario[] = [
  ...home,
  ...register,
  ...handoff,
  ...faq,
  ...myData,
  ...help,
  ...asides,
]
