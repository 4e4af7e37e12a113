import { expect, it } from 'vitest'
import type { HttpAnswer } from '../src/channels/http.ts'
import { OA_ROWS } from '../src/channels/zalo/error-table.ts'
import { FAILURES } from '../src/common/errors.ts'
import { refusalInWords } from '../src/refusal.ts'
import { OA, PAGE } from './conversation/support/parts.ts'

const NOW = Date.UTC(2026, 5, 15, 2)
const answered = (body: object, status = 200): HttpAnswer => ({
  kind: 'answer',
  status,
  text: JSON.stringify(body),
  headers: {},
})
const oa = { ...OA, apiUrl: 'http://127.0.0.1:9/zalo' }
const page = { ...PAGE, apiUrl: 'http://127.0.0.1:9/graph' }
const toOa = (answer: HttpAnswer, body = '{}') =>
  refusalInWords([page, oa], { url: `${oa.apiUrl}/v3.0/oa/message/cs`, body, answer }, NOW)
const toPage = (answer: HttpAnswer) =>
  refusalInWords([page, oa], { url: `${page.apiUrl}/1/messages?x=1`, body: '{}', answer }, NOW)

it('says to staff what a refused send means, by the row of the platform', () => {
  expect(toOa(answered({ error: -230, message: 'x' }))).toBe(OA_ROWS.get(-230)?.staff)
  expect(toOa(answered({ error: -224 }), '{"buttons":[]}')).toBe(OA_ROWS.get(-224)?.staff)
  expect(toPage(answered({ error: { code: 10, error_subcode: 2018278 } }, 400))).toMatch(/24 giờ/)
  expect(toOa({ kind: 'unsent' })).toBe(FAILURES.UNREACHABLE.staff)
  expect(toPage({ kind: 'uncertain' })).toBe(FAILURES.UNCERTAIN.staff)
})

it('says nothing of what went well, of typing signs, and of calls to elsewhere', () => {
  expect(toOa(answered({ error: 0, data: { message_id: '1' } }))).toBeNull()
  expect(toPage(answered({ recipient_id: '1' }))).toBeNull()
  expect(
    refusalInWords([oa], { url: 'https://elsewhere.example/', body: '', answer: { kind: 'unsent' } }, NOW),
  ).toBeNull()
})
