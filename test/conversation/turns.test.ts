import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, NOW, OA, PAGE } from './support/parts.ts'
import { newTalk, Stage, stackOf, tap } from './support/turns.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

/** A person who has been greeted. */
async function greeted() {
  const talk = newTalk()
  await stage.say(talk, 'chào')
  return talk
}

describe('first words', () => {
  it('are welcomed with the menu', async () => {
    expect(await stage.texts(newTalk(), 'abc xyz')).toEqual(['home.menu'])
  })

  it('that are a wish are followed at once', async () => {
    const talk = newTalk()
    expect(await stage.texts(talk, 'đăng ký')).toEqual(['register.name'])
    expect(stackOf(talk)).toEqual(['home.menu', 'register.name'])
  })

  it.each(['HUỶ', 'quay lại', 'menu'])(
    'that leave what was not begun are only welcomed: %s',
    async (word) => {
      expect(await stage.texts(newTalk(), word)).toEqual(['home.menu'])
    },
  )

  it('may be that the person came without a word', async () => {
    const talk = newTalk()
    expect(await stage.texts(talk, { kind: 'opened', ref: 'poster-3' })).toEqual(['home.menu'])
    expect(talk.changes.contact).toEqual({ leftAt: null, origin: 'poster-3' })
  })
})

describe('the stack', () => {
  it('comes back to where one was after MENU', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'Nguyễn Văn An')
    expect(stackOf(talk)).toEqual(['home.registering', 'register.year'])
    expect(await stage.texts(talk, 'MENU')).toEqual(['common.unfinished\n\nhome.menu'])
    expect(stackOf(talk)).toEqual(['register.year', 'home.menu'])
    expect(await stage.texts(talk, 'Label register')).toEqual(['register.year'])
    expect(stackOf(talk)).toEqual(['home.registering', 'register.year'])
    expect(await stage.texts(talk, '1960')).toEqual(['register.done\n\nhome.menu'])
    expect(stage.asked).toMatchObject([
      { effect: 'test.save', items: [{ params: { name: 'Nguyễn Văn An' } }] },
    ])
  })

  it('drops with HUỶ what was begun, and all that hangs on it', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'Nguyễn Văn An')
    expect(await stage.texts(talk, 'HUỶ')).toEqual(['common.cancelled\n\nhome.menu'])
    expect(stackOf(talk)).toEqual(['home.menu'])
    expect(talk.changes.removedRuns).toHaveLength(1)
    expect(talk.changes.arm).toEqual([])
  })

  it('ends nothing with HUỶ where nothing was begun', async () => {
    const talk = await greeted()
    expect(await stage.texts(talk, 'huy')).toEqual(['common.nothingToCancel\n\nhome.menu'])
    expect(talk.changes.removedRuns).toEqual([])
  })

  it('goes back a step with QUAY LẠI, and says so where there is none', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'Nguyễn Văn An')
    expect(await stage.texts(talk, 'quay lại')).toEqual(['register.name'])
    expect(await stage.texts(talk, 'QUAY LAI')).toEqual(['common.cannotGoBack\n\nregister.name'])
  })

  it('is silent after DỪNG, and keeps nothing that was begun', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register')
    expect(await stage.texts(talk, 'DỪNG')).toEqual(['common.stoppedErased'])
    expect(talk.changes.contact).toMatchObject({ stoppedAt: stage.clock.now() })
    expect(stackOf(talk)).toEqual(['home.menu'])
    expect(await stage.texts(talk, 'chào')).toEqual(['common.greeting\n\nhome.menu'])
  })

  it('never holds the same flow twice', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'MENU', 'đăng ký', 'MENU', 'Label register')
    expect(stackOf(talk)).toEqual(['home.registering', 'register.name'])
  })
})

describe('what a turn says', () => {
  it('is one message with the last question only, and its choices', async () => {
    const talk = await greeted()
    const [message, ...more] = await stage.say(talk, 'cảm ơn')
    expect(more).toEqual([])
    expect(message?.text).toBe('common.thanks\n\nhome.menu')
    expect(message?.choices?.map(({ label }) => label)).toEqual([
      'Label register',
      'Label consent',
      'Label fragile',
      'Label help',
    ])
  })

  it('keeps the buttons of a question that is put again', async () => {
    const talk = await greeted()
    const [first] = await stage.say(talk, 'chào')
    const [again] = await stage.say(talk, 'xyz abc')
    expect(again?.choices).toEqual(first?.choices)
    expect(await stage.texts(talk, tap(first, 'Label register'))).toEqual(['register.name'])
    expect(await stage.texts(talk, tap(first, 'Label consent'))).toEqual(['common.stale\n\nregister.name'])
  })

  it('is in the language asked for, the open question too, whose buttons still count', async () => {
    const talk = await greeted()
    const [before] = await stage.say(talk, 'chào')
    expect(await stage.texts(talk, 'EN')).toEqual(['EN common.languageSet\n\nEN home.menu'])
    expect(talk.changes.contact).toEqual({ language: 'en' })
    expect(await stage.texts(talk, tap(before, 'Label register'))).toEqual(['EN register.name'])
  })

  it('warns of a secret, does not keep it, and asks again', async () => {
    const talk = await greeted()
    const out = await stage.texts(talk, { kind: 'message', text: 'OTP [mã]', masked: ['otp'] })
    expect(out).toEqual(['common.masked.otp\n\nhome.menu'])
  })

  it('offers a person after three that were not understood, until one is', async () => {
    const talk = await greeted()
    const heads = async (text: string) => (await stage.texts(talk, text))[0]?.split('\n')[0]
    expect(await heads('qwe rty')).toBe('common.notUnderstood')
    expect(await heads('qwe rty')).toBe('common.notUnderstood')
    expect(await heads('qwe rty')).toBe('common.notUnderstoodOften')
    expect(await heads('cảm ơn')).toBe('common.thanks')
    expect(await heads('qwe rty')).toBe('common.notUnderstood')
  })

  it('does not say that it did not understand what it warned of, but offers a person', async () => {
    const talk = await greeted()
    const secret = { kind: 'message' as const, text: 'OTP ******', masked: ['otp' as const] }
    await stage.texts(talk, secret)
    await stage.texts(talk, secret)
    expect(await stage.texts(talk, secret)).toEqual(['common.masked.otp\n\ncommon.offerPerson\n\nhome.menu'])
  })

  it('says of a picture that it is not kept', async () => {
    const talk = await greeted()
    const picture = { kind: 'message' as const, text: '', attachments: ['image' as const] }
    expect(await stage.texts(talk, picture)).toEqual(['common.attachment.image\n\nhome.menu'])
    expect(await stage.texts(talk, { ...picture, attachments: ['sticker'] })).toEqual([
      'common.attachment.sticker\n\nhome.menu',
    ])
  })
})

describe('candidates', () => {
  const TWO = '0912345678 hoặc 0987654321'

  async function atPhone() {
    const talk = await greeted()
    await stage.say(talk, 'Label consent', 'ĐỒNG Ý')
    expect(stackOf(talk)).toEqual(['home.consenting', 'consent.phone'])
    return talk
  }

  it('become choices of the question, once', async () => {
    const talk = await atPhone()
    const [offer] = await stage.say(talk, TWO)
    if (!offer?.choices) throw new Error('expected candidates')
    expect(offer.text).toBe('common.didYouMean')
    const first = offer.choices[0]!
    expect(await stage.texts(talk, tap(offer, first.label))).toEqual(['home.menu'])
  })

  it('are a question of their own: a number sent before they were shown chooses none of them', async () => {
    const talk = await atPhone()
    stage.clock.advance(5000)
    const sentAt = stage.clock.now()
    await stage.say(talk, TWO)
    talk.out = []
    const number = stage.hearing('1', sentAt + 1)
    await stage.tick({ talk, hearings: [number] })
    expect(stackOf(talk)).toEqual(['home.consenting', 'consent.phone'])
  })

  it('are gone when another answer was sought: their buttons are of an older question', async () => {
    const talk = await atPhone()
    const [offer] = await stage.say(talk, TWO)
    await stage.say(talk, 'qwerty')
    const label = offer?.choices?.[0]?.label ?? ''
    expect((await stage.texts(talk, tap(offer, label)))[0]).toBe('common.stale\n\nconsent.phone')
  })
})

describe('consent', () => {
  it('is given by the words, with the question as it was sent for proof', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label consent')
    expect(await stage.texts(talk, '1')).toEqual(['common.consentWord\n\nconsent.short'])
    expect(stage.asked).toEqual([])
    await stage.say(talk, 'dong y')
    expect(stage.asked).toMatchObject([
      { effect: 'consent.record', items: [{ contactId: 1, answered: { text: 'consent.ask' } }] },
    ])
    expect(stage.asked[0]?.items[0]?.answered?.key).toMatch(/^key-/)
    expect(talk.keepsTranscript).toBe(true)
  })

  it('is asked for in short after what is no answer, and whole again on request', async () => {
    const talk = await greeted()
    const [whole] = await stage.say(talk, 'Label consent')
    const [short] = await stage.say(talk, 'để tôi nghĩ đã')
    expect(short?.text).toBe('common.consentWord\n\nconsent.short')
    expect(short?.choices).toEqual(whole?.choices)
    expect(await stage.texts(talk, { kind: 'message', text: '', attachments: ['sticker'] })).toEqual([
      'common.attachment.sticker\n\nconsent.short',
    ])
    for (const words of ['XEM LẠI', 'cho tôi xem lại ạ'])
      expect(await stage.texts(talk, words)).toEqual(['consent.ask'])
  })
})

describe('haste', () => {
  it('lets a double tap change nothing, and say nothing', async () => {
    const talk = await greeted()
    const [menu] = await stage.say(talk, 'chào')
    const at = stage.clock.now() + 5000
    stage.clock.set(at + 400)
    talk.out = []
    const twice = [at, at + 300].map((when) => stage.hearing(tap(menu, 'Label register'), when))
    await stage.tick({ talk, hearings: twice })
    expect(talk.out.map(({ text }) => text)).toEqual(['register.name'])
  })

  it('shows the question that stands when a number was typed twice', async () => {
    const talk = await greeted()
    const at = stage.clock.now() + 5000
    stage.clock.set(at)
    talk.out = []
    await stage.tick({ talk, hearings: [stage.hearing('3', at)] })
    stage.clock.set(at + 1000)
    await stage.tick({ talk, hearings: [stage.hearing('3', at + 900)] })
    expect(talk.out.map(({ text }) => text)).toEqual(['fragile.ask', 'fragile.ask'])
    expect(stackOf(talk)).toEqual(['home.trying', 'fragile.asking'])
  })
})

describe('a conversation with staff', () => {
  it('is handed over with a code, and the bot steps back', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register')
    expect(await stage.texts(talk, 'gặp cán bộ')).toEqual(['common.caseOpened code=HT-1'])
    expect(talk).toMatchObject({ owner: 'staff', ownerSince: stage.clock.now(), keepsTranscript: true })
    expect(await stage.texts(talk, 'Nguyễn Văn An')).toEqual(['common.caseWaiting code=HT-1'])
    expect(await stage.texts(talk, 'tôi hỏi về phí')).toEqual([])
    expect(stackOf(talk)).toEqual(['home.registering', 'register.name'])
  })

  it('is told at most every two minutes that a clerk will answer, until one has written', async () => {
    const talk = await greeted()
    await stage.say(talk, 'gặp cán bộ')
    stage.clock.advance(HOUR)
    expect(await stage.texts(talk, 'còn ai không vậy')).toEqual(['common.caseWaiting code=HT-1'])
    expect(await stage.texts(talk, 'sao lâu thế')).toEqual([])
    await stage.say(talk, { kind: 'clerk', text: 'Chào bác' })
    stage.clock.advance(HOUR)
    expect(await stage.texts(talk, 'sao lâu thế')).toEqual([])
  })

  it('still hears DỪNG, LỪA ĐẢO and GẶP CÁN BỘ', async () => {
    const talk = await greeted()
    await stage.say(talk, { kind: 'clerk', text: 'Chào bác' })
    expect(talk.owner).toBe('staff')
    expect(await stage.texts(talk, 'lừa đảo')).toEqual(['common.scam'])
    expect(await stage.texts(talk, 'gặp cán bộ')).toEqual(['common.caseOpened code=HT-1'])
    expect(await stage.texts(talk, 'DỪNG')).toEqual(['common.stopped'])
    expect(talk.owner).toBe('staff')
  })

  it('comes back with MENU as long as nobody has written', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label help')
    expect(talk.owner).toBe('staff')
    expect(await stage.texts(talk, 'menu')).toEqual(['common.backFromStaff\n\nhome.menu'])
    expect(talk.owner).toBe('bot')
  })

  it('comes back with MENU, as people are told, also once a clerk has written', async () => {
    const talk = await greeted()
    await stage.say(talk, 'gặp cán bộ', { kind: 'clerk', text: 'Chào bác' })
    expect(await stage.texts(talk, 'MENU')).toEqual(['common.backFromStaff\n\nhome.menu'])
    expect(talk.owner).toBe('bot')
  })

  it('comes back of itself after a day of silence', async () => {
    const talk = await greeted()
    await stage.say(talk, 'gặp cán bộ', { kind: 'clerk', text: 'Chào bác' })
    expect(await stage.texts(talk, 'cảm ơn')).toEqual([])
    stage.clock.advance(24 * HOUR)
    expect(await stage.texts(talk, 'cảm ơn')).toEqual(['common.backFromStaff\n\ncommon.thanks\n\nhome.menu'])
    expect(talk.owner).toBe('bot')
  })

  it('opens again silently when the person comes by a link', async () => {
    const talk = await greeted()
    await stage.say(talk, { kind: 'clerk', text: 'Chào bác' })
    expect(await stage.texts(talk, { kind: 'opened' })).toEqual([])
  })

  it('hands over from a flow too, and a flow that asks afterwards does not speak over it', async () => {
    const talk = await greeted()
    expect(await stage.texts(talk, 'Label help')).toEqual(['common.caseOpened code=HT-1'])
    expect(stackOf(talk)).toEqual(['home.staffed'])
  })
})

describe('a batch', () => {
  it('takes requests of many members to a room as one set', async () => {
    const talks = Array.from({ length: 5 }, (_, i) => newTalk(i % 2 ? PAGE : OA, i + 1))
    for (const talk of talks) await stage.say(talk, 'đăng ký', 'Nguyễn Văn An')
    await stage.tick(...talks.map((talk) => ({ talk, hearings: [stage.hearing('1960')] })))
    expect(stage.asked).toHaveLength(1)
    expect(stage.asked[0]?.items.map((item) => [item.contactId, item.platform])).toEqual([
      [1, 'zalo'],
      [2, 'messenger'],
      [3, 'zalo'],
      [4, 'messenger'],
      [5, 'zalo'],
    ])
  })

  it('gives every member its own result', async () => {
    const talks = Array.from({ length: 20 }, (_, i) => newTalk(OA, i + 1))
    for (const talk of talks) await stage.say(talk, 'chào')
    for (const talk of talks) talk.out = []
    await stage.tick(...talks.map((talk) => ({ talk, hearings: [stage.hearing('gặp cán bộ')] })))
    expect(talks.map(({ out }) => out[0]?.text)).toEqual(
      talks.map(({ id }) => `common.caseOpened code=HT-${id}`),
    )
  })

  it('leaves a member out that throws; the others go on', async () => {
    const talks = [1, 2, 3].map((id) => newTalk(OA, id))
    for (const talk of talks) await stage.say(talk, 'chào', 'Label fragile')
    const [first, second, third] = ['fine', 'break', 'fine'].map((word, i) => ({
      talk: talks[i]!,
      hearings: [stage.hearing(`Label ${word}`), stage.hearing('cảm ơn')],
    }))
    for (const talk of talks) talk.out = []
    const { turned, failed } = await stage.tick(first!, second!, third!)
    expect(failed.map(({ member }) => member)).toEqual([second])
    expect(turned.map(({ talk }) => talk.id)).toEqual([1, 3, 1, 3])
    expect(talks[2]?.out).toHaveLength(2)
  })

  it('fails whole when a member throws after a room has worked for it: that work must be undone', async () => {
    const talks = [1, 2].map((id) => newTalk(OA, id))
    for (const talk of talks) await stage.say(talk, 'chào', 'Label fragile')
    const [good, bad] = ['fine', 'late'].map((word, i) => ({
      talk: talks[i]!,
      hearings: [stage.hearing(`Label ${word}`)],
    }))
    await expect(stage.tick(good!, bad!).then(() => 'went on')).rejects.toThrow('broken flow')
  })

  it('fails whole when a member throws at its second message, and a room has worked for the first', async () => {
    const talk = newTalk()
    await stage.say(talk, 'chào')
    const hearings = ['gặp cán bộ', 'MENU', 'Label fragile', 'Label break'].map((text) => stage.hearing(text))
    await expect(stage.tick({ talk, hearings }).then(() => 'went on')).rejects.toThrow('broken flow')
  })

  it('does not run for ever with a flow that asks without end', async () => {
    const talk = newTalk()
    await stage.say(talk, 'chào', 'Label fragile')
    await expect(stage.say(talk, 'Label endless')).rejects.toThrow('requests without end')
  })

  it('tells which room is missing, and a room that gives too little', async () => {
    const talk = newTalk()
    await stage.say(talk, 'chào')
    stage.handlers.set('case.open', async () => [])
    await expect(stage.say(talk, 'gặp cán bộ')).rejects.toThrow('case.open gave 0 results for 1 requests')
    const other = newTalk()
    await stage.say(other, 'chào')
    stage.handlers.delete('case.open')
    await expect(stage.say(other, 'gặp cán bộ')).rejects.toThrow('nobody handles case.open')
  })
})

describe('the contact', () => {
  it('is known to have left, and to have come back', async () => {
    const talk = await greeted()
    expect(await stage.texts(talk, { kind: 'left' })).toEqual([])
    expect(talk.changes.contact).toEqual({ leftAt: stage.clock.now() })
    await stage.say(talk, { kind: 'opened' })
    expect(talk.changes.contact).toEqual({ leftAt: null })
  })

  it('last acted at the latest platform time, whatever the order of events', async () => {
    const talk = await greeted()
    stage.clock.advance(HOUR)
    const last = NOW + HOUR
    await stage.tick({ talk, hearings: [stage.hearing('chào', last), stage.hearing('chào', NOW + 1)] })
    expect(talk.lastInAt).toBe(last)
  })

  it('takes an event from the future for one of now: the window for answers must not stay open', async () => {
    const talk = await greeted()
    const now = stage.clock.now()
    await stage.tick({ talk, hearings: [stage.hearing('chào', now + 20 * HOUR)] })
    expect(talk.lastInAt).toBe(now)
  })
})
