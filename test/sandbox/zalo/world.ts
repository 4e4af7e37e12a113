import type { ZaloSettings } from '../../../src/sandbox/settings.ts'
import {
  type Answer,
  call,
  consult,
  type Json,
  QUIET,
  sendToZalo,
  token,
  type World,
  world,
} from '../world.ts'

/** An emulated OA with an access token that is fresh whenever it is asked for. */
export interface Oa extends World {
  /** A fresh token: they live for 25 h only. */
  access(): Promise<string>
  get(path: string): Promise<Json>
  post(path: string, body?: unknown): Promise<Answer & { body: Json }>
  /** A consultation message. @returns the answer's body. */
  send(message: object, user?: string): Promise<Json>
}

/** An OA in a world of its own, with somebody who follows it and has written. */
export async function oaWorld(settings: ZaloSettings = {}): Promise<Oa> {
  const made = await world({ behaviour: { zalo: QUIET } })
  made.sandbox.configure('zalo', settings)
  made.sandbox.act('zalo', '2001', { type: 'open' })
  made.sandbox.act('zalo', '2001', { type: 'text', text: 'chào' })
  await made.sandbox.settled()
  made.app.got.length = 0
  let refresh = made.oa.refreshToken
  const access = async () => {
    const { body } = await token(made.oa, { refresh_token: refresh })
    refresh = body.refresh_token
    return body.access_token as string
  }
  return {
    ...made,
    access,
    get: async (path) =>
      (await call(`${made.oa.apiUrl}${path}`, { headers: { access_token: await access() } })).body,
    post: async (path, body) =>
      call(path.startsWith('http') ? path : `${made.oa.apiUrl}${path}`, {
        method: 'POST',
        headers: { access_token: await access(), 'content-type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
    send: async (message, user = '2001') =>
      (await sendToZalo(made.oa, await access(), consult(user, message))).body,
  }
}
