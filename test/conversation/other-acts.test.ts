import { beforeEach, describe, expect, it } from 'vitest'
import type { EventBody } from '../../src/channels/channel.ts'
import { draftWrite } from '../../src/conversation/turn.ts'
import { HOUR, NOW, OA, PAGE } from './support/parts.ts'
import { newTalk, Stage, stackOf } from './support/turns.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

async function greeted(account = PAGE as typeof PAGE | typeof OA) {
  const talk = newTalk(account)
  await stage.say(talk, 'chào')
  return talk
}

describe('a new wording', () => {
  /** Key that the stage gave to the last message. */
  const lastKey = (back = 0) => `key-${stage.n - back}`
  const edit = (text: string, edits: string): EventBody => ({ kind: 'message', text, edits })

  it('of what was not understood is heard as what the person means now', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'Nguyễn Văn An', 'năm sáu')
    expect(stackOf(talk)).toEqual(['home.registering', 'register.year'])
    expect(await stage.texts(talk, edit('1956', lastKey()))).toEqual(['register.done\n\nhome.menu'])
  })

  it('of first words counts too, and so does a command', async () => {
    const talk = newTalk(PAGE)
    await stage.say(talk, 'đnăg ksy')
    const first = lastKey()
    expect(await stage.texts(talk, edit('gặp cán bộ', first))).toEqual(['common.caseOpened code=HT-1'])
    talk.owner = 'bot'
  })

  it('of an answer that was taken changes nothing, though the open question could take it', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'Nguyễn Văn An')
    const answered = lastKey()
    const before = JSON.stringify(talk.stack.map((run) => run.question))
    const { turned } = await stage.tick({ talk, hearings: [stage.hearing(edit('1956', answered))] })
    expect(turned[0]?.outcome).toBe('edited')
    expect(talk.out.at(-1)?.text).toBe('register.year')
    expect(JSON.stringify(talk.stack.map((run) => run.question))).toBe(before)
    expect(talk.changes.transcript.filter(({ body }) => body.kind === 'message' && body.edits)).toEqual([])
  })

  it('of what was meant for an earlier question does not answer the next', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'zz1')
    const missed = lastKey()
    await stage.say(talk, 'Nguyễn Văn An')
    expect(await stage.texts(talk, edit('1956', missed))).toEqual([])
    expect(stackOf(talk)).toEqual(['home.registering', 'register.year'])
  })

  it('that is not understood either is passed over in silence, and may be mended again', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label register', 'Nguyễn Văn An', 'năm sáu')
    const missed = lastKey()
    expect(await stage.texts(talk, edit('không biết', missed))).toEqual([])
    expect(talk.misses).toBe(1)
    expect(await stage.texts(talk, edit('1956', missed))).toEqual(['register.done\n\nhome.menu'])
  })

  it('is nothing to the assistant while a clerk answers, and opens no window', async () => {
    const talk = await greeted()
    await stage.say(talk, 'zzz qqq')
    const missed = lastKey()
    const { lastInAt } = talk
    await stage.say(talk, { kind: 'clerk', text: 'Chào bác' })
    expect(await stage.texts(talk, edit('Label register', missed))).toEqual([])
    talk.owner = 'bot'
    expect(await stage.texts(talk, edit('Label register', missed))).toEqual(['register.name'])
    expect(talk.lastInAt).toBe(lastInAt)
  })

  it('never consents where a number was sent first', async () => {
    const talk = await greeted()
    await stage.say(talk, 'Label consent', '1')
    const missed = lastKey()
    expect(await stage.texts(talk, edit('2', missed))).toEqual([])
    expect(stage.asked).toEqual([])
  })
})

describe('what has no words', () => {
  const sent = (...attachments: ('audio' | 'image' | 'sticker' | 'location' | 'contact')[]): EventBody => ({
    kind: 'message',
    text: '',
    attachments,
  })

  it.each([
    [sent('audio'), 'common.attachment.audio'],
    [sent('image'), 'common.attachment.image'],
    [sent('sticker'), 'common.attachment.sticker'],
    [sent('location'), 'common.attachment.other'],
    [sent('contact'), 'common.attachment.other'],
  ])('%j is answered kindly, and the question stands', async (body, key) => {
    const talk = await greeted()
    await stage.say(talk, 'Label consent')
    expect(await stage.texts(talk, body)).toEqual([`${key}\n\nconsent.short`])
    expect(stage.asked).toEqual([])
  })

  it('beside words does not keep them from answering, but a picture is not passed over', async () => {
    const talk = await greeted()
    const body: EventBody = { kind: 'message', text: 'Label register', attachments: ['image'] }
    expect(await stage.texts(talk, body)).toEqual(['common.attachment.image\n\nregister.name'])
  })
})

describe('who withdraws', () => {
  it('leaves nothing in the conversation, and is told nothing', async () => {
    stage.handle('data.erase', () => ({}))
    const talk = await greeted(OA)
    await stage.say(talk, 'Label register', 'Nguyễn Văn An', 'gặp cán bộ')
    talk.out = []
    const hearings = [stage.hearing('xin chào'), stage.hearing({ kind: 'withdrawn' })]
    const { turned } = await stage.tick({ talk, hearings })
    expect(turned.map(({ outcome }) => outcome)).toEqual(['with-staff', 'withdrawn'])
    expect(stage.asked.at(-1)).toMatchObject({ effect: 'data.erase', items: [{ contactId: 1 }] })
    expect(talk).toMatchObject({
      owner: 'bot',
      ownerSince: null,
      stack: [],
      out: [],
      lastInAt: 0,
      keepsTranscript: false,
      changes: {
        removedRuns: [1, 2],
        arm: [],
        transcript: [],
        erase: true,
        eraseTranscript: true,
        contact: { stoppedAt: stage.clock.now(), origin: null },
      },
    })
  })

  it('and writes again is somebody new', async () => {
    stage.handle('data.erase', () => ({}))
    const talk = await greeted(OA)
    await stage.say(talk, { kind: 'withdrawn' })
    expect(await stage.texts(talk, 'alo')).toEqual(['home.menu'])
  })

  it('does so also where what is stored cannot be read', async () => {
    stage.handle('data.erase', () => ({}))
    const talk = newTalk(OA)
    const broken = {
      no: 3,
      flow: 'home',
      changed: false,
      get live(): never {
        throw new Error('unreadable')
      },
      get question(): never {
        throw new Error('unreadable')
      },
      get armed(): never {
        throw new Error('unreadable')
      },
    }
    talk.stack = [broken]
    await stage.say(talk, { kind: 'withdrawn' })
    expect(talk.changes.removedRuns).toEqual([3])
  })
})

describe('the thread of a channel that knows no such thing', () => {
  it('is neither passed nor taken: nothing is written for it', async () => {
    const talk = await greeted(OA)
    await stage.say(talk, 'gặp cán bộ')
    expect(talk.out).toHaveLength(2)
    const { write } = draftWrite(stage.deps, [talk], [])
    expect(write.outbox).toHaveLength(1)
    const passing = { ...stage.deps.channels.zalo, passesThreads: () => true }
    const channels = { ...stage.deps.channels, zalo: Object.assign(stage.deps.channels.zalo, passing) }
    const both = draftWrite({ ...stage.deps, channels }, [talk], [])
    expect(both.write.outbox).toHaveLength(2)
    expect(both.write.outbox[1]).toMatchObject({
      text_hash: '',
      keep: false,
      expires_at: NOW + 48 * HOUR + 10_000,
    })
    expect(both.direct[0]?.rest.map(({ message }) => message.control)).toEqual(['staff'])
  })
})
