import type { ZaloAccount } from '../channel.ts'
import { asObject, cleanText, idText } from '../clean.ts'
import type { Http } from '../http.ts'
import { appSecretProof } from '../proof.ts'
import { errorCode, jsonObject } from './errors.ts'

/** What `getoa` says of an OA (facts: zalo 6); null for what it does not say. */
export interface OaInfo {
  oaId: string | null
  name: string | null
  verified: boolean | null
  /** 2 enterprise, 4 state agency (facts: zalo 5.5). */
  type: number | null
  packageName: string | null
  /** As Zalo writes it. */
  packageUntil: string | null
}

export type OaAnswer =
  | { kind: 'info'; info: OaInfo; date: string | undefined }
  /** `code`: Zalo's, or the HTTP status, or `unreachable`. `refused`: the token is not taken. */
  | { kind: 'failed'; code: string; refused: boolean; date: string | undefined }

const TOKEN_REFUSED = [-216, -220, -124]
const MAX_TEXT = 100

/** Asks Zalo about the OA that an access token belongs to. Never rejects. */
export async function readOaInfo(http: Http, account: ZaloAccount, accessToken: string): Promise<OaAnswer> {
  const answer = await http.request({
    method: 'GET',
    url: `${account.apiUrl}/v2.0/oa/getoa`,
    headers: {
      access_token: accessToken,
      appsecret_proof: appSecretProof(accessToken, account.appSecret),
    },
  })
  if (answer.kind !== 'answer')
    return { kind: 'failed', code: 'unreachable', refused: false, date: undefined }
  const { date } = answer.headers
  const body = jsonObject(answer.text)
  const error = errorCode(body?.['error'])
  if (error !== undefined && error !== 0) {
    return { kind: 'failed', code: String(error), refused: TOKEN_REFUSED.includes(error), date }
  }
  if (answer.status >= 300 || !body)
    return { kind: 'failed', code: `http ${answer.status}`, refused: false, date }
  return { kind: 'info', info: infoOf(asObject(body['data']) ?? {}), date }
}

function infoOf(data: Record<string, unknown>): OaInfo {
  const verified = data['is_verified']
  return {
    oaId: idText(data['oa_id']) ?? idText(data['oaid']),
    name: textOf(data['name']),
    verified: typeof verified === 'boolean' ? verified : null,
    type: errorCode(data['oa_type']) ?? null,
    packageName: textOf(data['package_name']),
    packageUntil: textOf(data['package_valid_through_date']),
  }
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value
  // It is shown on terminals.
  return (typeof text === 'string' && cleanText(text, MAX_TEXT).replace(/\p{C}/gu, '').trim()) || null
}
