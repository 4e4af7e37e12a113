import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventBody } from '../../src/channels/channel.ts'
import { payloadOf, type Question } from '../../src/conversation/talk.ts'
import { DOUBLE_TAP_MS, type Listening, understand } from '../../src/conversation/understand.ts'
import { NOW } from './support/parts.ts'

type Message = Extract<EventBody, { kind: 'message' }>

const ASKED = NOW - 60_000
const menu: Question = {
  nonce: 'AB12',
  askedAt: ASKED,
  key: 'home.menu',
  text: 'Ông/bà muốn làm gì?',
  choices: [
    { id: 'explain', label: 'Tìm hiểu' },
    { id: 'register', label: 'Đăng ký' },
    { id: 'human', label: 'Gặp cán bộ' },
  ],
}
const consent: Question = {
  ...menu,
  consent: 'P1',
  choices: [
    { id: 'agree', label: 'Đồng ý' },
    { id: 'refuse', label: 'Không đồng ý' },
  ],
}
const sixteen: Question = {
  ...menu,
  slot: 'yesno',
  choices: [
    { id: 'yes', label: 'Đã tròn 16 tuổi' },
    { id: 'no', label: 'Chưa' },
  ],
}
const summary: Question = {
  ...menu,
  choices: [
    { id: 'yes', label: 'Đúng, gửi đăng ký' },
    { id: 'no', label: 'Sửa lại' },
  ],
}
const asks = (slot: NonNullable<Question['slot']>): Question => ({ ...menu, choices: [], slot })

function read(
  heard: string | Partial<Message>,
  question: Question | null,
  more: Partial<Listening> & { at?: number } = {},
) {
  const { at = NOW, ...listening } = more
  const body: Message = {
    kind: 'message',
    text: '',
    ...(typeof heard === 'string' ? { text: heard } : heard),
  }
  return understand(
    { body, at, sentAt: at },
    { question, lastChoice: null, lastChoiceAt: 0, context: { now: NOW, language: 'vi' }, ...listening },
  )
}

const answer = (value: string) => expect.objectContaining({ kind: 'answer', value })
const command = (name: string) => ({ kind: 'command', command: name })
const tapOn = (id: string, question = menu) => ({ text: id, payload: payloadOf(question, id) })

describe('what a message means', () => {
  it.each([
    ['a tap on a choice', tapOn('register'), menu, answer('register')],
    ['its words', 'Đăng ký', menu, answer('register')],
    ['its words without marks', 'dang ky', menu, answer('register')],
    ['its number', '2', menu, answer('register')],
    ['its number in another form', 'số 2', menu, answer('register')],
    ['HUỶ, where a yes or a no is asked', 'HUỶ', sixteen, command('cancel')],
    ['hủy without its mark there', 'huy bo', sixteen, command('cancel')],
    ['DUNG, where it could be Đúng', 'DUNG', summary, { kind: 'hint', hint: 'stop.unclear' }],
    ['DUNG, asked for yes or no', 'DUNG', sixteen, { kind: 'hint', hint: 'stop.unclear' }],
    ['DUNG, where nothing could be right', 'DUNG', menu, command('stop')],
    ['DỪNG with its marks, everywhere', 'DỪNG', summary, command('stop')],
    ['STOP, everywhere', 'stop', sixteen, command('stop')],
    ['dung without marks, where it answers nothing', 'dung', menu, { kind: 'hint', hint: 'stop.unclear' }],
    ['dung without marks, where it answers', 'dung', summary, answer('yes')],
    ['a number that is not offered', '7', menu, { kind: 'unknown' }],
    [
      'a group that is a word of command too',
      'cán bộ',
      {
        ...menu,
        choices: [
          { id: 'NGUOIDAN', label: 'Người dân' },
          { id: 'CBCCVC', label: 'Cán bộ, viên chức' },
        ],
      },
      answer('CBCCVC'),
    ],
    ['any of the choices', 'cái nào cũng được', menu, { kind: 'hint', hint: 'choice.any' }],
    ['the last choice', 'cái cuối cùng', menu, answer('human')],
    ['a wish in a longer message', 'khó quá, cho tôi gặp cán bộ', menu, command('human')],
    ['a wish instead of a phone', 'tôi không nhớ số, cho tôi gặp cán bộ', asks('phone'), command('human')],
    [
      'what ends something only alone',
      'thôi, hủy đi, mất tiền không',
      menu,
      { kind: 'guess', ids: ['switch-or-revoke', 'is-it-free'] },
    ],
    ['a choice goes before the command of the same words', 'GẶP CÁN BỘ', menu, answer('human')],
    ['a command where it is no choice', 'HUỶ', menu, command('cancel')],
    ['two numbers at once', '1, 2', menu, { kind: 'hint', hint: 'choice.several' }],
    ['a tap on an older question', { text: 'x', payload: 'q:ZZ99:register' }, menu, { kind: 'stale' }],
    ['a tap on a choice that is gone', { text: 'x', payload: 'q:AB12:gone' }, menu, { kind: 'stale' }],
    ['a tap where nothing is asked', tapOn('register'), null, { kind: 'stale' }],
    ['a payload of no form', { text: 'x', payload: 'register' }, menu, { kind: 'unknown' }],
    ['a command as payload', { text: 'x', payload: 'CMD:MENU' }, menu, command('menu')],
    ['no command as payload', { text: 'x', payload: 'CMD:xyzzy' }, menu, { kind: 'unknown' }],
    ['nothing at all', '   ', menu, { kind: 'unknown' }],
    ['a picture', { attachments: ['image' as const] }, menu, { kind: 'attachment', what: 'image' }],
    ['a sticker', { attachments: ['sticker' as const] }, menu, { kind: 'attachment', what: 'sticker' }],
    ['a picture with words', { text: '2', attachments: ['image' as const] }, menu, answer('register')],
    ['a command where nothing is asked', 'menu', null, command('menu')],
    ['a number where nothing is asked', '2', null, { kind: 'unknown' }],
  ])('%s', (_, heard, question, meaning) => {
    expect(read(heard, question)).toEqual(meaning)
  })
})

describe('a typed answer', () => {
  it.each([
    ['the value', '0912 345 678', asks('phone'), answer('0912345678')],
    ['a command where it is no value', 'menu', asks('phone'), command('menu')],
    ['what is wrong with it', '0912', asks('phone'), { kind: 'hint', hint: 'phone.length' }],
    ['a year, not a choice by number', '1960', asks('birthYear'), answer('1960')],
    ['a name', 'Nguyễn Thị Hoà', asks('name'), answer('Nguyễn Thị Hoà')],
    ['a word of command before a name', 'HUỶ', asks('name'), command('cancel')],
    ['a wish for a person before a name', 'gặp cán bộ', asks('name'), command('human')],
    ['a choice before the value', 'Tìm hiểu', { ...menu, slot: 'name' as const }, answer('explain')],
    [
      'the value where no choice fits',
      'Trần Văn Bình',
      { ...menu, slot: 'name' as const },
      answer('Trần Văn Bình'),
    ],
  ])('%s', (_, heard, question, meaning) => {
    expect(read(heard, question)).toEqual(meaning)
  })

  it('offers what it may mean', () => {
    expect(read('0912345678 hoặc 0987654321', asks('phone'))).toMatchObject({
      kind: 'candidates',
      candidates: [{ value: '0912345678' }, { value: '0987654321' }],
    })
  })
})

describe('one reading that was offered', () => {
  const place: Question = { ...asks('ward'), choices: [{ id: 'old:12121', label: 'Dị Sử' }] }

  it.each(['đúng rồi', 'dung roi chau', 'phải', 'ừ', 'ok'])('%j takes it', (text) => {
    expect(read(text, place)).toMatchObject({ kind: 'answer', value: 'old:12121', shown: 'Dị Sử' })
  })

  it.each(['không phải', 'sai rồi'])('%j has the question put again', (text) => {
    expect(read(text, place)).toEqual({ kind: 'again' })
  })

  it('does not stand in the way of another answer, or of a command', () => {
    expect(read('Bạch Sam', place)).toMatchObject({
      kind: 'answer',
      shown: expect.stringContaining('Bạch Sam'),
    })
    expect(read('hủy', place)).toEqual({ kind: 'command', command: 'cancel' })
  })
})

describe('signs alone', () => {
  it.each(['👍', '🙏🏻🙏🏻', '❤️', '/-heart /-strong', ':)'])(
    '%j is a sticker where it is no answer',
    (text) => {
      expect(read(text, asks('phone'))).toEqual({ kind: 'attachment', what: 'sticker' })
    },
  )

  it('a thumb still says yes to a question that takes one', () => {
    expect(read('👍', sixteen)).toMatchObject({ kind: 'answer', value: 'yes' })
  })
})

describe('consent', () => {
  it.each([
    ['the words', 'ĐỒNG Ý', answer('agree')],
    ['the words in small letters without marks', 'dong y', answer('agree')],
    ['the button', tapOn('agree', consent), answer('agree')],
    ['a refusal in words', 'không đồng ý', answer('refuse')],
    ['no', 'không', answer('refuse')],
    ['the button of refusal', tapOn('refuse', consent), answer('refuse')],
    ['a command', 'MENU', command('menu')],
  ])('is read from %s', (_, heard, meaning) => {
    expect(read(heard, consent)).toEqual(meaning)
  })

  it.each(['1', '2', 'số 1', 'một', '①', 'ok', 'có', 'vâng', 'yes', 'ừ', '👍', 'đồng ý?', 'đồng'])(
    'is not read from %s',
    (text) => expect(read(text, consent).kind).not.toBe('answer'),
  )

  it('is never read from digits', () => {
    const digits = fc.stringMatching(/^[\d ().,-]{1,6}$/)
    fc.assert(fc.property(digits, (text) => read(text, consent).kind !== 'answer'))
  })
})

describe('haste', () => {
  const early = { at: ASKED - 1 }

  it('a number sent before the question answers nothing', () => {
    expect(read('2', menu, early)).toEqual({ kind: 'hasty' })
    expect(read('2', menu, { at: ASKED })).toEqual(answer('register'))
  })

  it('words and commands mean what they say whenever they were sent', () => {
    expect(read('Đăng ký', menu, early)).toEqual(answer('register'))
    expect(read('HUỶ', menu, early)).toEqual(command('cancel'))
    expect(read('0912345678', asks('phone'), early)).toEqual(answer('0912345678'))
  })

  it('what was not understood was perhaps meant for the question before', () => {
    expect(read('qwerty', menu, early)).toEqual({ kind: 'hasty' })
    expect(read('0912', asks('phone'), early)).toEqual({ kind: 'hasty' })
  })

  it('a button of the open question counts by its nonce, not by its time', () => {
    expect(read(tapOn('register'), menu, early)).toEqual(answer('register'))
  })
})

describe('a double tap', () => {
  const { payload } = tapOn('register')

  it('within three seconds is one', () => {
    const again = (ms: number, question: Question | null) =>
      read({ text: 'Đăng ký', payload }, question, { lastChoice: payload, lastChoiceAt: NOW - ms }).kind
    expect(again(DOUBLE_TAP_MS - 1, menu)).toBe('hasty')
    expect(again(DOUBLE_TAP_MS - 1, { ...menu, nonce: 'CD34' })).toBe('hasty')
    expect(again(DOUBLE_TAP_MS, { ...menu, nonce: 'CD34' })).toBe('stale')
    expect(again(DOUBLE_TAP_MS, menu)).toBe('answer')
  })

  it('by number does not answer the next question too', () => {
    const twice = (ms: number) => read('2', menu, { lastChoice: '2', lastChoiceAt: NOW - ms }).kind
    expect(twice(DOUBLE_TAP_MS - 1)).toBe('again')
    expect(twice(DOUBLE_TAP_MS)).toBe('answer')
    expect(read('1', menu, { lastChoice: '2', lastChoiceAt: NOW - 10 }).kind).toBe('answer')
  })
})

describe('any input at all', () => {
  const questions = fc.constantFrom(
    null,
    menu,
    consent,
    asks('name'),
    asks('phone'),
    asks('ward'),
    asks('date'),
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  )

  it('is read without a fault, and an answer to choices is one of them', () => {
    fc.assert(
      fc.property(questions, texts, fc.option(texts, { nil: undefined }), (question, text, payload) => {
        const meaning = read({ text, ...(payload === undefined ? {} : { payload }) }, question)
        if (meaning.kind !== 'answer' || question?.slot) return
        expect(question?.choices.map(({ id }) => id)).toContain(meaning.value)
      }),
    )
  })
})

describe('words that name what they mean', () => {
  it('correct a field where only "Sửa lại" is offered', () => {
    expect(read('sửa số điện thoại', summary, { wishes: true })).toMatchObject({
      kind: 'wish',
      wish: { kind: 'correct', field: 'phone' },
    })
    expect(read('sửa lại', summary, { wishes: true })).toMatchObject({ kind: 'answer', value: 'no' })
  })

  it('choose by the open question’s own label, also under a "did you mean"', () => {
    const steps = { ...menu, choices: [{ id: 'steps', label: 'Chỉ từng bước' }] }
    const guess: Question = {
      ...menu,
      key: 'faq.guess',
      choices: [
        { id: 'aside:steps-on-phone', label: 'Các bước đăng ký' },
        { id: 'aside:none', label: 'Không phải' },
      ],
      behind: steps,
    }
    expect(read('chỉ từng bước', guess)).toMatchObject({ kind: 'answer', value: 'steps' })
    expect(read('các bước đăng ký', guess)).toMatchObject({ kind: 'answer', value: 'aside:steps-on-phone' })
  })
})
