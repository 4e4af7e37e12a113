import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Happening } from '../../src/sandbox/happenings.ts'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { reaches } from './steps.ts'

/** The program and the emulators, of which neither was written by looking at the other. */
let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const happens = async (resident: Resident, happening: Happening) => {
  // Nobody types within a moment of another's words.
  app.advance(5000)
  app.sandbox.happen(resident.platform, happening)
  return resident.waits()
}
const owner = async (resident: Resident) => {
  const [row] = await app.rows<{ owner: string }>(
    `select owner from conversation where id in (select id from contact where platform_id = '${resident.id}')`,
  )
  return row?.owner
}
const circuit = async (platform: string) =>
  (await app.rows<{ circuit: string }>(`select circuit from account where platform = '${platform}'`))[0]
    ?.circuit

describe('a Page whose default app is ours', () => {
  beforeAll(() => {
    const page = app.sandbox.accounts.find((one) => one.platform === 'messenger')
    if (page?.platform === 'messenger') app.sandbox.configure('messenger', { defaultApp: page.appId })
  })
  afterAll(() => app.sandbox.configure('messenger', { defaultApp: '' }))
  afterEach(() => app.sandbox.configure('messenger', { echoesInStandby: false }))

  test('gives the thread to the inbox with a case; MENU takes it back', async () => {
    const resident = app.resident('messenger')
    await resident.says('chào')
    expect((await resident.says('gặp cán bộ')).text).toMatch(sentence('common.caseOpened'))
    expect((await resident.says('tôi hỏi về phí')).silent).toBe(true)
    expect(await owner(resident)).toBe('inbox')
    expect((await resident.says('lừa đảo')).text).toMatch(sentence('common.scam'))
    expect((await resident.says('cảm ơn')).silent).toBe(true)
    expect((await resident.says('menu')).text).toMatch(sentence('home.menu'))
    expect(await owner(resident)).toBe('bot')
    expect((await resident.says('đăng ký')).text).toMatch(sentence('register.birthYear'))
  })

  test.each([false, true])(
    'leaves it to a clerk who answers, until it is done (echoes in standby: %s)',
    async (echoesInStandby) => {
      app.sandbox.configure('messenger', { echoesInStandby })
      const resident = app.resident('messenger')
      await reaches(resident, 'birthYear')
      const { id: user } = resident
      expect(
        (await happens(resident, { type: 'clerk', user, text: 'Để cháu giúp bác' })).messages.map(
          ({ from }) => from,
        ),
      ).toEqual(['clerk'])
      expect((await resident.says('1956')).silent).toBe(true)
      expect((await happens(resident, { type: 'done', user })).silent).toBe(true)
      const seen = await resident.says('1956')
      expect(seen.text).toMatch(sentence('common.backFromStaff'))
      expect(seen.text).toMatch(sentence('register.consent'))
    },
  )

  test('lets the first words after it is done be a choice of the menu, from which staff were asked for', async () => {
    const resident = app.resident('messenger')
    await resident.says('chào')
    expect((await resident.says('gặp cán bộ')).text).toMatch(sentence('common.caseOpened'))
    const { id: user } = resident
    await happens(resident, { type: 'clerk', user, text: 'Bác cần gì ạ' })
    await happens(resident, { type: 'done', user })
    const seen = await resident.says('đăng ký')
    expect(seen.text).toMatch(sentence('common.backFromStaff'))
    expect(seen.text).toMatch(sentence('register.birthYear'))
  })

  test('takes it up when it is passed back, and gives it when the inbox asks for it', async () => {
    const resident = app.resident('messenger')
    await reaches(resident, 'birthYear')
    const { id: user } = resident
    await happens(resident, { type: 'request-control', user, numericIds: true })
    expect((await resident.says('1956')).silent).toBe(true)
    const seen = await happens(resident, { type: 'pass-control', user })
    expect(seen.text).toMatch(sentence('common.backFromStaff'))
    expect((await resident.says('1956')).text).toMatch(sentence('register.consent'))
  })
})

describe('a Page without a default app', () => {
  test('is answered as before, and a clerk is known by the echo', async () => {
    const resident = app.resident('messenger')
    await resident.says('chào')
    expect((await resident.says('gặp cán bộ')).text).toMatch(sentence('common.caseOpened'))
    expect((await resident.says('tôi hỏi về phí')).text).toMatch(sentence('common.caseWaiting'))
    await happens(resident, { type: 'clerk', user: resident.id, text: 'Chào bác' })
    expect((await resident.says('cảm ơn')).silent).toBe(true)
    await happens(resident, { type: 'clerk', user: resident.id, text: '#bot' })
    expect((await resident.says('đăng ký')).text).toMatch(sentence('register.birthYear'))
  })
})

describe('what says nothing', () => {
  test('reactions, edits of what was answered, unsent messages, opt-ins and feedback start no turn', async () => {
    const resident = app.resident('messenger')
    await reaches(resident, 'birthYear')
    await resident.says('1956', { mid: `m_year_${resident.id}` })
    const messageId = `m_year_${resident.id}`
    expect((await resident.acts({ type: 'react', reaction: 'like' })).silent).toBe(true)
    expect((await resident.acts({ type: 'edit', messageId, text: 'đồng ý' })).silent).toBe(true)
    expect((await resident.acts({ type: 'unsend', messageId })).silent).toBe(true)
    expect((await resident.acts({ type: 'optin', payload: 'x' })).silent).toBe(true)
    expect((await resident.says('đồng ý')).text).toMatch(sentence('register.name'))
  })
})

describe('what a platform says of an account', () => {
  test('a block stops the Page, the end of it lets it go; a withdrawn permission stops the OA', async () => {
    const resident = app.resident('messenger')
    await resident.says('chào')
    await happens(resident, { type: 'policy', action: 'block', reason: 'spam', oldKey: true })
    expect(await circuit('messenger')).toBe('open')
    expect(app.log.join('\n')).toContain('account-stopped')
    await happens(resident, { type: 'policy', action: 'unblock' })
    expect(await circuit('messenger')).toBe('closed')
    expect((await resident.says('đăng ký')).text).toMatch(sentence('register.birthYear'))
  })

  test('quotas and templates change nothing for people', async () => {
    const resident = app.resident('zalo')
    await resident.says('chào')
    expect((await happens(resident, { type: 'daily-quota', value: 2000 })).silent).toBe(true)
    expect(await circuit('zalo')).toBe('closed')
  })
})

describe('on Zalo', () => {
  test('who withdraws is erased', async () => {
    const resident = app.resident('zalo')
    await reaches(resident, 'provider')
    expect(await app.kept(resident)).toMatchObject({ registration: 1 })
    expect((await resident.acts({ type: 'withdraw' })).silent).toBe(true)
    expect(await app.kept(resident)).toMatchObject({ run: 0, message: 0, timer: 0, registration: 0 })
  })

  test('a withdrawn permission stops the OA', async () => {
    const resident = app.resident('zalo')
    await resident.says('chào')
    app.sandbox.happen('zalo', { type: 'revoke-permission' })
    await app.sandbox.settled()
    await expect.poll(() => circuit('zalo')).toBe('open')
  })
})
