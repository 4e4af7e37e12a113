import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClaim } from '../../src/understanding/claims.ts'
import { findLinks } from '../../src/understanding/links/find.ts'
import { type KnownLinks, type LinkVerdict, pageOf, readLinks } from '../../src/understanding/links/judge.ts'

const known: KnownLinks = {
  hosts: new Map([
    ['chuky.myhao.vn', { kind: 'ours', name: '' }],
    ['smartca.vnpt.vn', { kind: 'provider', name: 'VNPT' }],
    ['www.misa.vn', { kind: 'provider', name: 'MISA' }],
  ]),
  pages: new Map([
    ['apps.apple.com/vn/app/id123', { kind: 'provider', name: 'VNPT' }],
    ['play.google.com/store/apps/details?id=vn.vnpt.ca', { kind: 'provider', name: 'VNPT' }],
    ['zalo.me/4318', { kind: 'ours', name: 'UBND phường Mỹ Hào' }],
    ['www.facebook.com/555', { kind: 'ours', name: 'UBND phường Mỹ Hào' }],
  ]),
}
const verdict = (text: string) => readLinks(text, known)?.verdict ?? null

describe('links of a message', () => {
  it.each<[string, LinkVerdict | null]>([
    ['https://chuky.myhao.vn/go/abc', 'ours'],
    ['Vào chuky.myhao.vn nhé', 'ours'],
    ['CHUKY.MYHAO.VN', 'ours'],
    ['https://chuky.myhao.vn./go', 'ours'],
    ['smartca.vnpt.vn/dang-ky.', 'provider'],
    ['https://apps.apple.com/vn/app/id123/', 'provider'],
    ['https://play.google.com/store/apps/details?id=vn.vnpt.ca&hl=vi', 'provider'],
    ['zalo.me/4318', 'ours'],
    ['https://www.facebook.com/555', 'ours'],
    // The store is genuine, the app is not known.
    ['https://play.google.com/store/apps/details?id=vn.vneid.gia', 'unsure'],
    ['https://zalo.me/999', 'unsure'],
    ['https://www.facebook.com/phuong.my.hao.gia', 'unsure'],
    ['https://dichvucong.gov.vn', 'state'],
    ['xem tại baohungyen.vn', 'unsure'],
    ['help.smartca.vnpt.vn', 'unsure'],
    ['vnpt.vn', 'unsure'],
    // Another port of the same machine is another door.
    ['https://chuky.myhao.vn:8443/x', 'alike'],
    ['không có gì đáng ngờ', null],
  ])('%s', (text, expected) => expect(verdict(text)).toBe(expected))

  it.each([
    ['the owner as a subdomain of another', 'https://smartca.vnpt.vn.dangky.com/x'],
    ['the owner before a sign for users', 'https://smartca.vnpt.vn@evil.com/x'],
    ['… without a scheme', 'smartca.vnpt.vn@evil.com/x'],
    ['… written with percent signs', 'https://smartca.vnpt.vn%40x:y@evil.com'],
    ['hyphens for dots', 'http://smartca-vnpt.vn'],
    ['… with more around them', 'smartca-vnpt-vn.top'],
    ['Cyrillic letters', 'https://ѕmаrtcа.vnpt.vn'],
    ['Cyrillic letters as punycode', `https://${new URL('https://ѕmаrtcа.vnpt.vn').hostname}`],
    ['full-width letters and stops', 'ｈｔｔｐｓ：／／ｓｍａｒｔｃａ．ｖｎｐｔ．ｖｎ．ｅｖｉｌ．ｃｏｍ'],
    ['ideographic stops', 'smartca。vnpt。vn。evil。com'],
    ['digits for letters', 'https://chuky.myha0.vn'],
    ['l for i', 'https://www.m1sa.vn'],
    ['a slip', 'https://smarrtca.vnpt.vn'],
    ['rn for m', 'https://srnartca.vnpt.vn'],
    ['invisible signs', 'https://smart\u200bca.vnpt.vn.evil.com'],
    ['backslashes', 'https:\\\\smartca.vnpt.vn@evil.com'],
    ['words of the State', 'https://vneid-capnhat.com'],
    ['… with digits', 'vne1d.online/login'],
    ['gov.vn in another ending', 'https://dichvucong.gov-vn.com'],
    ['gov.vn as a subdomain', 'https://gov.vn.capnhat.xyz'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,xin-chao'],
    ['brackets around the stops', 'smartca[.]vnpt[.]vn[.]evil[.]com'],
    ['hxxp', 'hxxps://smartca.vnpt.vn.evil.com'],
    ['a genuine one beside it', 'https://smartca.vnpt.vn và https://smartca.vnpt.vn.evil.com'],
  ])('%s is no genuine address', (_, text) => expect(verdict(text)).toBe('alike'))

  it.each<[string, LinkVerdict]>([
    ['https://bit.ly/3abc', 'hidden'],
    ['tinyurl.com/xyz', 'hidden'],
    ['cutt.ly/vneid', 'hidden'],
    ['https://tải.com/VNeID.apk', 'app'],
    ['cài tệp VNeID_capnhat.apk này', 'app'],
    ['http://103.1.2.3/dangky', 'unsure'],
    ['103.1.2.3/dangky', 'unsure'],
    ['https://[::1]/x', 'unsure'],
    ['http://3232235777/', 'unsure'],
    ['vnptsmartca://sign?x=1', 'unsure'],
    ['vào abc.vn.Tôi sợ quá', 'unsure'],
    ['https://%%%', 'unsure'],
  ])('%s is %s', (text, expected) => expect(verdict(text)).toBe(expected))

  it.each([
    'Tôi tên là Lan.tôi ở Dị Sử',
    'ok.shop ơi cho hỏi',
    'phí 29.500 đ',
    '0912.345.678',
    '5.10.2025',
    'lan@gmail.com',
    'v.v',
    'TP.HCM',
    'Nguyễn Văn A.B',
    'vâng...cảm ơn',
    'ong.ba',
    'to.la.me',
    '10.2',
    'K12.A3',
  ])('“%s” holds no address', (text) => expect(findLinks(text)).toEqual([]))

  it('shows nothing of a doubtful address', () => {
    for (const text of ['https://evil.com', 'https://smartca.vnpt.vn.evil.com', 'bit.ly/x'])
      expect(readLinks(text, known)).toMatchObject({ host: '', owner: '' })
  })

  it('never throws, and calls nothing genuine that leads to another host', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc
        .tuple(fc.constantFrom(...known.hosts.keys()), fc.string({ maxLength: 30 }))
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (sent) => {
        const reading = readLinks(sent, known)
        if (reading?.verdict !== 'ours' && reading?.verdict !== 'provider') return
        for (const { url } of findLinks(sent)) {
          const real = url && (known.hosts.has(url.host.replace(/\.$/, '')) || known.pages.has(pageOf(url)))
          expect(real).toBe(true)
          expect(url?.username).toBe('')
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('finds every plain address, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.constantFrom('', 'bấm vào ', 'Link: ', '('), (url, before) => {
        expect(findLinks(`${before}${url} nhé`).length).toBeGreaterThan(0)
      }),
    )
  })

  it('is quick, however odd the text', () => {
    for (const odd of ['a.', 'a-', '@', 'http://', '.', 'xn--', 'a@a.', '1.', 'www.']) {
      const begun = performance.now()
      readLinks(odd.repeat(2000), known)
      expect(performance.now() - begun).toBeLessThan(250)
    }
  })
})

describe('is it from the ward?', () => {
  it.each([
    'tin nhắn này có phải của phường không',
    'tin nay co phai cua phuong ko',
    'link này có an toàn không',
    'đường dẫn này là thật hay giả',
    'trang facebook này có phải của uỷ ban không',
    'tài khoản zalo này có phải lừa đảo không',
    'is this message from the ward?',
    'Is this link safe',
  ])('%s: a message', (text) => expect(readClaim(text)).toBe('message'))

  it.each([
    'có cán bộ gọi tôi bảo VNeID lỗi',
    'có người gọi bảo cài app ký số có phải của phường không',
    'co nguoi goi dien tu xung cong an',
    'số này có phải của cán bộ phường không',
    'người này có phải cán bộ thật không',
    'vừa có công an gọi bảo phải cập nhật',
    'someone called me and said he is from the ward',
  ])('%s: a person', (text) => expect(readClaim(text)).toBe('person'))

  it.each([
    'cán bộ',
    'gặp cán bộ',
    'Nguyễn Văn Thật',
    'tôi là cán bộ phường có phải đăng ký không',
    'chữ ký số là gì',
    'nhận biết lừa đảo thế nào',
    'đăng ký có mất tiền không',
    'ở phường có ai gọi tôi đâu',
    'Dị Sử',
    'is this free',
  ])('%s: neither', (text) => expect(readClaim(text)).toBe(null))
})
