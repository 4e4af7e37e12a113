import { describe, expect, test } from 'vitest'
import { HOME, registry } from '../../flows/registry.ts'
import { resources } from '../../locales/index.ts'
import type { EventBody, Language } from '../../src/channels/channel.ts'
import type { Command } from '../../src/understanding/types.ts'
import { NOW, OA } from '../conversation/support/parts.ts'
import { CHANNELS } from '../helpers/channels.ts'
import {
  act,
  answersTo,
  type Heard,
  placeOf,
  questionOf,
  type SavedTalk,
  says,
  showOn,
  situationOf,
  startTalk,
} from './talk-walk.ts'
import { COMMANDS } from './typed.ts'

/** What people do as well, wherever they are. */
const ODD: EventBody[] = [
  says('zzz qqq'),
  says('033056001234'),
  { kind: 'message', text: '', attachments: ['image'] },
  { kind: 'message', text: '', attachments: ['sticker'] },
  { kind: 'message', text: '', payload: 'q:OLD1:agree' },
  { kind: 'opened' },
  // Zalo alone passes on what it knows of a person.
  { kind: 'shared', name: 'NGUYEN THI HOA', phone: '84912345678' },
]
const PACE_MS = 5000

function nameOf(body: EventBody): string {
  if (body.kind !== 'message') return body.kind
  return body.payload ?? (body.text || (body.attachments ?? []).join(' '))
}

interface Edge {
  place: string
  name: string
  before: SavedTalk
  after: Heard
}

/**
 * Every place that can be reached, and every answer in each of them, once; in each situation every command and whatever
 * is odd. The session is saved and read between acts.
 */
function walk(language: Language): {
  places: Map<string, SavedTalk>
  situations: Set<string>
  edges: Edge[]
} {
  const places = new Map<string, SavedTalk>()
  const situations = new Set<string>()
  const edges: Edge[] = []
  const queue: SavedTalk[] = []
  let now = NOW
  const enter = (saved: SavedTalk) => {
    const key = placeOf(saved)
    if (places.has(key)) return
    if (places.size > 5000) throw new Error(`too many places, such as ${key}`)
    places.set(key, saved)
    queue.push(saved)
  }
  const anywhere = [...Object.values(COMMANDS).map((words) => says(words[language])), ...ODD]
  for (const { saved } of act(startTalk(OA, language), OA, { kind: 'opened' }, now)) enter(saved)
  for (let before = queue.shift(); before; before = queue.shift()) {
    const question = questionOf(before)
    const situation = situationOf(before)
    const more = situations.has(situation) ? [] : anywhere
    situations.add(situation)
    for (const body of [...(question ? answersTo(question) : []), ...more]) {
      now += PACE_MS
      for (const after of act(before, OA, body, now)) {
        edges.push({ place: placeOf(before), name: nameOf(body), before, after })
        enter(after.saved)
      }
    }
  }
  return { places, situations, edges }
}

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  const { places, situations, edges } = walk(language)
  const word = (command: Command) => COMMANDS[command][language]
  const commands = Object.values(COMMANDS).map((words) => words[language])
  const by = (name: string) => edges.filter((edge) => edge.name === name)

  test('every flow was walked, far and wide', () => {
    const flows = new Set([...places.values()].flatMap((saved) => saved.stack.map(({ run }) => run.flow)))
    expect([...flows].sort()).toEqual([...registry.keys()].sort())
    expect(places.size).toBeGreaterThan(50)
  })

  test.each(CHANNELS)('all that is said keeps to the limits of %s, and holds no placeholder', (channel) => {
    const seen = new Set<string>()
    for (const { after, place, name } of edges) {
      for (const message of after.said) {
        const key = JSON.stringify([message.text, message.choices?.map(({ label }) => label), message.link])
        if (seen.has(key)) continue
        seen.add(key)
        const parts = showOn(channel, message)
        expect(parts.length, `${place} ${name}`).toBeGreaterThan(0)
        const text = parts.map((part) => part.text).join('\n')
        expect(text, `${place} ${name}`).not.toMatch(/\{\{|\}\}|undefined|null|NaN|\[object/)
        if (channel === 'zalo-numbers') {
          for (const { label } of message.choices ?? []) expect(text).toContain(label)
        } else {
          const taps = (message.choices?.length ?? 0) + (message.link ? 1 : 0)
          const numbered = message.choices?.every(({ label }) => text.includes(label)) && !message.link
          expect(parts.at(-1)?.taps === taps || numbered, `${place} ${name}`).toBe(true)
        }
      }
    }
    expect(seen.size).toBeGreaterThan(60)
  })

  test('there is no silence, unless a person of the ward answers', () => {
    const silent = edges.filter(({ after }) => after.said.length === 0 && after.saved.owner === 'bot')
    expect(silent.map(({ place, name }) => `${name} at ${place}`)).toEqual([])
  })

  test('where the assistant speaks, its question is open and was put, or the person asked for silence', () => {
    const lost = edges.filter(({ after, name }) => {
      if (after.saved.owner === 'staff' || name === word('stop')) return false
      // Everything was erased: the receipt is the last word.
      if (after.saved.stack.length === 0) return false
      const question = questionOf(after.saved)
      const put = [question?.text, question?.short].flatMap((text) => (text ? [lastLine(text, after)] : []))
      return !put.some((line) => after.said.at(-1)?.text.includes(line))
    })
    expect(lost.map(({ place, name }) => `${name} at ${place}`)).toEqual([])
  })

  test('from everywhere the words of command mean the same: to a person, to the menu, out', () => {
    for (const { after, place } of by(word('human'))) expect(after.saved.owner, place).toBe('staff')
    for (const { after, place } of by(word('menu'))) {
      expect(after.saved.owner, place).toBe('bot')
      expect(after.saved.stack.at(-1)?.run.flow, place).toBe(HOME)
      expect(questionOf(after.saved)?.key, place).toBe('home.menu')
    }
    for (const { after, place, before } of [...by(word('cancel')), ...by(word('stop'))]) {
      if (before.owner === 'bot') expect(after.saved.stack, place).toHaveLength(1)
    }
    expect(new Set(by(word('human')).map(({ before }) => situationOf(before)))).toEqual(situations)
  })

  test('a scam is answered everywhere, also beside a clerk', () => {
    for (const { after, place } of by(word('scam-report')))
      expect(after.said.length, place).toBeGreaterThan(0)
  })

  test('no number and no odd message ever gives consent', () => {
    const recorded = edges.filter(
      ({ before, after }) => JSON.stringify(before).includes('"consented":false') && consents(after.saved),
    )
    expect(recorded.length).toBeGreaterThan(0)
    for (const { name } of recorded) expect(name).toMatch(/:agree$|^Đồng ý$|^I agree$/)
  })

  test('whoever answers what is offered comes to an end', () => {
    const ends = new Set(
      [...places]
        .filter(([, s]) => questionOf(s)?.key === 'home.menu' || s.owner === 'staff')
        .map(([key]) => key),
    )
    for (let grown = true; grown; ) {
      const size = ends.size
      for (const { place, after, name } of edges) {
        if (commands.includes(name)) continue
        if (ends.has(placeOf(after.saved))) ends.add(place)
      }
      grown = ends.size > size
    }
    expect([...places.keys()].filter((key) => !ends.has(key))).toEqual([])
  })
})

/** A question may be put as "did you mean": then its own text is not said. */
function lastLine(text: string, { said }: Heard): string {
  const meant = said.at(-1)?.text ?? ''
  const asksBack = [resources.vi, resources.en].some(({ common }) => meant.includes(common.didYouMean))
  return asksBack ? '' : (text.split('\n').at(-1) ?? '')
}

function consents(saved: SavedTalk): boolean {
  return JSON.stringify(saved).includes('"consented":true')
}
