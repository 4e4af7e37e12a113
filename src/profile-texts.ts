import { profileResources } from '../locales/index.ts'
import type { Language, MessengerAccount } from './channels/channel.ts'
import type { ProfileItem, ProfileTexts } from './channels/messenger/profile.ts'

/** Words of command (src/understanding/commands.ts) behind the items. */
const COMMANDS = { register: 'register', menu: 'menu', human: 'human', scam: 'scam' } as const
const OTHER_LANGUAGE: Record<Language, string> = { vi: 'english', en: 'vietnamese' }

type Item = keyof typeof COMMANDS

const payload = (command: string) => `CMD:${command}`

function items(texts: Record<string, string>, group: 'menu' | 'ice'): ProfileItem[] {
  return (Object.keys(COMMANDS) as Item[]).map((item) => ({
    title: (texts[`${group}.${item}`] ?? '').normalize('NFC'),
    payload: payload(COMMANDS[item]),
  }))
}

/** What the Page of an account shows around its conversations, in each language. */
export function messengerProfileTexts(account: MessengerAccount): Record<Language, ProfileTexts> {
  const of = (language: Language): ProfileTexts => {
    const texts: Record<string, string> = profileResources[language]
    const office = language === 'en' ? (account.nameEn ?? account.name) : account.name
    const say = (key: string) => (texts[key] ?? '').replace('{{office}}', () => office).normalize('NFC')
    const other = { title: say('menu.language'), payload: payload(OTHER_LANGUAGE[language]) }
    return {
      greeting: say('greeting'),
      greetingShort: say('greetingShort'),
      menu: [...items(texts, 'menu'), other],
      iceBreakers: items(texts, 'ice'),
    }
  }
  return { vi: of('vi'), en: of('en') }
}
