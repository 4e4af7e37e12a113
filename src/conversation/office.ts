import { dateInVietnam, nextOpening, type OfficeTime } from '../channels/connection/office-time.ts'
import type { Rules } from './engine.ts'
import { say } from './engine.ts'
import { answerUnderQuestion } from './faq.ts'
import { linksText } from './suspect.ts'
import type { Part, Talk } from './talk.ts'
import type { Meaning } from './understand.ts'

/** When the office opens next, in words such as "sáng thứ Hai (22/6), 7:30"; null while it is open, or no hours are known. */
export function opensNext(rules: Rules, talk: Talk, now: number): string | null {
  const { office } = rules
  if (!office) return null
  const at = nextOpening(office, now)
  return at === null || at <= now ? null : openingWords(rules, talk, office, at, now)
}

function openingWords(rules: Rules, talk: Talk, office: OfficeTime, at: number, now: number): string {
  const [then, today] = [dateInVietnam(at), dateInVietnam(now)]
  const half = office.from < 12 * 60 ? 'morning' : 'afternoon'
  const ahead = then.day - today.day
  const name = ahead === 0 ? 'today' : ahead === 1 ? 'tomorrow' : `weekday${then.weekday}`
  const time = `${Math.floor(office.from / 60)}:${String(office.from % 60).padStart(2, '0')}`
  const day = say(rules, talk, `common.opens.${name}`)
  return say(rules, talk, `common.opens.${half}${ahead > 1 ? 'Dated' : ''}`, { day, date: then.shown, time })
}

/**
 * Outside office hours the assistant goes on answering questions of the FAQ, and warns of links, for whoever waits for a
 * clerk: marked as automatic. In office hours it is silent.
 */
export function automaticAnswer(rules: Rules, talk: Talk, meaning: Meaning, now: number): Part[] | null {
  const opens = opensNext(rules, talk, now)
  if (opens === null) return null
  const answer =
    meaning.kind === 'faq'
      ? answerUnderQuestion(rules, talk, meaning.id)
      : meaning.kind === 'suspect' && meaning.about === 'link'
        ? linksText(rules, talk, meaning.reading)
        : null
  if (answer === null) return null
  return [{ kind: 'say', text: say(rules, talk, 'common.automatic', { answer, opens }) }]
}
