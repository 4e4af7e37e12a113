import { beforeEach, describe, expect, it } from 'vitest'
import { resources } from '../../locales/index.ts'
import { faqAnswer, lintFaq } from '../../src/conversation/faq.ts'
import { createTexts } from '../../src/conversation/texts.ts'
import { understand } from '../../src/conversation/understand.ts'
import { FAQ_IDS, isFaqId } from '../../src/understanding/faq/ids.ts'
import { newTalk, Stage, stackOf, tap } from './support/turns.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

/** Asked for a name. */
async function atName() {
  const talk = newTalk()
  await stage.say(talk, 'đăng ký')
  return talk
}

/** What is said of a question in these tests: every key is its own text and nothing is known. */
const answerOf = (id: string) => `faq.${id}.question\nfaq.${id}.answer`

describe('a question in passing', () => {
  it('is answered, then the open question stands', async () => {
    const talk = await atName()
    expect(await stage.texts(talk, 'mất tiền không?')).toEqual([`${answerOf('is-it-free')}\n\nregister.name`])
    expect(await stage.texts(talk, 'Nguyễn Văn An')).toEqual(['register.year'])
    expect(await stage.texts(talk, 'co mat tien k')).toEqual([`${answerOf('is-it-free')}\n\nregister.year`])
    expect(await stage.texts(talk, '1960')).toEqual(['register.done\n\nhome.menu'])
  })

  it('is answered with the welcome, when it comes first', async () => {
    const talk = newTalk()
    expect(await stage.texts(talk, 'chữ ký số là gì')).toEqual([
      `${answerOf('what-is-digital-signature')}\n\nhome.menu`,
    ])
  })

  it.each(['Nguyễn Văn Khang', 'Lê Thị Phí', 'Trần Văn Sao', 'Hoàng Thị Ai', 'Lưu Bá Hạn', 'Đỗ Thị Mai'])(
    'is never what answers: %s',
    async (name) => {
      const talk = await atName()
      expect(await stage.texts(talk, name)).toEqual(['register.year'])
    },
  )

  it('may come with a wish: both are heard', async () => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào')
    expect(await stage.texts(talk, 'Chào cháu, bác muốn đăng ký, có mất tiền không?')).toEqual([
      `${answerOf('is-it-free')}\n\nregister.name`,
    ])
    expect(stackOf(talk)).toEqual(['home.menu', 'register.name'])
  })

  it('leaves a consent open, and is no consent', async () => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào', 'Label consent')
    const [answered] = await stage.texts(talk, 'phường giữ thông tin gì của tôi?')
    expect(answered).toBe(`${answerOf('what-data-is-kept')}\n\nconsent.short`)
    expect(await stage.texts(talk, 'ĐỒNG Ý')).toEqual(['consent.phone'])
  })
})

it.each(['đồng ý không?', 'đống y', 'đồng ý với dữ liệu'])(
  'takes no words about agreeing for a question, where consent is asked: %s',
  async (words) => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào', 'Label consent')
    expect(await stage.texts(talk, words)).toEqual(['common.consentWord\n\nconsent.short'])
  },
)

describe('did you mean', () => {
  const UNSURE = 'otp'

  it('is asked with the questions it may be, and the chosen one is answered', async () => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào')
    const [message] = await stage.say(talk, UNSURE)
    expect(message?.text).toBe('faq.guess')
    const labels = message?.choices?.map(({ label }) => label) ?? []
    expect(labels).toContain('faq.never-ask-otp-pin.label')
    expect(labels.at(-1)).toBe('faq.choice.none')
    expect(await stage.texts(talk, 'faq.never-ask-otp-pin.label')).toEqual([
      `${answerOf('never-ask-otp-pin')}\n\nhome.menu`,
    ])
    expect(await stage.texts(talk, 'Label register')).toEqual(['register.name'])
  })

  it.each(['tap', 'không', '3'])('lets go when it is none of these: %s', async (answer) => {
    const talk = newTalk()
    const [message] = await stage.say(talk, 'xin chào', UNSURE)
    const none = message?.choices?.length ?? 0
    const said = answer === 'tap' ? tap(message, 'faq.choice.none') : answer === '3' ? String(none) : answer
    expect(await stage.texts(talk, said)).toEqual(['faq.guess.none\n\nhome.menu'])
  })

  it('takes a yes for the only question that is offered', async () => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào')
    expect(await stage.texts(talk, 'học sinh')).toEqual(['faq.guess'])
    expect(await stage.texts(talk, 'đúng')).toEqual([`${answerOf('who-can-register')}\n\nhome.menu`])
  })

  it('does not stand in the way of an answer to the question behind it', async () => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào', UNSURE)
    expect(await stage.texts(talk, 'Label register')).toEqual(['register.name'])
  })

  it('leaves the buttons of the question behind it alive', async () => {
    const talk = newTalk()
    const [menu] = await stage.say(talk, 'xin chào')
    await stage.say(talk, UNSURE)
    expect(await stage.texts(talk, tap(menu, 'Label register'))).toEqual(['register.name'])
  })

  it('is not asked about what was masked', async () => {
    const talk = newTalk()
    await stage.say(talk, 'xin chào')
    expect(await stage.texts(talk, 'OTP 123456')).toEqual(['common.masked.otp\n\nhome.menu'])
  })
})

describe('an answer', () => {
  const texts = createTexts(resources)
  const talk = newTalk()
  const rules = (facts: Record<string, string>) => ({ ...stage.deps.rules, texts, facts: () => facts })

  it.each(['vi', 'en'] as const)('is whole whatever is known, and never shows a gap (%s)', (language) => {
    talk.language = language
    for (const id of FAQ_IDS) {
      const bare = faqAnswer(rules({}), talk, id)
      expect(bare, id).not.toMatch(/[{}…\u{f8ff}]/u)
      expect(bare.length, id).toBeGreaterThan(80)
      const names = texts.variables(language, `faq.${id}.answer`)
      const full = faqAnswer(rules(Object.fromEntries(names.map((name) => [name, '1800 1096']))), talk, id)
      expect(full, id).toBe(
        texts.say(language, `faq.${id}.answer`, Object.fromEntries(names.map((name) => [name, '1800 1096']))),
      )
    }
    talk.language = 'vi'
  })

  it('leaves out only the sentence whose fact is missing', () => {
    const answer = faqAnswer(rules({ hotline_phuong: '0221 1' }), talk, 'who-to-call')
    expect(answer).toContain('Về chương trình của phường: 0221 1')
    expect(answer).not.toContain('Về VNeID')
    expect(answer).toContain('GẶP CÁN BỘ')
    expect(faqAnswer(rules({}), talk, 'which-provider')).not.toContain('Đơn vị đang phối hợp')
  })

  it('about safety says what to do also while nothing is known', () => {
    expect(faqAnswer(rules({}), talk, 'never-ask-otp-pin')).toContain('dừng liên lạc và báo')
    expect(faqAnswer(rules({}), talk, 'clicked-scam-link')).toContain('gọi ngân hàng khóa tài khoản')
    expect(faqAnswer(rules({}), talk, 'new-or-lost-phone')).toContain('gọi ngay tổng đài nhà cung cấp')
  })

  it('lacks nothing', () => {
    expect(lintFaq(texts)).toEqual([])
  })

  it('is there for each question, and for nothing else', () => {
    for (const language of ['vi', 'en'] as const) {
      const answered = Object.keys(resources[language].faq).flatMap((key) =>
        key.endsWith('.answer') ? [key.slice(0, -'.answer'.length)] : [],
      )
      expect(answered.sort()).toEqual([...FAQ_IDS].sort())
      expect(answered.every(isFaqId)).toBe(true)
    }
  })
})

it('lets a word of command be no part of a label', () => {
  const question = {
    nonce: 'ABCD',
    askedAt: 0,
    key: 'faq.questions',
    text: '',
    choices: [
      { id: 'registration-steps', label: 'Các bước đăng ký' },
      { id: 'register-via-vneid', label: 'Đăng ký qua VNeID' },
    ],
  }
  const read = (text: string) =>
    understand(
      { body: { kind: 'message', text }, at: 9000, sentAt: 9000 },
      { question, lastChoice: null, lastChoiceAt: 0, context: { now: 9000, language: 'vi' } },
    )
  expect(read('đăng ký')).toEqual({ kind: 'command', command: 'register' })
  expect(read('các bước')).toMatchObject({ kind: 'answer', value: 'registration-steps' })
  expect(read('2')).toMatchObject({ kind: 'answer', value: 'register-via-vneid' })
})
