import type { LinkReading } from '../understanding/links/judge.ts'
import { type Rules, say } from './engine.ts'
import { askAgain, openAside } from './obey.ts'
import type { Talk } from './talk.ts'
import type { Suspect } from './understand.ts'

/** What is thought of the addresses in a message. Of a doubtful one nothing is repeated, as it could be tapped. */
export function linksText(rules: Rules, talk: Talk, { verdict, host, owner }: LinkReading): string {
  const office = talk.language === 'en' ? (talk.account.nameEn ?? talk.account.name) : talk.account.name
  return say(rules, talk, `common.link.${verdict}`, { host, owner: owner || office })
}

/** Answers "is this from the ward?": addresses by the list, and the open question stands; persons are never vouched for. */
export function suspected(rules: Rules, talk: Talk, suspect: Suspect, now: number): void {
  if (suspect.about !== 'link') {
    openAside(rules, talk, 'scam', { at: suspect.about === 'message' ? 'paste' : 'person' }, now)
    return
  }
  talk.parts.push({ kind: 'say', text: linksText(rules, talk, suspect.reading) })
  askAgain(rules, talk, now)
}
