import type { ApiAnswer } from '../gate.ts'

/** A refusal of the OA API: a negative `error` in an answer with HTTP 200 (facts: Zalo 4, 7.1). */
export class ZaloRefusal extends Error {
  override name = 'ZaloRefusal'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }

  answer(): ApiAnswer {
    return { status: 200, body: { error: this.code, message: this.message } }
  }
}
