import { describe, expect, it } from 'vitest'
import { readMeant } from '../../src/conversation/wishes.ts'

describe('words that answer no question of ours', () => {
  it('are a question of the list', () => {
    expect(readMeant('có mất tiền không?')).toEqual({ kind: 'faq', id: 'is-it-free' })
  })

  it.each(['KHÔNG ĐỒNG Ý', 'khong dong y', 'Đồng ý', 'không muốn', 'tôi không đồng ý ạ'])(
    'are none where they only agree or refuse: %j',
    (text) => expect(readMeant(text)).toBeNull(),
  )

  it('are a word of command and a question in one message', () => {
    expect(readMeant('đăng ký giúp tôi, có mất tiền không?')).toEqual({
      kind: 'command',
      command: 'register',
      faq: 'is-it-free',
    })
  })
})
