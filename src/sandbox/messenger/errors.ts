import type { ApiAnswer } from '../gate.ts'

/** A refusal of the Graph API (facts: Messenger 4.2). */
export class GraphRefusal extends Error {
  override name = 'GraphRefusal'
  readonly code: number
  readonly subcode: number | undefined

  constructor(code: number, message: string, subcode?: number) {
    super(`(#${code}) ${message}`)
    this.code = code
    this.subcode = subcode
  }

  /** `10/2018278`, or `100` without a subcode. */
  get id(): string {
    return this.subcode === undefined ? String(this.code) : `${this.code}/${this.subcode}`
  }

  answer(traceId: string): ApiAnswer {
    const error = {
      message: this.message,
      type: 'OAuthException',
      code: this.code,
      ...(this.subcode === undefined ? {} : { error_subcode: this.subcode }),
      fbtrace_id: traceId,
    }
    return { status: statusOf(this.code), body: { error } }
  }
}

/** The facts name no HTTP status by code: these are the Graph API's habits, and no client should rely on them. */
function statusOf(code: number): number {
  if (code === 190) return 401
  if (code === 10 || code === 200 || code === 230) return 403
  if (code === 1 || code === 2 || code === 1200) return 500
  return 400
}
