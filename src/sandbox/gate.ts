import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SandboxAccount } from './accounts.ts'
import type { Behaviour } from './faults.ts'
import type { Stage } from './stage.ts'

/** An answer of a platform's API. */
export interface ApiAnswer {
  status: number
  body: unknown
}

/** What the platform does with a send, in its own words. */
export interface SendHandler {
  /** Whom the request names, before anything is checked: for faults of single people. */
  recipient: string | undefined
  /** Checks and accepts; throws a refusal of the platform. */
  accept(): Promise<ApiAnswer>
  /** Turns a thrown refusal into an answer and the name it is counted under; undefined: not a refusal. */
  refusal(error: unknown): { answer: ApiAnswer; code: string } | undefined
  /** The refusal of a fault's code, to be thrown. */
  fail(code: number, subcode: number | undefined): Error
  /** The refusal for too many calls, to be thrown. */
  tooMany(): Error
}

/** Runs a send through the platform's present behaviour: slowness, failures, lost answers. */
export async function throughGate<A extends SandboxAccount>(
  stage: Stage<A>,
  request: FastifyRequest,
  reply: FastifyReply,
  handler: SendHandler,
): Promise<FastifyReply> {
  const { behaviour, random, stats } = stage
  const half = random.between(behaviour.latencyMs) / 2
  if (half > 0) await pause(half)
  const failing = failureFor(stage, handler.recipient)
  if (failing?.httpStatus && failing.code === undefined) {
    stats.refuse(`http-${failing.httpStatus}`)
    return reply.code(failing.httpStatus).type('text/html').send('<html><body>Service failure</body></html>')
  }
  try {
    if (failing?.code !== undefined) throw handler.fail(failing.code, failing.subcode)
    if (!stage.withinRate()) throw handler.tooMany()
    const answer = await handler.accept()
    if (half > 0) await pause(half)
    if (random.chance(behaviour.timeoutAfterAccept)) {
      stats.unanswered += 1
      return reply.hijack()
    }
    if (random.chance(behaviour.resetAfterAccept)) {
      stats.reset += 1
      request.raw.socket.resetAndDestroy()
      return reply.hijack()
    }
    return reply.code(answer.status).send(answer.body)
  } catch (error) {
    const refused = handler.refusal(error)
    if (!refused) throw error
    stats.refuse(refused.code)
    const status = (failing?.code === undefined ? undefined : failing.httpStatus) ?? refused.answer.status
    return reply.code(status).send(refused.answer.body)
  }
}

function failureFor<A extends SandboxAccount>(
  stage: Stage<A>,
  user: string | undefined,
): Behaviour['failure'] | undefined {
  const { failRate, failNext, failOnly, failure } = stage.behaviour
  if (failOnly.length > 0 && (user === undefined || !failOnly.includes(user))) return undefined
  if (failNext > 0) {
    stage.change({ failNext: failNext - 1 })
    return failure
  }
  return stage.random.chance(failRate) ? failure : undefined
}
