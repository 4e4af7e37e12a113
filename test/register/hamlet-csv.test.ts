import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHamletCsv } from '../../src/register/hamlet-csv.ts'

const fault = (row: string, header = 'Thôn,Phường') =>
  readHamletCsv(`${header}\n${row}\n`).faults.map(({ line, say }) => `${line}: ${say}`)

describe('columns', () => {
  it.each([
    ['Thôn, tổ dân phố;Phường/xã\r\nThôn 1;Dị Sử\r\n'],
    ['\ufeffSTT;PHƯỜNG, XÃ;TÊN THÔN/TDP\r\n1;p. di su;Thôn 1'],
    ['"Thôn, tổ dân phố",Xã\n"Thôn  1","dị sử"'],
    ['Tên\tPhường mới\tXã cũ\tGhi chú\nThôn 1\tĐường Hào\tDị Sử\t\n'],
    ['\n\nma,ten to dan pho,phuong\n\nx,Thôn 1,Dị Sử (nay là phường Đường Hào)\n,,\n'],
    ['Hamlet,Ward\rThôn 1,Di Su\r'],
    ['Tên,Tên phường\nThôn 1,Dị Sử'.normalize('NFD')],
  ])('%j', (text) => {
    expect(readHamletCsv(text)).toEqual({ hamlets: [{ place: 'old:12121', name: 'Thôn 1' }], faults: [] })
  })

  it('that are missing or twofold are told, with what mends it', () => {
    expect(fault('1,2', 'a,b')).toEqual([
      expect.stringContaining('1: no column is named "Thôn, tổ dân phố"'),
      expect.stringContaining('1: no column is named "Phường, xã"'),
    ])
    expect(fault('1,2,3', 'Thôn,Tổ dân phố,Phường')).toEqual([expect.stringContaining('leave one column')])
    expect(readHamletCsv(' \n').faults).toMatchObject([{ say: expect.stringContaining('empty') }])
    expect(readHamletCsv('Thôn,Xã\n').faults).toMatchObject([{ say: expect.stringContaining('no hamlets') }])
  })
})

describe('faults name the line', () => {
  it.each([
    ['Thôn 1,Hà Nội', 'is no place of this area'],
    ['Thôn 1,', 'names no ward'],
    ['Thôn 1,thị xã Mỹ Hào', 'write phường Mỹ Hào or phường Đường Hào or phường Thượng Hồng'],
    [',Dị Sử', 'names no hamlet'],
    ['Th?n 1,Dị Sử', 'lost letters'],
    ['7,Dị Sử', 'write for example "Thôn 7"'],
    ['---,Dị Sử', 'is no name'],
    ['Thôn 1,Dị Sử,x', 'more cells'],
    [`${'Thôn '.repeat(20)},Dị Sử`, 'shorten it'],
    ['"Thôn 1,Dị Sử', 'must be closed'],
  ])('%s', (row, say) => {
    expect(fault(row)).toEqual([expect.stringMatching(/^2: /)])
    expect(fault(row)[0]).toContain(say)
  })

  it('each of them, in the order of the lines', () => {
    const rows = 'Thôn Bách,Dị Sử\n\nThôn Bạch,di su\n"Thôn\n1",\nThôn Bách,Dị Sử\nThôn Bách,Đường Hào\n,Huế'
    expect(fault(rows)).toEqual([
      expect.stringMatching(/^4: .*"Thôn Bách" of line 2 are the same without marks/),
      expect.stringMatching(/^6: names no ward/),
      expect.stringMatching(/^7: repeats line 2/),
      expect.stringMatching(/^9: "Huế" is no place/),
      expect.stringMatching(/^9: names no hamlet/),
    ])
  })
})

describe('any', () => {
  const places = { 'old:12121': 'Dị Sử', 'new:12133': 'phường Đường Hào', 'old:12124': 'bach sam' } as const
  const row = fc.record({
    place: fc.constantFrom(...(Object.keys(places) as (keyof typeof places)[])),
    name: fc
      .tuple(
        fc.constantFrom('Thôn', 'Tổ dân phố số', 'Khu "cũ",', 'Xóm; ngõ'),
        fc.integer({ min: 1, max: 999 }),
      )
      .map((parts) => parts.join(' ')),
  })
  const rows = fc.uniqueArray(row, {
    minLength: 1,
    maxLength: 30,
    selector: ({ place, name }) => place + name,
  })

  it('list is read as it was written, however it is saved', () => {
    const saved = fc.record({
      by: fc.constantFrom(',', ';', '\t'),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      bom: fc.constantFrom('', '\ufeff'),
      form: fc.constantFrom('NFC', 'NFD'),
      last: fc.boolean(),
    })
    fc.assert(
      fc.property(rows, saved, (list, { by, end, bom, form, last }) => {
        const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
        const lines = [`Xã${by}Thôn`, ...list.map(({ place, name }) => places[place] + by + quoted(name))]
        const text = bom + lines.join(end) + (last ? end : '')
        expect(readHamletCsv(text.normalize(form))).toEqual({ hamlets: list, faults: [] })
      }),
    )
  })

  it('text gives hamlets or faults, and never throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', ',', ';', '\n', '\r\n', '\t', 'Dị Sử', 'Thôn 1', '\u0000', '\ufeff'),
    )
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, fc.boolean(), (body, headed) => {
        const { hamlets, faults } = readHamletCsv(headed ? `Thôn,Phường\n${body}` : body)
        expect(hamlets.length + faults.length).toBeGreaterThan(0)
      }),
    )
  })
})
