import type { FastifyInstance } from 'fastify'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { isFields, isText } from '../shape.ts'
import { authorise } from './auth.ts'
import { ZaloRefusal } from './errors.ts'
import type { OaState } from './oa.ts'
import { invalid } from './rules.ts'
import type { ZaloStage } from './stage.ts'

/** Names of the packages sold since June 2026 (facts: zalo 5.5). */
const PACKAGES = { none: 'Miễn phí', standard: 'Tiêu chuẩn', growth: 'Tăng trưởng', full: 'Toàn diện' }

/** What an OA may ask about itself: its state and quotas (facts: zalo 5.2, 6). */
export function oaApi(app: FastifyInstance, stage: ZaloStage): void {
  app.get('/v2.0/oa/getoa', async (request) => done(describe(stage, authorise(stage, request))))
  app.post('/v2.0/oa/quota/message', async (request) => {
    const { remain, total } = stage.oa(authorise(stage, request)).packageQuota
    return done({ type: 'active', remain, total })
  })
  app.post('/v3.0/oa/quota/message', async (request) => {
    const account = authorise(stage, request)
    const body: unknown = request.body
    if (!isFields(body)) throw invalid('body')
    if (body['user_id'] === undefined) return done([packageQuota(stage.oa(account), body)])
    return done(personQuota(stage, account, body['user_id']))
  })
}

/** An answer without a refusal. */
export function done(data: unknown): object {
  return { data, error: 0, message: 'Success' }
}

function packageQuota(
  oa: OaState,
  { quota_owner: owner, product_type: product, quota_type: type }: object & Record<string, unknown>,
) {
  if (!isText(owner) || !isText(product) || !isText(type))
    throw invalid('quota_owner, product_type, quota_type')
  const { remain, total } = oa.packageQuota
  return { product_type: product, quota_type: type, total, remain }
}

function personQuota(stage: ZaloStage, account: ZaloSandboxAccount, user: unknown): object {
  const person = isText(user) ? stage.people.find(account.oaId, user) : undefined
  if (!person?.hasCome) throw new ZaloRefusal(-201, 'user_id is invalid')
  return {
    last_interaction: String(person.lastActAt),
    // Since 2026 nothing is counted inside 48 h: it stays 8 (facts: zalo 5.1).
    cs_reply: { remain: '8', total: '8' },
    promotion: { remain: '0', total: '0' },
  }
}

function describe(stage: ZaloStage, account: ZaloSandboxAccount): object {
  const now = stage.clock.now()
  const { oaType = 4, verified = true, packageUntil } = account
  const valid = packageUntil === undefined ? {} : { package_valid_through_date: date(packageUntil) }
  const followers = stage.people.of(account.oaId).filter((one) => one.follows).length
  const name = stage.behaviour.buttonsForbidden ? 'none' : stage.oa(account).package(now)
  return {
    oa_id: account.oaId,
    oaid: account.oaId,
    name: 'Sandbox OA',
    is_verified: verified,
    oa_type: oaType,
    num_follower: followers,
    package_name: PACKAGES[name],
    ...valid,
    linked_ZCA: account.zbsLinked ? account.appId : '',
  }
}

/** dd/MM/yyyy. */
export function date(at: number): string {
  return new Date(at + 7 * 3_600_000).toISOString().slice(0, 10).split('-').reverse().join('/')
}
