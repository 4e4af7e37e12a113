import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { matchKey, residueKey } from '../../src/understanding/match-key.ts'
import { places, readSlot } from '../../src/understanding/slots.ts'
import { typedWord } from '../../src/understanding/telex.ts'
import { context, short } from './texts.ts'

const TONES: [mark: string, telex: string, vni: string][] = [
  ['\u0301', 's', '1'],
  ['\u0300', 'f', '2'],
  ['\u0309', 'r', '3'],
  ['\u0303', 'x', '4'],
  ['\u0323', 'j', '5'],
]
const SHAPES: [letter: string, telex: string, vni: string][] = [
  ['ươ', 'uow', 'uo7'],
  ['â', 'aa', 'a6'],
  ['ê', 'ee', 'e6'],
  ['ô', 'oo', 'o6'],
  ['ă', 'aw', 'a8'],
  ['ơ', 'ow', 'o7'],
  ['ư', 'uw', 'u7'],
  ['đ', 'dd', 'd9'],
]

/** The keystrokes of a word on a keyboard whose Telex or VNI is off, tone at the end of the syllable. */
function keystrokes(word: string, way: 'telex' | 'vni'): string {
  const at = way === 'telex' ? 1 : 2
  const apart = word.toLowerCase().normalize('NFD')
  const tone = TONES.find(([mark]) => apart.includes(mark))
  const bare = apart.replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '').normalize('NFC')
  const typed = SHAPES.reduce((text, shape) => text.replaceAll(shape[0], shape[at]), bare)
  return typed + (tone?.[at] ?? '')
}

const phrase = (text: string, way: 'telex' | 'vni') =>
  text
    .split(' ')
    .map((word) => keystrokes(word, way))
    .join(' ')

it.each([
  ['Nguyeenx', 'Nguyễn'],
  ['Nguye64n', 'Nguyễn'],
  ['Thij', 'Thị'],
  ['Thi5', 'Thị'],
  ['Vawn', 'Văn'],
  ['Ddoox', 'Đỗ'],
  ['D9o64', 'Đỗ'],
  ['Huwowng', 'Hương'],
  ['Hoaf', 'Hòa'],
  ['Hoangf', 'Hoàng'],
  ['Thuyr', 'Thủy'],
  ['Quys', 'Quý'],
  ['nguyeenx', 'nguyễn'],
])('%s means %s', (typed, word) => {
  expect(typedWord(typed)).toBe(word)
})

it.each(['smartca', '0912', 'N', 'xyz', ''])('%j means no word', (typed) => {
  expect(typedWord(typed)).toBe(null)
})

const SYLLABLES =
  'nguyễn thị hoa văn bình trần lê phạm hoàng vũ đặng bùi đỗ hồ ngô dương lý hương phượng đức hùng dũng tuấn minh hải sơn thắng thủy quỳnh trang hằng liên huệ lượng tiến cường mạnh nhân hòa mỹ hào đường thượng hồng bần yên dị sử cẩm xá quang phong bạch sam xuân dục ngọc lâm hưng long phùng chí kiên'.split(
    ' ',
  )

describe.each(['telex', 'vni'] as const)('typed in %s with the keyboard off', (way) => {
  it('every word of names and places means itself', () => {
    for (const word of SYLLABLES) {
      const typed = keystrokes(word, way)
      if (typed !== word) expect([typed, typedWord(typed)]).toEqual([typed, word])
    }
  })

  it('any of these words have the match key of what was meant', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SYLLABLES), { minLength: 1, maxLength: 6 }), (words) => {
        const text = words.join(' ')
        expect(residueKey(phrase(text, way))).toBe(matchKey(text))
      }),
    )
  })

  it('places are read', () => {
    for (const { id, name } of places)
      expect([name, short(readSlot('ward', phrase(name, way), context))]).toEqual([name, id])
  })

  it('names are offered as they were meant', () => {
    for (const name of ['Nguyễn Thị Hương', 'Trần Văn Đức', 'Đỗ Thị Thủy'])
      expect(short(readSlot('name', phrase(name, way), context))).toBe(`? ${name}`)
  })

  it.each([
    'đăng ký',
    'gặp cán bộ',
    'quay lại',
    'dữ liệu của tôi',
    'lừa đảo',
    'dừng nhận tin',
    'xin chào',
    'cảm ơn',
  ])('%s is heard', (text) => {
    expect(readCommand(phrase(text, way))).toBe(readCommand(text))
  })

  it.each([
    ['vâng', 'yes'],
    ['không', 'no'],
    ['đúng rồi', 'yes'],
    ['chưa', 'no'],
    ['đồng ý', 'yes'],
  ])('%s is %s', (text, answer) => {
    expect(short(readSlot('yesno', phrase(text, way), context))).toBe(answer)
  })
})
