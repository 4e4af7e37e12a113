import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { MessengerSandboxAccount } from '../accounts.ts'
import { isFields } from '../shape.ts'
import { authorise, parameter } from './auth.ts'
import { bad } from './checks.ts'
import { GraphRefusal } from './errors.ts'
import { extendControl, passControl, releaseControl, takeControl } from './routing-rules.ts'
import { recipientOf } from './rules.ts'
import type { MessengerStage } from './stage.ts'

/** Conversation Routing (facts: messenger 6). */
export function routingApi(app: FastifyInstance, stage: MessengerStage, version: string): void {
  const post = (
    name: string,
    change: (account: MessengerSandboxAccount, user: string, request: FastifyRequest, now: number) => void,
  ) =>
    app.post(`${version}/:object/${name}_thread_control`, async (request) => {
      const account = authorise(stage, request, 'pages_messaging')
      change(account, personOf(stage, account, recipientOf(request.body)), request, stage.clock.now())
      return { success: true }
    })
  post('pass', (account, user, request, now) => {
    const target = isFields(request.body) ? request.body['target_app_id'] : undefined
    if (typeof target !== 'string' && typeof target !== 'number') throw bad('Param target_app_id is required')
    passControl(stage, account, user, String(target), now)
  })
  post('take', (account, user, _request, now) => takeControl(stage, account, user, now))
  post('release', (account, user, _request, now) => releaseControl(stage, account, user, now))
  post('extend', (account, user, request, now) =>
    extendControl(stage, account, user, isFields(request.body) ? request.body['duration'] : undefined, now),
  )
  // The owner hears of it, which is another app: nothing changes here.
  post('request', () => {})
  app.get(`${version}/:object/thread_owner`, async (request) => {
    const account = authorise(stage, request, 'pages_messaging')
    const { threads } = stage.page(account)
    if (threads.defaultApp !== account.appId) {
      throw new GraphRefusal(10, 'Only the default app may ask who owns a thread')
    }
    const owner = threads.owner(personOf(stage, account, parameter(request, 'recipient')), stage.clock.now())
    // The name of the expiry is not in the facts; its unit is that of Graph's other moments.
    const told = owner && { app_id: owner.app, expiration: Math.floor(owner.until / 1000) }
    return { data: told ? [{ thread_owner: told }] : [] }
  })
}

function personOf(stage: MessengerStage, account: MessengerSandboxAccount, id: string | undefined): string {
  if (id === undefined) throw bad('Param recipient must be an object with a string id')
  if (!stage.recipient(account, id)) throw new GraphRefusal(100, 'No matching user found', 2018001)
  return id
}
