import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { readWish } from '../../src/understanding/wishes.ts'

it.each<[string, string | null, string | null]>([
  ['chào em, cho hỏi đăng ký ở đâu', null, 'đăng ký ở đâu'],
  ['Chào em cho hỏi đăng ký ở đâu ạ?', null, 'đăng ký ở đâu ạ?'],
  ['đăng ký giúp tôi, mất tiền không?', 'register', 'mất tiền không?'],
  ['dang ky giup toi, mat tien ko', 'register', 'mat tien ko'],
  ['Em chào anh. Em muốn đăng ký chữ ký số', 'register', null],
  ['em muốn đăng ký chữ ký số. cần giấy tờ gì ạ?', 'register', 'cần giấy tờ gì ạ?'],
  ['cho tôi gặp cán bộ để hỏi về hồ sơ', 'human', null],
  ['gặp cán bộ vì tôi không làm được', 'human', null],
  ['khó quá, cho tôi gặp cán bộ', 'human', 'khó quá'],
  ['alo, chữ ký số là gì vậy?', null, 'chữ ký số là gì vậy?'],
  ['cảm ơn cháu, cho bác hỏi hết hạn thì sao', null, 'hết hạn thì sao'],
  ['cảm ơn, chào em', 'thanks', null],
  ['bị lừa rồi, giúp tôi với', 'scam-report', null],
  ['hello, I want to register please, is it free?', 'register', 'is it free?'],
  ['đăng ký', 'register', null],
  // One of a list, a question, something longer than a wish: no command.
  ['đăng ký, cài đặt mất tiền không', null, 'đăng ký, cài đặt mất tiền không'],
  ['cán bộ, công chức có được không', null, 'cán bộ, công chức có được không'],
  ['tôi đăng ký rồi, bao giờ có', null, 'tôi đăng ký rồi, bao giờ có'],
  ['chữ ký số là gì', null, 'chữ ký số là gì'],
  // What ends something is never found in something longer.
  ['dừng lại, tôi hỏi chút', null, 'dừng lại, tôi hỏi chút'],
  ['thôi, hủy đi, mất tiền không', null, 'thôi, hủy đi, mất tiền không'],
  ['', null, null],
])('%j wishes %s and asks %j', (text, command, question) => {
  expect(readWish(text)).toEqual({ command, question })
})

it('never finds in a longer message what would end something', () => {
  const part = fc.constantFrom(
    'dừng',
    'DỪNG',
    'hủy',
    'stop',
    'không làm nữa',
    'quay lại',
    'ừ',
    'mất tiền không?',
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), (parts) => {
      const text = parts.join(', ')
      // "Ừ, dừng" is nothing but the word.
      if (readCommand(text) === null) expect(['stop', 'cancel', 'back']).not.toContain(readWish(text).command)
    }),
  )
})

it('keeps up with any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      readWish(text)
    }),
  )
  for (const piece of ['cho ', 'để ', '? ', 'đăng ký, ', 'vì gặp cán bộ ']) readWish(piece.repeat(3_000))
})
