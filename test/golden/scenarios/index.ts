import type { Scenario } from '../acts.ts'
import { asides } from './asides.ts'
import { faq } from './faq.ts'
import { help } from './help.ts'
import { home } from './home.ts'
import { register } from './register.ts'

/** Every conversation that is played. */
export const scenarios: readonly Scenario[] = [...home, ...register, ...faq, ...help, ...asides]
