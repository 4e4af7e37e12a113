import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Person } from '../people.ts'
import { type Fields, isFields, isText } from '../shape.ts'
import { authorise } from './auth.ts'
import { ZaloRefusal } from './errors.ts'
import { date, done } from './oa-api.ts'
import { invalid } from './rules.ts'
import type { ZaloStage } from './stage.ts'
import { tagPeople, untag } from './tags.ts'
import { appScoped } from './webhooks.ts'

/** The people of an OA and their tags (facts: zalo 6). */
export function usersApi(app: FastifyInstance, stage: ZaloStage): void {
  app.get('/v3.0/oa/user/detail', async (request) => {
    const account = authorise(stage, request)
    return done(detail(account, personOf(stage, account, query(request)['user_id'])))
  })
  app.get('/v3.0/oa/user/getlist', async (request) =>
    done(list(stage, authorise(stage, request), query(request))),
  )
  app.post('/v2.0/oa/deletefollowerinfo', async (request) => {
    const account = authorise(stage, request)
    const person = personOf(stage, account, fields(request)['user_id'])
    person.shared = null
    person.tags.clear()
    return done({})
  })
  app.post('/v3.0/oa/user/update', async (request) => {
    const account = authorise(stage, request)
    const { user_id: user, shared_info: shared } = fields(request)
    const person = personOf(stage, account, user)
    if (isFields(shared)) person.shared = { ...person.shared, ...(shared as Record<string, string>) }
    return done({})
  })
  for (const name of ['getfollowers', 'getprofile']) {
    app.get(`/v2.0/oa/${name}`, async (request) => stopped(stage, request))
  }
  app.post('/v2.0/oa/updatefollowerinfo', async (request) => stopped(stage, request))
  tags(app, stage)
  talks(app, stage)
}

/** Stopped for business OAs on 1 June 2024; the number is not in the facts: that of the old message API. */
function stopped(stage: ZaloStage, request: FastifyRequest): never {
  authorise(stage, request)
  throw new ZaloRefusal(-240, 'This API is shut down')
}

function tags(app: FastifyInstance, stage: ZaloStage): void {
  app.get('/v2.0/oa/tag/gettagsofoa', async (request) => done([...stage.oa(authorise(stage, request)).tags]))
  app.post('/v2.0/oa/tag/tagfollower', async (request) => {
    const account = authorise(stage, request)
    const { user_id: user, tag_name: tag } = fields(request)
    const person = personOf(stage, account, user)
    if (!isText(tag)) throw invalid('tag_name')
    if (!person.follows) throw new ZaloRefusal(-213, 'User is not a follower of the OA')
    tagPeople(stage, account, [person], tag)
    return done({})
  })
  app.post('/v2.0/oa/tag/rmfollowerfromtag', async (request) => {
    const account = authorise(stage, request)
    const { user_id: user, tag_name: tag } = fields(request)
    if (!isText(tag)) throw invalid('tag_name')
    untag(stage, account, [personOf(stage, account, user)], tag)
    return done({})
  })
  app.post('/v2.0/oa/tag/rmtag', async (request) => {
    const account = authorise(stage, request)
    const { tag_name: tag } = fields(request)
    if (!isText(tag) || !stage.oa(account).tags.has(tag)) throw invalid('tag_name')
    untag(stage, account, null, tag)
    return done({})
  })
}

function talks(app: FastifyInstance, stage: ZaloStage): void {
  app.get('/v2.0/oa/conversation', async (request) => {
    const account = authorise(stage, request)
    const { user_id: user, offset, count } = query(request)
    const [from, to] = page(offset, count, 10)
    return done(talkOf(account, personOf(stage, account, user)).slice(from, to))
  })
  app.get('/v2.0/oa/listrecentchat', async (request) => {
    const account = authorise(stage, request)
    const { offset, count } = query(request)
    const [from, to] = page(offset, count, 10)
    const latest = stage.people.of(account.oaId).flatMap((person) => talkOf(account, person)[0] ?? [])
    return done(latest.sort((a, b) => b.time - a.time).slice(from, to))
  })
}

/** A conversation, newest first; `src` 1 the person, 0 the OA; `time` is a number here (facts: zalo 6). */
function talkOf({ oaId }: ZaloSandboxAccount, person: Person) {
  const line = (src: 0 | 1, id: string, time: number, message: string) => ({
    src,
    time,
    type: 'text',
    message,
    message_id: id,
    from_id: src === 1 ? person.id : oaId,
    to_id: src === 1 ? oaId : person.id,
  })
  const said = person.said.map(({ id, at, text }) => line(1, id, at, text))
  const received = person.received.map(({ id, at, text }) => line(0, id, at, text))
  return [...said, ...received].sort((a, b) => b.time - a.time)
}

function detail(account: ZaloSandboxAccount, person: Person): object {
  const picture = (size: number) => `https://cdn.example.invalid/${size}.jpg`
  return {
    user_id: person.id,
    user_id_by_app: appScoped(account, person.id),
    user_external_id: '',
    display_name: person.facts.name ?? 'Sandbox Resident',
    user_alias: person.facts.name ?? 'Sandbox Resident',
    is_sensitive: false,
    user_last_interaction_date: date(person.lastActAt),
    user_is_follower: person.follows,
    avatar: picture(120),
    avatars: { 120: picture(120), 240: picture(240) },
    tags_and_notes_info: { notes: [], tag_names: [...person.tags] },
    ...(person.shared ? { shared_info: person.shared } : {}),
  }
}

function list(stage: ZaloStage, account: ZaloSandboxAccount, asked: Fields): object {
  const { tag_name: tag, is_follower: follower } = asked
  const [from, to] = page(asked['offset'], asked['count'], 50)
  if (from > 9951) throw new ZaloRefusal(-210, 'offset is over the limit')
  const found = stage.people
    .of(account.oaId)
    .filter((one) => tag === undefined || one.tags.has(String(tag)))
    .filter((one) => follower === undefined || String(one.follows) === String(follower))
  const users = found.slice(from, to).map(({ id }) => ({ user_id: id }))
  return { total: found.length, count: users.length, offset: from, users }
}

function page(offset: unknown, count: unknown, most: number): [from: number, to: number] {
  const from = Number(offset ?? 0)
  const size = Number(count ?? most)
  if (!Number.isInteger(from) || from < 0 || !Number.isInteger(size) || size < 1)
    throw invalid('offset, count')
  if (size > most) throw new ZaloRefusal(-210, 'count is over the limit')
  return [from, from + size]
}

/** @throws ZaloRefusal -201 when nobody of that id ever came. */
function personOf(stage: ZaloStage, account: ZaloSandboxAccount, id: unknown): Person {
  const person = isText(id) ? stage.people.find(account.oaId, id) : undefined
  if (!person?.hasCome) throw invalid('user_id')
  return person
}

/** GET parameters go as JSON in `data` (facts: zalo 6). */
function query(request: FastifyRequest): Fields {
  const { data } = request.query as { data?: string }
  try {
    const asked: unknown = JSON.parse(data ?? '')
    if (isFields(asked)) return asked
  } catch {
    // Said below.
  }
  throw invalid('data')
}

function fields(request: FastifyRequest): Fields {
  if (!isFields(request.body)) throw invalid('body')
  return request.body
}
