import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RollingCount } from '../rolling.ts'
import { type Fields, isFields } from '../shape.ts'
import { authorise, parameter } from './auth.ts'
import { bad } from './checks.ts'
import { GraphRefusal } from './errors.ts'
import { checkMenu, checkProfile, PROPERTIES } from './profile-rules.ts'
import type { MessengerStage } from './stage.ts'

/** Calls in ten minutes, of a Page and of each person's settings (facts: messenger 3). */
const CALLS = 10
const SPAN_MS = 600_000

/** The Messenger profile: greeting, Get Started, menus (facts: messenger 3). */
export function profileApi(app: FastifyInstance, stage: MessengerStage, version: string): void {
  const path = `${version}/:object/messenger_profile`
  const page = (request: FastifyRequest) => {
    const found = stage.page(authorise(stage, request, 'pages_messaging'))
    within(found.profileCalls, stage.clock.now())
    return found
  }
  app.get(path, async (request) => {
    const { profile } = page(request)
    const asked = (parameter(request, 'fields') ?? '').split(',').filter((name) => name in profile)
    const told = Object.fromEntries(asked.map((name) => [name, profile[name]]))
    return { data: asked.length > 0 ? [told] : [] }
  })
  app.post(path, async (request) => {
    const { profile } = page(request)
    if (!isFields(request.body)) throw bad('The body must be a JSON object')
    checkProfile(request.body, profile)
    for (const name of PROPERTIES) if (name in request.body) profile[name] = request.body[name]
    return { result: 'success' }
  })
  app.delete(path, async (request) => {
    const { profile } = page(request)
    const names = namesIn(request)
    const keepsMenu = 'persistent_menu' in profile && !names.includes('persistent_menu')
    if (names.includes('get_started') && keepsMenu) throw bad('A persistent menu needs a Get Started button')
    for (const name of names) delete profile[name]
    return { result: 'success' }
  })
  menus(app, stage, version)
}

/** Menus of single people. */
function menus(app: FastifyInstance, stage: MessengerStage, version: string): void {
  const path = `${version}/:object/custom_user_settings`
  const settings = (request: FastifyRequest) => {
    const account = authorise(stage, request, 'pages_messaging')
    const psid = parameter(request, 'psid')
    if (psid === undefined || !stage.recipient(account, psid)) {
      throw new GraphRefusal(100, 'No matching user found', 2018001)
    }
    const { menus: all, menuCalls } = stage.page(account)
    const calls = menuCalls.get(psid) ?? new RollingCount(SPAN_MS, 60)
    menuCalls.set(psid, calls)
    within(calls, stage.clock.now())
    return { psid, all }
  }
  app.get(path, async (request) => {
    const { psid, all } = settings(request)
    const menu = all.get(psid)
    return { data: menu === undefined ? [] : [{ user_level_persistent_menu: menu }] }
  })
  app.post(path, async (request) => {
    const { psid, all } = settings(request)
    const { persistent_menu: menu } = request.body as Fields
    checkMenu(menu)
    all.set(psid, menu)
    return { result: 'success' }
  })
  app.delete(path, async (request) => {
    const { psid, all } = settings(request)
    all.delete(psid)
    return { result: 'success' }
  })
}

function namesIn(request: FastifyRequest): string[] {
  const list = isFields(request.body) ? request.body['fields'] : undefined
  const names = Array.isArray(list) ? list : (parameter(request, 'fields') ?? '').split(',')
  if (!names.length || !names.every((name) => PROPERTIES.includes(name))) {
    throw bad('Param fields must name properties of the profile')
  }
  return names
}

function within(calls: RollingCount, now: number): void {
  if (calls.total(now) >= CALLS) throw new GraphRefusal(613, 'Calls to this API have exceeded the rate limit')
  calls.add(now)
}
