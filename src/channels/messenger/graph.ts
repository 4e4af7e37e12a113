import type { MessengerAccount } from '../channel.ts'
import { asObject } from '../clean.ts'
import type { Http, HttpAnswer } from '../http.ts'
import { appSecretProof } from '../proof.ts'
import { graphFailure, statusFailure } from './errors.ts'

/** `code`: Graph's own, such as `190/460`, or `http 502`, or `unreachable`. `date`: the answer's header. */
export type GraphAnswer =
  | { ok: true; body: Record<string, unknown>; date: string | undefined }
  | { ok: false; code: string; date: string | undefined }

export interface GraphCall {
  method: 'GET' | 'POST' | 'DELETE'
  /** After the version, without a slash at its beginning. */
  path: string
  query?: Record<string, string>
  /** Sent as JSON. */
  body?: object
}

/** A call with the Page's token and its proof; for all that is no send. Never rejects. */
export function callGraph(http: Http, account: MessengerAccount, call: GraphCall): Promise<GraphAnswer> {
  const { pageToken, appSecret } = account
  const proof = appSecretProof(pageToken, appSecret)
  return request(http, account, call, { access_token: pageToken, appsecret_proof: proof })
}

/** A call with the app's own token, as `debug_token` wants (facts: messenger 5). Never rejects. */
export function callGraphAsApp(http: Http, account: MessengerAccount, call: GraphCall): Promise<GraphAnswer> {
  return request(http, account, call, { access_token: `${account.appId}|${account.appSecret}` })
}

async function request(
  http: Http,
  { apiUrl }: MessengerAccount,
  { method, path, query = {}, body }: GraphCall,
  auth: Record<string, string>,
): Promise<GraphAnswer> {
  const answer = await http.request({
    method,
    url: `${apiUrl}/${path}?${new URLSearchParams({ ...query, ...auth })}`,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return read(answer)
}

/** Errors may come with HTTP 200 (facts: messenger 4.2). */
function read(answer: HttpAnswer): GraphAnswer {
  if (answer.kind !== 'answer') return { ok: false, code: 'unreachable', date: undefined }
  const { date } = answer.headers
  const body = objectOf(answer.text)
  const error = body?.['error']
  if (error !== undefined && error !== null) {
    return { ok: false, code: graphFailure(error, answer.status).platformCode, date }
  }
  if (answer.status < 200 || answer.status > 299 || !body) {
    return { ok: false, code: statusFailure(answer.status).platformCode, date }
  }
  return { ok: true, body, date }
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}
