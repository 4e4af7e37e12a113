import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { type Form, OAuthRefusal } from './oauth-refusal.ts'
import type { ZaloStage } from './stage.ts'

/** Life of an authorisation code (facts: zalo 3). */
const CODE_MS = 10 * 60_000

interface Grant {
  account: ZaloSandboxAccount
  challenge: string
  at: number
}

/** Codes that administrators' consents gave out; each works once, for ten minutes. */
export class Grants {
  readonly #grants = new Map<string, Grant>()

  add(code: string, grant: Grant): void {
    this.#grants.set(code, grant)
  }

  /** Uses a code up. @returns undefined when it is unknown, used, or too old. */
  take(code: string, now: number): Grant | undefined {
    const grant = this.#grants.get(code)
    this.#grants.delete(code)
    return grant && now <= grant.at + CODE_MS ? grant : undefined
  }
}

/**
 * The page on which an administrator of the app's first OA, or of `oa_id`, agrees: at once, or after a click where the
 * account says so. Then back to the callback with `code`, `oa_id` and `state` (facts: zalo 3).
 * @throws OAuthRefusal -14002 app, -14003 callback or challenge.
 */
export function consent(stage: ZaloStage, grants: Grants, request: FastifyRequest, reply: FastifyReply) {
  const query = request.query as Form
  const account = stage.accounts.find(
    (one) => one.appId === query['app_id'] && (query['oa_id'] === undefined || one.oaId === query['oa_id']),
  )
  if (!account) throw new OAuthRefusal(-14002, 'Invalid app id', 'App id is invalid or the app is not active')
  const back = query['redirect_uri'] ?? ''
  if (!URL.canParse(back) || (account.callbacks && !account.callbacks.includes(back))) {
    throw new OAuthRefusal(-14003, 'Invalid redirect uri', 'Redirect uri is invalid')
  }
  const challenge = query['code_challenge'] ?? ''
  if (account.fixedChallenge !== undefined && challenge !== account.fixedChallenge) {
    throw new OAuthRefusal(-14003, 'Invalid code challenge', 'Code challenge is not the one of the console')
  }
  if (account.consent === 'page' && query['agreed'] === undefined) {
    return reply.type('text/html; charset=utf-8').send(page(query))
  }
  const code = stage.random.id(32)
  grants.add(code, { account, challenge, at: stage.clock.now() })
  const target = new URL(back)
  target.searchParams.set('code', code)
  target.searchParams.set('oa_id', account.oaId)
  if (query['state'] !== undefined) target.searchParams.set('state', query['state'])
  return reply.redirect(target.href)
}

function page(query: Form): string {
  const link = new URLSearchParams({ ...query, agreed: '1' } as Record<string, string>)
  return `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cấp quyền cho ứng dụng</title>
<meta name="viewport" content="width=device-width">
<body style="font-family:sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem">
<h1>Cấp quyền cho ứng dụng</h1>
<p>Ứng dụng xin quyền gửi và nhận tin nhắn của Official Account này (trang giả lập).</p>
<p><a href="?${link.toString().replaceAll('&', '&amp;')}">Đồng ý</a></p></body></html>`
}
