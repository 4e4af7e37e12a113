import type { Random } from '../../../src/sandbox/random.ts'

/** What a person types, and what the program must make of it. */
export interface Typed {
  typed: string
  value: string
}

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.next() * list.length)] as T
}

const SURNAMES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô', 'Dương', 'Trịnh']
const MIDDLES = ['Văn', 'Thị', 'Đức', 'Hữu', 'Xuân', 'Ngọc', 'Quang', 'Minh']
const GIVEN = ['Hòa', 'Lan', 'Huệ', 'Tuấn', 'Dũng', 'Phượng', 'Hạnh', 'Sơn', 'Liễu', 'Thắng', 'Mười', 'Quỳnh']

/** Without marks, as many type. */
export function unmarked(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
}

/** A name: kept as typed, only all-small and all-capital letters are put right. */
export function typeName(random: Random): Typed {
  const name = `${pick(random, SURNAMES)} ${pick(random, MIDDLES)} ${pick(random, GIVEN)}`
  const written = random.chance(0.4) ? unmarked(name) : name
  const style = pick(random, ['plain', 'small', 'capitals', 'sentence', 'decomposed'] as const)
  switch (style) {
    case 'small':
      return { typed: written.toLowerCase(), value: written }
    case 'capitals':
      return { typed: written.toUpperCase(), value: written }
    case 'sentence':
      return { typed: `tôi tên là ${written} ạ`, value: written }
    case 'decomposed':
      return { typed: written.normalize('NFD'), value: written }
    default:
      return { typed: written, value: written }
  }
}

/** A mobile number of one's own (`n` tells the residents apart), written in one of many ways. */
export function typePhone(random: Random, n: number): Typed {
  const value = `${pick(random, ['09', '08', '03'])}${String(10_000_000 + n)}`
  const [a, b, c] = [value.slice(0, 4), value.slice(4, 7), value.slice(7)]
  const typed = pick(random, [
    value,
    `${a} ${b} ${c}`,
    `${a}.${b}.${c}`,
    `${a}-${b}-${c}`,
    `+84${value.slice(1)}`,
    `84 ${value.slice(1, 4)} ${b} ${c}`,
    `số của tôi là ${value}`,
    `sdt ${a} ${b} ${c} nhé`,
  ])
  return { typed, value }
}

/** A year of birth that the programme is for. */
export function typeYear(random: Random): Typed {
  const value = String(1940 + Math.floor(random.next() * 65))
  return { typed: pick(random, [value, `năm ${value}`, `toi sinh nam ${value}`, `${value} ạ`]), value }
}

const PLACES: Record<string, string[]> = {
  'new:12103': ['Mỹ Hào', 'my hao', 'phường Mỹ Hào', 'P. MỸ HÀO'],
  'new:12133': ['Đường Hào', 'phuong duong hao'],
  'new:12127': ['Thượng Hồng', 'thuong hong'],
  'old:12103': ['Bần Yên Nhân', 'ban yen nhan'],
  'old:12118': ['Nhân Hòa', 'nhan hoa', 'phường nhân hoà'],
  'old:12121': ['Dị Sử', 'di su', 'xã Dị Sử', 'DI SU'],
  'old:12133': ['Xuân Dục', 'xuan duc'],
  'old:12124': ['Bạch Sam', 'phuong bach sam'],
}

/** A ward of today or an old unit. */
export function typePlace(random: Random): Typed {
  const value = pick(random, Object.keys(PLACES))
  return { typed: pick(random, PLACES[value] ?? []), value }
}
