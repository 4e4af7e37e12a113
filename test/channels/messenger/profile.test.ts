import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { profileResources } from '../../../locales/index.ts'
import type { MessengerAccount } from '../../../src/channels/channel.ts'
import { createHttp, type Http } from '../../../src/channels/http.ts'
import {
  dropIceBreakers,
  profileDifferences,
  profileFaults,
  profileOf,
  readProfile,
  writeProfile,
} from '../../../src/channels/messenger/profile.ts'
import { understand } from '../../../src/conversation/understand.ts'
import { messengerProfileTexts } from '../../../src/profile-texts.ts'
import { ACCOUNT } from './examples.ts'
import { type GraphServer, startGraphServer } from './graph-server.ts'

const account: MessengerAccount = { ...ACCOUNT, name: 'UBND phường Mỹ Hào', language: 'vi' }
const profileFor = (more: Partial<MessengerAccount> = {}, options = {}) =>
  profileOf({ ...account, ...more }, messengerProfileTexts({ ...account, ...more }), options)

/** What a tap on an item means in a conversation without an open question. */
const meaning = (payload: string) =>
  understand(
    { body: { kind: 'message', text: 'x', payload }, at: 1, sentAt: 1 },
    {
      question: null,
      lastChoice: null,
      lastChoiceAt: 0,
      context: { language: 'vi', now: 1 } as Parameters<typeof understand>[1]['context'],
    },
  )

describe('the profile of a Page', () => {
  it('has the account’s language for everybody and the other one by locale', () => {
    expect(profileFor().persistent_menu.map(({ locale }) => locale)).toEqual(['default', 'en_US', 'en_GB'])
    expect(profileFor().greeting[0]?.text).toContain('UBND phường Mỹ Hào')
    const english = profileFor({ language: 'en', nameEn: 'Mỹ Hào ward' })
    expect(english.greeting.map(({ locale }) => locale)).toEqual(['default', 'vi_VN'])
    expect(english.greeting[0]?.text).toContain('Mỹ Hào ward')
  })

  it('is said in every language', () => {
    expect(Object.keys(profileResources.en)).toEqual(Object.keys(profileResources.vi))
    const { vi, en } = messengerProfileTexts(account)
    const words = [vi, en].flatMap(({ greeting, menu, iceBreakers }) => [
      greeting,
      ...[...menu, ...iceBreakers].map(({ title }) => title),
    ])
    for (const text of words) expect(text).toMatch(/^[^{}]+$/)
  })

  it('is within the platform’s limits and advice, whatever the office is called', () => {
    for (const name of ['P', 'x'.repeat(100)])
      for (const iceBreakers of [false, true])
        expect(profileFaults(profileFor({ name, nameEn: name }, { iceBreakers }))).toEqual([])
  })

  it('says what is over a limit', () => {
    const profile = profileFor({}, { iceBreakers: true })
    const [menu] = profile.persistent_menu
    const item = menu!.call_to_actions[0]!
    menu!.call_to_actions = Array.from({ length: 21 }, () => item)
    profile.greeting[0]!.text = 'x'.repeat(161)
    profile.persistent_menu[1]!.call_to_actions[0]!.title = 'x'.repeat(31)
    profile.ice_breakers![0]!.call_to_actions.push({ question: 'x', payload: 'x' })
    expect(profileFaults(profile)).toEqual([
      'greeting default must have 1 to 160 characters',
      'menu default has more than 20 items',
      'menu en_US: title must have 1 to 30 characters',
      'ice breakers default: more than 4',
    ])
  })

  it('has items that the conversation understands', () => {
    const profile = profileFor({}, { iceBreakers: true })
    const items = [...profile.persistent_menu, ...profile.ice_breakers!].flatMap(
      ({ call_to_actions: actions }) => actions as { payload: string }[],
    )
    const commands = items.map(({ payload }) => meaning(payload))
    expect(commands.every(({ kind }) => kind === 'command')).toBe(true)
    expect(new Set(commands.map((one) => 'command' in one && one.command))).toEqual(
      new Set(['register', 'menu', 'human', 'scam-report', 'language-en', 'language-vi']),
    )
  })

  it('has ice breakers only when they are asked for', () => {
    expect(profileFor().ice_breakers).toBeUndefined()
    expect(profileFor({}, { iceBreakers: true }).ice_breakers?.[0]?.call_to_actions).toHaveLength(4)
  })
})

describe('with the platform', () => {
  let http: Http
  let server: GraphServer
  let page: MessengerAccount

  beforeEach(async () => {
    server = await startGraphServer(ACCOUNT)
    page = { ...account, apiUrl: server.url }
    http = createHttp()
  })
  afterEach(async () => {
    await server.close()
    await http.close()
  })

  it('is set in one call and read back', async () => {
    const profile = profileFor()
    expect(await readProfile(http, page)).toEqual({ ok: true, fields: {} })
    expect(profileDifferences(profile, {})).toEqual(['get_started', 'greeting', 'persistent_menu'])
    expect(await writeProfile(http, page, profile)).toBeNull()
    const after = await readProfile(http, page)
    expect(after.ok && profileDifferences(profile, after.fields)).toEqual([])
    expect(server.calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET'])
  })

  it('differs when the Page shows another menu, not when it lists languages otherwise or adds fields', async () => {
    const profile = profileFor()
    const fields = structuredClone({
      ...profile,
      greeting: [...profile.greeting].reverse(),
      persistent_menu: profile.persistent_menu.map((menu) => ({ ...menu, disabled_surfaces: [] })),
    })
    expect(profileDifferences(profile, fields)).toEqual([])
    fields.persistent_menu[0]!.call_to_actions[0]!.title = 'Cũ'
    expect(profileDifferences(profile, fields)).toEqual(['persistent_menu'])
  })

  it('takes ice breakers away that the Page has from elsewhere', async () => {
    const profile = profileFor()
    server.profile = { ...profile, ice_breakers: profileFor({}, { iceBreakers: true }).ice_breakers }
    const before = await readProfile(http, page)
    expect(before.ok && profileDifferences(profile, before.fields)).toEqual(['ice_breakers'])
    expect(await dropIceBreakers(http, page)).toBeNull()
    const after = await readProfile(http, page)
    expect(after.ok && profileDifferences(profile, after.fields)).toEqual([])
  })

  it('passes the platform’s refusals on by their code', async () => {
    server.instead.set('/me/messenger_profile', { error: { code: 613, message: 'x' } })
    expect(await readProfile(http, page)).toMatchObject({ ok: false, code: '613' })
    expect(await writeProfile(http, page, profileFor())).toBe('613')
    await server.close()
    expect(await writeProfile(http, page, profileFor())).toBe('unreachable')
  })
})
