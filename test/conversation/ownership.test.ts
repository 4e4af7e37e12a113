import { beforeEach, describe, expect, it } from 'vitest'
import type { EventBody } from '../../src/channels/channel.ts'
import type { Talk } from '../../src/conversation/talk.ts'
import { HOUR, PAGE } from './support/parts.ts'
import { newTalk, Stage, stackOf } from './support/turns.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

/** Everything that goes out for one input, with what happens to the thread. */
async function out(talk: Talk, input: string | EventBody): Promise<string[]> {
  await stage.say(talk, input)
  return talk.out.map(({ control, text }) => (control ? `<${control}>` : text))
}

async function greeted(): Promise<Talk> {
  const talk = newTalk(PAGE)
  await stage.say(talk, 'chào')
  return talk
}

const control = (to: 'bot' | 'staff', asked?: true): EventBody => ({
  kind: 'control',
  to,
  ...(asked && { asked }),
})
const standby = (text: string): EventBody => ({ kind: 'message', text, standby: true })
const clerk = (text: string, autoWithinMs?: number): EventBody => ({
  kind: 'clerk',
  text,
  ...(autoWithinMs === undefined ? {} : { autoWithinMs }),
})

/** A thread that staff's app holds, as the platform has said. */
async function held(): Promise<Talk> {
  const talk = await greeted()
  await stage.say(talk, control('staff'))
  expect(talk.owner).toBe('inbox')
  return talk
}

describe('a thread', () => {
  it('is passed on after the last words when a case is opened, and not again while it is open', async () => {
    const talk = await greeted()
    expect(await out(talk, 'gặp cán bộ')).toEqual(['common.caseOpened code=HT-1', '<staff>'])
    expect(await out(talk, 'tôi hỏi về phí')).toEqual(['common.caseWaiting code=HT-1'])
  })

  it('is staff’s when the platform says so: silence, whatever was open', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register')
    expect(await out(talk, control('staff'))).toEqual([])
    expect(talk).toMatchObject({ owner: 'inbox', ownerSince: stage.clock.now() })
    expect(stackOf(talk)).toEqual(['home.registering', 'register.name'])
  })

  it('is given to staff’s app when that asks for it', async () => {
    const talk = await greeted()
    expect(await out(talk, control('staff', true))).toEqual(['<staff>'])
    expect(talk.owner).toBe('staff')
    expect(await out(talk, control('staff'))).toEqual([])
    expect(talk.owner).toBe('inbox')
  })

  it('is the assistant’s when it is passed back: the open question is put again', async () => {
    const talk = await held()
    expect(await out(talk, control('bot'))).toEqual(['common.backFromStaff\n\nhome.menu'])
    expect(talk.owner).toBe('bot')
    expect(await out(talk, control('bot'))).toEqual([])
  })

  it('was released when what the person does comes to us again', async () => {
    const talk = await held()
    expect(await out(talk, 'Label register')).toEqual(['common.backFromStaff\n\nregister.name'])
    expect(talk.owner).toBe('bot')
    const other = await held()
    expect(await out(other, { kind: 'opened' })).toEqual(['common.backFromStaff\n\nhome.menu'])
  })

  it('was not released by what was done before it was taken, and comes late', async () => {
    const talk = await held()
    talk.out = []
    const late = stage.hearing('Label register', (talk.ownerSince ?? 0) - 1000)
    await stage.tick({ talk, hearings: [late] })
    expect(talk).toMatchObject({ owner: 'inbox', out: [{ text: 'common.caseWaiting code=HT-1' }] })
  })

  it('is not lost to old news', async () => {
    const talk = await held()
    const then = stage.clock.now() + 1000
    await stage.say(talk, control('bot'))
    await stage.tick({ talk, hearings: [stage.hearing(control('staff'), then)] })
    expect(talk.owner).toBe('bot')
    await stage.tick({ talk, hearings: [stage.hearing(standby('xin chào'), then)] })
    expect(talk.owner).toBe('bot')
  })
})

describe('on standby', () => {
  it('nobody is answered, and staff’s hold is noticed', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register')
    expect(await out(talk, standby('Nguyễn Văn An'))).toEqual([])
    expect(talk).toMatchObject({ owner: 'inbox', lastInAt: stage.clock.now() })
    expect(stackOf(talk)).toEqual(['home.registering', 'register.name'])
    expect(await out(talk, standby('còn ai không'))).toEqual([])
  })

  it('the words that work always borrow the thread', async () => {
    const talk = await held()
    expect(await out(talk, standby('lừa đảo'))).toEqual(['<bot>', 'common.scam', '<staff>'])
    expect(await out(talk, standby('DỪNG'))).toEqual(['<bot>', 'common.stopped', '<staff>'])
    expect(talk.changes.contact).toMatchObject({ stoppedAt: stage.clock.now() })
    expect(await out(talk, standby('gặp cán bộ'))).toEqual([
      '<bot>',
      'common.caseOpened code=HT-1',
      '<staff>',
    ])
    expect(talk.owner).toBe('inbox')
  })

  it('so does the warning of what was masked', async () => {
    const talk = await held()
    const otp: EventBody = { kind: 'message', text: '[otp]', masked: ['otp'], standby: true }
    expect(await out(talk, otp)).toEqual(['<bot>', 'common.masked.otp', '<staff>'])
  })

  it('MENU takes the thread, as people are told', async () => {
    const talk = await held()
    expect(await out(talk, standby('menu'))).toEqual(['<bot>', 'common.backFromStaff\n\nhome.menu'])
    expect(talk.owner).toBe('bot')
  })

  it('a clerk who is silent for a day has left', async () => {
    const talk = await held()
    await stage.say(talk, clerk('Chào bác'))
    stage.clock.advance(23 * HOUR)
    expect(await out(talk, standby('cảm ơn'))).toEqual([])
    stage.clock.advance(HOUR)
    expect(await out(talk, standby('cảm ơn'))).toEqual([
      '<bot>',
      'common.backFromStaff\n\ncommon.thanks\n\nhome.menu',
    ])
  })

  it('where no clerk wrote in all that time, that is owned up to', async () => {
    const talk = await greeted()
    await stage.say(talk, 'gặp cán bộ')
    stage.clock.advance(25 * HOUR)
    expect(await out(talk, 'alo')).toEqual(['common.backUnanswered\n\nhome.menu'])
  })

  it('nothing that is not a person’s words is a turn', async () => {
    const talk = await held()
    expect(await out(talk, { kind: 'message', text: '', attachments: ['sticker'], standby: true })).toEqual(
      [],
    )
  })
})

describe('MENU while the thread is perhaps only on its way to staff', () => {
  it('takes it back first', async () => {
    const talk = await greeted()
    talk.out = []
    const hearings = [stage.hearing('gặp cán bộ'), stage.hearing('menu')]
    await stage.tick({ talk, hearings })
    expect(talk.out.map(({ control, text }) => (control ? `<${control}>` : text))).toEqual([
      'common.caseOpened code=HT-1',
      '<staff>',
      '<bot>',
      'common.backFromStaff\n\nhome.menu',
    ])
    const other = await greeted()
    await stage.say(other, 'gặp cán bộ')
    other.busy = true
    expect(await out(other, 'menu')).toEqual(['<bot>', 'common.backFromStaff\n\nhome.menu'])
  })
})

describe('a clerk in the platform’s own app', () => {
  it('hands the conversation back with #BOT', async () => {
    for (const word of ['#bot', ' #Trợ lý ', '#tro ly tu dong.', '#assistant', 'Cháu xong rồi ạ. #BOT']) {
      const talk = await greeted()
      await stage.say(talk, 'Label register', clerk('Chào bác'))
      expect(talk.owner).toBe('staff')
      expect(await out(talk, clerk(word)), word).toEqual(['<bot>', 'common.backFromStaff\n\nregister.name'])
      expect(talk.owner).toBe('bot')
    }
    const talk = await greeted()
    for (const words of ['bot', '#botany', 'hỏi #bot nhé', '#']) {
      await stage.say(talk, clerk(words))
      expect(talk.owner, words).toBe('staff')
    }
  })

  it('cannot have answered at once: that was an automatic reply', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register')
    const reply = async (afterMs: number, within?: number) => {
      stage.clock.set(talk.lastInAt + afterMs)
      const hearing = stage.hearing(clerk('Cảm ơn đã nhắn tin', within), talk.lastInAt + afterMs)
      const { turned } = await stage.tick({ talk, hearings: [hearing] })
      return turned[0]?.outcome
    }
    expect(await reply(0, 2000)).toBe('auto-reply')
    expect(await reply(1999, 2000)).toBe('auto-reply')
    expect(talk).toMatchObject({ owner: 'bot', staffWroteAt: null })
    expect(await reply(2000, 2000)).toBe('clerk')
    expect(talk.owner).toBe('staff')
    talk.owner = 'bot'
    expect(await reply(10)).toBe('clerk')
  })

  it('owns the conversation for as long as is configured', async () => {
    stage.deps.rules.staffIdleMs = HOUR
    const talk = await greeted()
    await stage.say(talk, clerk('Chào bác'))
    stage.clock.advance(HOUR)
    expect(await out(talk, 'cảm ơn')).toEqual(['common.backFromStaff\n\ncommon.thanks\n\nhome.menu'])
  })
})
