import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { MessengerSandboxAccount } from '../accounts.ts'
import { readForm } from '../files.ts'
import { isFields } from '../shape.ts'
import { isMedia } from './attachments.ts'
import { authorise, parameter, permissionsOf } from './auth.ts'
import { bad } from './checks.ts'
import { GraphRefusal } from './errors.ts'
import { type Field, isField } from './fields.ts'
import { FILE_BYTES, fetchMedia, fileId } from './files.ts'
import { checkFile } from './message-rules.ts'
import type { MessengerStage } from './stage.ts'

/** Subscriptions, tokens, uploads and look-ups of one Page's app. */
export function pageApi(app: FastifyInstance, stage: MessengerStage, version: string): void {
  subscriptions(app, stage, version)
  app.get(`${version}/debug_token`, async (request, reply) => {
    // A call of the app, not of a Page (facts: messenger 4.1).
    reply.header('x-app-usage', JSON.stringify({ call_count: 0, total_time: 0, total_cputime: 0 }))
    return debugToken(stage, request)
  })
  app.post(`${version}/:object/message_attachments`, { bodyLimit: FILE_BYTES * 1.2 }, async (request) => {
    const account = authorise(stage, request, 'pages_messaging')
    return { attachment_id: await upload(stage, account, request.body) }
  })
  app.get(`${version}/:object`, async (request) => {
    // The root with `ids` went with v26 (facts: messenger 2.1).
    if ((request.params as { object: string }).object === '') {
      throw new GraphRefusal(2500, 'Unknown path components')
    }
    return lookUp(stage, authorise(stage, request), request)
  })
}

/** (facts: messenger 1.3, 1.5) */
function subscriptions(app: FastifyInstance, stage: MessengerStage, version: string): void {
  const path = `${version}/:object/subscribed_apps`
  app.get(path, async (request) => {
    const account = authorise(stage, request)
    const { subscribed } = stage.page(account)
    if (subscribed.size === 0 || stage.delivery.switches.isOff(account.pageId)) return { data: [] }
    return { data: [{ id: account.appId, name: 'Sandbox app', subscribed_fields: [...subscribed] }] }
  })
  app.post(path, async (request) => {
    const account = authorise(stage, request, 'pages_manage_metadata')
    const fields = fieldsIn(request)
    if (fields.length === 0) throw bad('Param subscribed_fields is required')
    stage.page(account).subscribed = new Set(fields)
    stage.delivery.switches.on(account.pageId)
    return { success: true }
  })
  app.delete(path, async (request) => {
    stage.page(authorise(stage, request, 'pages_manage_metadata')).subscribed = new Set()
    return { success: true }
  })
}

function fieldsIn(request: FastifyRequest): Field[] {
  const list = isFields(request.body) ? request.body['subscribed_fields'] : undefined
  const names = Array.isArray(list)
    ? list.map(String)
    : (parameter(request, 'subscribed_fields') ?? '').split(',').filter(Boolean)
  return names.map((name) => {
    if (!isField(name)) throw bad(`Param subscribed_fields[0] must be a known field: ${name}`)
    return name
  })
}

/** (facts: messenger 5) Only the app itself may ask. */
function debugToken(stage: MessengerStage, request: FastifyRequest): object {
  const { input_token: input, access_token: access } = request.query as Record<string, string | undefined>
  const app = stage.accounts.find((one) => access === `${one.appId}|${one.appSecret}`)
  if (!app) throw new GraphRefusal(190, 'Invalid OAuth access token')
  const page = stage.accounts.find((one) => one.pageToken === input)
  const dead = page === undefined || stage.deadTokens.has(page.pageId)
  if (dead) {
    const error = { code: 190, message: 'The token is not valid', ...(page ? { subcode: 460 } : {}) }
    return { data: { app_id: app.appId, is_valid: false, expires_at: 0, scopes: [], error } }
  }
  return {
    data: {
      app_id: page.appId,
      type: 'PAGE',
      is_valid: true,
      // Long-lived Page tokens do not lapse; access to data is renewed by use.
      expires_at: 0,
      data_access_expires_at: 0,
      profile_id: page.pageId,
      scopes: [...permissionsOf(page)],
    },
  }
}

/** A file by address, or in a form with `message` and the file (facts: messenger 3). */
async function upload(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  body: unknown,
): Promise<string> {
  const now = stage.clock.now()
  const { attachments } = stage.page(account)
  if (isFields(body) && Buffer.isBuffer(body['multipart'])) {
    const form = await readForm(body['multipart'], String(body['contentType']))
    const { attachment } = messageOf(form.fields['message'])
    const type = isFields(attachment) ? attachment['type'] : undefined
    if (!isMedia(type)) throw bad('Param message[attachment][type] is not valid')
    if (!form.file) throw bad('Param filedata is required')
    if (form.file.bytes > FILE_BYTES) throw new GraphRefusal(100, 'The file is too large', 2018109)
    if (type !== 'file' && !form.file.type.startsWith(`${type}/`)) {
      throw new GraphRefusal(100, `The file is no ${type}: ${form.file.type}`, 2018047)
    }
    return attachments.keep(fileId(stage), type, now)
  }
  const message = isFields(body) && isFields(body['message']) ? body['message'] : {}
  const { type, url } = checkFile(message['attachment'])
  if (url === undefined) throw bad('Param message[attachment][payload][url] is required')
  await fetchMedia(url, type)
  return attachments.keep(fileId(stage), type, now)
}

function messageOf(text: string | undefined): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(text ?? '')
    if (isFields(message)) return message
  } catch {
    // Said below.
  }
  throw bad('Param message must be a JSON object')
}

const PROFILE_FIELDS = ['first_name', 'last_name', 'profile_pic']

/** The Page itself, or a person's profile: an empty object without access (facts: messenger 5). */
function lookUp(stage: MessengerStage, account: MessengerSandboxAccount, request: FastifyRequest): object {
  const { object } = request.params as { object: string }
  const fields = (parameter(request, 'fields') ?? '').split(',').filter(Boolean)
  if (object === 'me' || object === account.pageId) {
    const routed = account.defaultApp ? 'hop_v2' : 'msgr_multi_app'
    return {
      id: account.pageId,
      name: 'Sandbox Page',
      ...(fields.includes('messaging_feature_status')
        ? { messaging_feature_status: { hop_v2: routed === 'hop_v2', msgr_multi_app: routed !== 'hop_v2' } }
        : {}),
    }
  }
  if (!account.profileAccess) return {}
  const person = stage.people.find(account.pageId, object)
  if (!person?.hasWritten) throw new GraphRefusal(100, 'No matching user found', 2018001)
  const { name = 'Sandbox Resident', phone } = person.facts
  if (phone !== undefined) throw new GraphRefusal(100, 'No profile available for this user', 2018218)
  const [last = '', ...first] = name.split(' ')
  const known: Record<string, string> = {
    first_name: first.join(' '),
    last_name: last,
    profile_pic: `https://cdn.example.invalid/${person.id}.jpg`,
  }
  const told = (fields.length > 0 ? fields : PROFILE_FIELDS).filter((field) => field in known)
  return { ...Object.fromEntries(told.map((field) => [field, known[field]])), id: person.id }
}
