import { resources } from '../../locales/index.ts'
import type { Language } from '../../src/channels/channel.ts'

/** What a resident does: types words, chooses by a label's locale key or by the label itself; or a clerk writes. */
export type Act =
  | { types: string }
  | { picks: string }
  | { picksLabel: string }
  | { agrees: true }
  | { opens: true }
  | { clerk: string }
  | { shares: { name: string; phone: string } }

/** A label in a language, by its key. */
export function label(language: Language, key: string): string {
  const [namespace = '', ...rest] = key.split('.')
  const texts: Record<string, Record<string, string>> = resources[language]
  const text = texts[namespace]?.[rest.join('.')]
  if (!text) throw new Error(`no text ${key}`)
  return text.normalize('NFC')
}

const home = (language: Language): Act[] => {
  const words = {
    vi: ['ủa alo', 'hôm nay trời đẹp', 'cảm ơn cháu', 'bác hỏi chút nhé', 'lừa đảo', 'dừng', 'chào cháu'],
    en: ['English', 'nice weather', 'thank you', 'one question', 'scam', 'stop', 'hello'],
  }[language]
  const [hello = '', chat = '', thanks = '', question = '', scam = '', stop = '', again = ''] = words
  return [
    { types: hello },
    { types: chat },
    { types: thanks },
    { picks: 'home.choice.language' },
    { picks: language === 'vi' ? 'home.choice.vi' : 'home.choice.en' },
    { picks: 'home.choice.human' },
    { clerk: language === 'vi' ? 'Chào bác, cháu nghe ạ.' : 'Hello, how can I help?' },
    { types: question },
    { types: scam },
    { types: 'MENU' },
    { types: stop },
    { types: again },
  ]
}

const explain = (language: Language): Act[] => [
  { opens: true },
  ...(language === 'en' ? [{ types: 'EN' }] : []),
  { picks: 'home.choice.explain' },
  { picks: 'explain.choice.next' },
  { types: language === 'vi' ? 'quay lại' : 'back' },
  { picks: 'explain.choice.next' },
  { picks: 'explain.choice.next' },
  { picks: 'explain.choice.next' },
  { picks: 'explain.choice.menu' },
]

const register = (language: Language): Act[] => {
  const vi = language === 'vi'
  return [
    { types: vi ? 'đăng ký' : 'English' },
    ...(vi ? [] : [{ picks: 'home.choice.register' }]),
    // First the grandchild, then the grandmother.
    { types: '2012' },
    { picks: 'home.choice.register' },
    { types: '56' },
    { types: '1956' },
    { types: '1' },
    { agrees: true },
    { types: 'Hoa' },
    { types: vi ? 'ten toi la nguyen thi hoa' : 'My name is Nguyễn Thị Hòa' },
    { types: '033056001234' },
    { types: '0912.345.678' },
    { types: vi ? 'hải phòng' : 'Hai Phong' },
    { types: 'MENU' },
    { picks: 'home.choice.register' },
    { types: 'di su' },
    { picks: 'register.choice.NGUOIDAN' },
    { picks: 'register.choice.edit' },
    { picks: 'register.choice.name' },
    { types: 'Nguyễn Thị Hòa' },
    { picks: 'register.choice.confirm' },
    { picksLabel: 'Sông Quê (bản thử)' },
  ]
}

/** A short registration: what is played here is what comes after it. */
const handoff = (language: Language): Act[] => {
  const vi = language === 'vi'
  return [
    { types: vi ? 'đăng ký' : 'English' },
    ...(vi ? [] : [{ picks: 'home.choice.register' }]),
    { types: '1956' },
    { agrees: true },
    { types: 'Nguyễn Thị Lan' },
    { types: '0912.345.679' },
    { types: 'di su' },
    { picks: 'register.choice.NGUOIDAN' },
    { picks: 'register.choice.confirm' },
    { types: vi ? 'nơi nào cũng được' : 'any of them' },
    { picksLabel: 'Sông Quê (bản thử)' },
  ]
}

/** Zalo passes on name and phone: the name is taken, another number is typed, and then the shared one taken after all. */
const registerShared = (language: Language): Act[] => {
  const vi = language === 'vi'
  return [
    { types: vi ? 'chào cháu' : 'English' },
    { shares: { name: 'NGUYEN THI HOA', phone: '84912345678' } },
    { types: '1956' },
    { agrees: true },
    { picks: 'register.choice.sharedName' },
    { types: '0987.654.321' },
    { types: vi ? 'quay lại' : 'back' },
    { types: vi ? 'đúng' : 'yes' },
    { types: 'di xu' },
    { types: vi ? 'dung roi chau' : 'yes' },
    { picks: 'register.choice.NGUOIDAN' },
    { picks: 'register.choice.edit' },
    { picks: 'register.choice.phone' },
    { types: '0987 654 321' },
    { picks: 'register.choice.confirm' },
    { picksLabel: 'Sông Quê (bản thử)' },
  ]
}

/** What is played for each flow, and for some of its ways in. */
export const scripts: Record<string, (language: Language) => Act[]> = {
  home,
  explain,
  register,
  handoff,
  'register-shared': registerShared,
}

/** What only Zalo does. */
export const ON_ZALO: readonly string[] = ['register-shared']
