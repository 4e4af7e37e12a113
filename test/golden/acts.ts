import { resources } from '../../locales/index.ts'
import type { Language } from '../../src/channels/channel.ts'
import type { Channel } from '../helpers/channels.ts'

/** Words in both languages, or the same in each. */
export type Words = string | { vi: string; en: string }

/** What happens in a conversation, one after the other. A label is named by its locale key. */
export type Act =
  /** The person types. */
  | Words
  /** Chooses: taps the button, or types the number before the label. */
  | { picks: string }
  /** Chooses by a label that is data: taps it, or types it. */
  | { takes: string }
  /** Agrees: by the button, or in words where there is none. */
  | { agrees: true }
  /** Taps twice within a moment. */
  | { twice: string }
  /** Taps a button of an earlier message once more. */
  | { old: string }
  /** Sends several messages in one go. */
  | { atOnce: Words[] }
  /** Sends something other than words. */
  | { sends: 'image' | 'sticker' | 'audio' | 'file' | 'location' }
  /** Puts another wording in place of the last message (Messenger). */
  | { edits: Words }
  /** Opens the chat for the first time, or again. */
  | { opens: true }
  /** Zalo passes on what it knows of the person, at their wish. */
  | { shares: { name: string; phone: string } }
  /** A clerk writes from the platform's own app. */
  | { clerk: Words }
  /** So many hours pass. */
  | { later: number }

/** A conversation to be played; by default on every channel and in both languages. */
export interface Scenario {
  /** `<flow>`, or `<flow>-<what happens>`: the first part of the file's name. */
  name: string
  on?: readonly Channel[]
  in?: readonly Language[]
  acts: readonly Act[]
}

/** A label in a language, by its key. */
export function label(language: Language, key: string): string {
  const [namespace = '', ...rest] = key.split('.')
  const texts: Record<string, Record<string, string>> = resources[language]
  const text = texts[namespace]?.[rest.join('.')]
  if (!text) throw new Error(`no text ${key}`)
  return text.normalize('NFC')
}
