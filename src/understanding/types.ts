import type { Language, MaskKind } from '../channels/channel.ts'

/** What a person may be asked to type; each has one reader. */
export const SLOTS = [
  'name',
  'phone',
  'birthYear',
  'ward',
  'home',
  'yesno',
  'date',
  'school',
  'words',
] as const
/** One of them. */
export type Slot = (typeof SLOTS)[number]

/** A value as stored, and as it is shown back to the person. */
export interface SlotValue {
  /**
   * phone `0912345678` · birthYear `1960` · ward place id `old:12121` · yesno `yes`/`no` · date ISO · name NFC text
   * · home a place id, after how one is there where that is told: `TAMTRU@old:12121` · school `THPT Mỹ Hào|12A1` · words NFC text
   */
  value: string
  shown: string
}

export type SlotReading =
  | ({ kind: 'value' } & SlotValue)
  /** Several are meant, or it is nearly one of these: offered as choices. */
  | { kind: 'candidates'; candidates: SlotValue[] }
  /** Not understood. `hint` names what to say: locale key `common.hint.<hint>`, e.g. `phone.landline`. */
  | { kind: 'none'; hint: string }

/** What a reader needs to know besides the text. */
export interface SlotContext {
  /** ms since the epoch: birth years and dates are read against it. */
  now: number
  language: Language
}

/** Words that mean the same in every state of every flow. */
export type Command =
  | 'menu'
  | 'cancel'
  | 'back'
  | 'human'
  | 'stop'
  | 'start-again'
  | 'my-data'
  | 'status'
  | 'scam-report'
  | 'language-en'
  | 'language-vi'
  | 'register'
  | 'booth'
  | 'home-visit'
  | 'greeting'
  | 'thanks'

export type ChoiceReading =
  | { kind: 'one'; id: string; byNumber: boolean }
  | { kind: 'several'; ids: string[] }
  | { kind: 'none' }

export interface Masked {
  text: string
  masked: MaskKind[]
}
