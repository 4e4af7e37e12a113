/** A made-up resident and what they type when asked. */
export interface Person {
  platform: 'messenger' | 'zalo'
  /** PSID, or OA-scoped user id. */
  id: string
  hello: string
  birthYear: string
  name: string
  phone: string
  place: string
}

const HELLOS = ['Xin chào', 'chào ạ', 'Alo', 'hi', 'Cho tôi hỏi']
const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô']
const MIDDLE = ['Thị', 'Văn', 'Thị Thu', 'Đức', 'Thị Ngọc', 'Quang', 'Minh']
const GIVEN = ['Hòa', 'Lan', 'Hương', 'Tuấn', 'Hùng', 'Dung', 'Sơn', 'Nga', 'Phương', 'Thảo', 'Khánh']
const PLACES = ['Dị Sử', 'Nhân Hòa', 'Mỹ Hào', 'phan dinh phung', 'Đường Hào', 'Thượng Hồng']
const PREFIXES = ['032', '035', '086', '090', '091', '097', '098']

const pick = (list: readonly string[], n: number) => list[n % list.length] ?? ''

/** As people write numbers: in one piece, in groups, with the country's code. */
function written(phone: string, n: number): string {
  if (n % 5 === 1) return `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`
  return n % 5 === 2 ? `+84${phone.slice(1)}` : phone
}

/** The n-th person: no two have the same id or phone number. */
export function person(n: number): Person {
  const year = String(1940 + (n % 65))
  const name = `${pick(FAMILY, n)} ${pick(MIDDLE, n >> 1)} ${pick(GIVEN, n >> 2)}`
  const phone = pick(PREFIXES, n) + String(1_000_000 + Math.floor(n / PREFIXES.length)).slice(-7)
  return {
    platform: n % 2 === 0 ? 'messenger' : 'zalo',
    id: `61${String(n).padStart(15, '0')}`,
    hello: pick(HELLOS, n),
    birthYear: n % 4 === 0 ? `sinh năm ${year}` : year,
    name: n % 3 === 0 ? name.toLowerCase() : name,
    phone: written(phone, n),
    place: pick(PLACES, n),
  }
}
