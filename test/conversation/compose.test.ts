import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compose } from '../../src/conversation/compose.ts'
import { startRun } from '../../src/conversation/session.ts'
import type { Part, Talk, TalkRun } from '../../src/conversation/talk.ts'
import { flows } from './support/flows.ts'
import { NOW } from './support/parts.ts'
import { newTalk } from './support/turns.ts'

function runOf(flow: string, no: number): TalkRun {
  const live = startRun(flows.get(flow)!, { now: NOW }).run
  const choices = [
    { id: 'yes', label: 'Có' },
    { id: 'no', label: 'Không' },
  ]
  const question = { nonce: `N${no}`, askedAt: NOW, key: `${flow}.q`, choices, text: 'q' }
  return { no, flow, live, question, armed: {}, changed: false }
}

function talkWith(parts: (talk: Talk) => Part[]): Talk {
  const talk = newTalk()
  talk.stack = [runOf('home', 1), runOf('register', 2)]
  talk.parts = parts(talk)
  return talk
}

const say = (text: string): Part => ({ kind: 'say', text })
const link = (text: string): Part => ({
  kind: 'link',
  text,
  link: { label: 'Mở', url: 'https://example.org' },
})
const ask = (run: TalkRun | undefined, text: string): Part => ({ kind: 'ask', run: run!, text })

describe('compose', () => {
  it('joins short texts, with the question last and its choices with their nonce', () => {
    const talk = talkWith(({ stack }) => [say('A'), ask(stack[1], 'Q'), say('B')])
    expect(compose(talk)).toEqual([
      {
        text: 'A\n\nB\n\nQ',
        choices: [
          { label: 'Có', payload: 'q:N2:yes' },
          { label: 'Không', payload: 'q:N2:no' },
        ],
      },
    ])
    expect(talk.parts).toEqual([])
  })

  it('puts only the last question of the run on top', () => {
    const talk = talkWith(({ stack }) => [
      ask(stack[1], 'old'),
      ask(stack[0], 'covered'),
      ask(stack[1], 'new'),
    ])
    expect(compose(talk).map(({ text }) => text)).toEqual(['new'])
    expect(compose(talkWith(({ stack }) => [ask(stack[0], 'covered')]))).toEqual([])
  })

  it('keeps a link a message of its own, in its place', () => {
    const talk = talkWith(({ stack }) => [say('A'), link('L'), say('B'), ask(stack[1], 'Q')])
    expect(compose(talk).map(({ text }) => text)).toEqual(['A', 'L', 'B\n\nQ'])
  })

  it('offers choices with a line about them on cards, the others beside them', () => {
    const talk = talkWith(({ stack }) => [ask(stack[1], 'Q')])
    const later = { id: 'later', label: 'Để sau' }
    const question = { ...talk.stack[1]!.question!, pick: 'Chọn' }
    talk.stack[1]!.question = { ...question, choices: [{ id: 'eca', label: 'eCA', about: 'eca.vn' }, later] }
    expect(compose(talk)).toEqual([
      {
        text: 'Q',
        cards: [{ title: 'eCA', subtitle: 'eca.vn', choices: [{ label: 'Chọn', payload: 'q:N2:eca' }] }],
        choices: [{ label: 'Để sau', payload: 'q:N2:later' }],
      },
    ])
  })

  it('gives a question without choices as plain text', () => {
    const talk = talkWith(({ stack }) => [ask(stack[1], 'Q')])
    talk.stack[1]!.question!.choices = []
    expect(compose(talk)).toEqual([{ text: 'Q' }])
  })

  it('says nothing where nothing was said', () => {
    expect(compose(talkWith(() => []))).toEqual([])
  })

  it('never joins beyond 600 letters, loses nothing and keeps the order', () => {
    const words = fc.integer({ min: 1, max: 900 }).map((n) => 'a'.repeat(n))
    const parts = fc.array(fc.record({ kind: fc.constantFrom('say', 'link'), text: words }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(parts, fc.option(words, { nil: null }), (drawn, question) => {
        const numbered = drawn.map(({ kind, text }, i) => ({ kind, text: `${i}:${text}` }))
        const talk = talkWith(({ stack }) => [
          ...numbered.map(({ kind, text }) => (kind === 'say' ? say(text) : link(text))),
          ...(question === null ? [] : [ask(stack[1], `?${question}`)]),
        ])
        const messages = compose(talk)
        const expected = [...numbered.map(({ text }) => text), ...(question === null ? [] : [`?${question}`])]
        expect(messages.flatMap(({ text }) => text.split('\n\n'))).toEqual(expected)
        for (const { text } of messages) {
          expect(text).not.toBe('')
          if (text.includes('\n\n')) expect(text.length).toBeLessThanOrEqual(600)
        }
        expect(messages.slice(0, -1).every(({ choices }) => choices === undefined)).toBe(true)
      }),
    )
  })
})
