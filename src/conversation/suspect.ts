import { type Rules, say } from './engine.ts'
import { askAgain, openAside } from './obey.ts'
import type { Talk } from './talk.ts'
import type { Suspect } from './understand.ts'

/** Says what is thought of the addresses in a message. Of a doubtful one nothing is repeated, as it could be tapped. */
export function sayOfLinks(rules: Rules, talk: Talk, suspect: Extract<Suspect, { about: 'link' }>): void {
  const { verdict, host, owner } = suspect.reading
  const office = talk.language === 'en' ? (talk.account.nameEn ?? talk.account.name) : talk.account.name
  const text = say(rules, talk, `common.link.${verdict}`, { host, owner: owner || office })
  talk.parts.push({ kind: 'say', text })
}

/** Answers "is this from the ward?": addresses by the list, and the open question stands; persons are never vouched for. */
export function suspected(rules: Rules, talk: Talk, suspect: Suspect, now: number): void {
  if (suspect.about !== 'link') {
    openAside(rules, talk, 'scam', { at: suspect.about === 'message' ? 'paste' : 'person' }, now)
    return
  }
  sayOfLinks(rules, talk, suspect)
  askAgain(rules, talk, now)
}
