import type { Language } from '../../src/channels/channel.ts'
import { derivedDigits, type Random } from '../../src/sandbox/random.ts'
import type { Slot } from '../../src/understanding/types.ts'
import { pick, typeName, typePhone, typePlace, typeYear } from '../faults/support/typing.ts'
import { COMMANDS } from '../flows/typed.ts'
import type { Told } from '../helpers/search.ts'
import { type Asked, isLabel } from './questions.ts'
import { HANDS, type Hand, typedBy } from './slips.ts'

/** What somebody does next, before it becomes an act on a platform. */
export type Deed =
  | { do: 'type'; text: string }
  | { do: 'choose'; index: number }
  | { do: 'tap twice'; index: number }
  | { do: 'old button' }
  | { do: 'at once'; texts: string[] }
  | { do: 'send'; what: 'image' | 'sticker' | 'audio' | 'file' | 'location' }
  | { do: 'edit'; text: string }
  | { do: 'react' }
  | { do: 'open' }
  /** A clerk, who has the conversation, gives it back to the assistant. */
  | { do: 'clerk gives back' }
  | { do: 'wait'; hours: number }

/** Who wants to come to the end does not choose these, nor what leads away from it. */
const AWAY = [
  ...['register.choice.edit', 'register.choice.refuse', 'register.choice.elsewhere', 'register.choice.leave'],
  ...[
    'register.choice.notYet16',
    'home.choice.more',
    'home.choice.human',
    'home.choice.faq',
    'home.choice.explain',
  ],
  ...['register.choice.change', 'register.choice.forAnother', 'handoff.choice.later'],
  ...['explain.choice.next', 'explain.choice.human', 'explain.choice.menu'],
]

const NONSENSE = [
  ...[
    'con gà cục tác lá chanh',
    'hôm nay trời đẹp',
    'asdkjh',
    '???',
    '999',
    '0',
    '12345678901234567890',
    'à ừ',
  ],
  ...[
    'ok',
    'không biết',
    'là sao',
    'hả',
    'vâng ạ',
    'chắc là được',
    'cháu ơi',
    'bác già rồi',
    '...',
    '1 2 3',
    '7',
  ],
  ...['x'.repeat(500), '<b>xin</b>', 'nguyễn', '31/02/1960', 'năm ngoái', 'ở đây', 'tôi có 2 đứa con'],
]
const QUESTIONS = [
  ...[
    'chữ ký số là gì',
    'có mất tiền không',
    'bao nhiêu tuổi thì được',
    'mất điện thoại thì sao',
    'quên mã pin',
  ],
  ...[
    'có an toàn không cháu',
    'đăng ký ở đâu',
    'VNPT hay Viettel tốt hơn',
    'bao lâu thì xong',
    'what does it cost',
  ],
]

/** One resident with habits of their own, all drawn from the seed. */
export class Person {
  readonly name: string
  readonly language: Language
  readonly #random: Random
  readonly #hand: Hand
  readonly #n: number
  /** What they gave away that nobody may keep. */
  readonly secrets: Told[] = []

  constructor(name: string, n: number, language: Language, random: Random) {
    this.name = name
    this.#n = n
    this.language = language
    this.#random = random
    this.#hand = pick(random, HANDS)
  }

  chance(p: number): boolean {
    return this.#random.chance(p)
  }

  /** How many messages they play about before they get down to it. */
  patience(): number {
    return 3 + Math.floor(this.#random.next() * 12)
  }

  /** Something that anybody may do, at whatever is asked. */
  any(asked: Asked | null): Deed {
    const roll = this.#random.next()
    if (roll < 0.5 && asked) return this.answer(asked)
    if (roll < 0.6) return { do: 'type', text: this.#typed(pick(this.#random, NONSENSE)) }
    if (roll < 0.69) return { do: 'type', text: this.#command() }
    if (roll < 0.74) return { do: 'type', text: this.#typed(pick(this.#random, QUESTIONS)) }
    if (roll < 0.79)
      return { do: 'send', what: pick(this.#random, ['image', 'sticker', 'audio', 'file', 'location']) }
    if (roll < 0.83) return { do: 'type', text: this.#secret() }
    if (roll < 0.86 && asked?.tappable) return { do: 'tap twice', index: this.#index(asked) }
    if (roll < 0.89) return { do: 'old button' }
    if (roll < 0.92) return { do: 'at once', texts: [this.#anyAnswer(asked), this.#anyAnswer(asked)] }
    if (roll < 0.93) return { do: 'edit', text: this.#anyAnswer(asked) }
    if (roll < 0.94) return { do: 'react' }
    if (roll < 0.95) return { do: 'open' }
    return { do: 'wait', hours: pick(this.#random, [0.2, 2, 11, 22, 30, 60, 100, 200, 800]) }
  }

  /** An answer as it fits; `forward`: one that leads to the end. */
  answer(asked: Asked, forward = false): Deed {
    const { labels, slot, consent } = asked
    const types = slot && (labels.length === 0 || this.chance(forward ? 0.5 : 0.6))
    if (types) return { do: 'type', text: this.#value(slot) }
    if (labels.length === 0) return { do: 'type', text: this.#typed('vâng') }
    const good = labels.flatMap((shown, index) => (isLabel(shown, AWAY) ? [] : [index]))
    const index = forward ? pick(this.#random, good.length > 0 ? good : [0]) : this.#index(asked)
    const label = labels[index] ?? ''
    // A consent is given by its button or by its very words.
    if (consent && !asked.tappable) return { do: 'type', text: label }
    if (!forward && this.chance(0.25)) return { do: 'type', text: this.#typed(label) }
    return { do: 'choose', index }
  }

  #index({ labels }: Asked): number {
    return Math.floor(this.#random.next() * labels.length)
  }

  #typed(text: string): string {
    return typedBy(this.#random, this.#hand, text)
  }

  #command(): string {
    const words = pick(this.#random, Object.values(COMMANDS))
    return this.#typed(words[this.chance(0.9) ? this.language : 'en'])
  }

  #anyAnswer(asked: Asked | null): string {
    if (asked?.slot && this.chance(0.7)) return this.#value(asked.slot)
    return asked?.labels.length && this.chance(0.7)
      ? (asked.labels[this.#index(asked)] ?? '1')
      : pick(this.#random, NONSENSE)
  }

  #value(slot: Slot): string {
    switch (slot) {
      case 'birthYear':
        return this.chance(0.08) ? pick(this.#random, ['2010', '2012', '56']) : typeYear(this.#random).typed
      case 'name':
        return typeName(this.#random).typed
      case 'phone':
        return this.#phone()
      case 'ward':
        return typePlace(this.#random).typed
      case 'home':
        return `${pick(this.#random, ['', 'tạm trú ở ', 'toi lam viec o '])}${typePlace(this.#random).typed}`
      case 'school':
        return this.#typed(
          pick(this.#random, ['THPT Mỹ Hào, lớp 12A1', '11a2 nguyễn thiện thuật', 'lớp 12', 'bỏ qua']),
        )
      case 'words':
        return this.#typed(pick(this.#random, ['thôn 3', 'Đoàn phường Mỹ Hào', '5', 'bỏ qua']))
      case 'yesno':
        return this.#typed(pick(this.#random, ['có', 'không', 'rồi', 'chưa', 'đúng']))
      case 'date':
        return pick(this.#random, ['05/10/2025', '5-1-2026', 'hôm qua', '12/2025', '01/06/2026'])
    }
  }

  #phone(): string {
    const { typed, value } = typePhone(this.#random, 100 * this.#n + Math.floor(this.#random.next() * 100))
    this.secrets.push({ what: `${this.name} phone`, secret: value })
    return typed
  }

  #secret(): string {
    // Eight digits at least: six stand somewhere in a large dump by chance.
    const draw = (what: string, length: number) => {
      const secret = derivedDigits(this.name, `${what} ${this.secrets.length}`, length)
      this.secrets.push({ what: `${this.name} ${what}`, secret })
      return secret
    }
    return pick(this.#random, [
      () => `mã otp là ${draw('OTP', 8)}`,
      () => `033${draw('ID number', 9)}`,
      () => `căn cước của tôi là 001${draw('ID number', 9)}`,
      () => `mật khẩu: Khoai${draw('password', 9)}@`,
      () => `mã pin của bác ${draw('PIN', 8)}`,
    ])()
  }
}
