import type { Random } from '../../../src/sandbox/random.ts'
import { pick, type Typed, typeName, typePhone, typePlace, typeYear } from './typing.ts'

/** How a question is answered: by typing, or by one of its choices (from 0, in the order offered) or words for it. */
export type Answer =
  | { type: 'text'; text: string }
  | { type: 'choice'; index: number; words: string[]; byNumber: boolean }

/** One question that the bot must ask next, and what this resident will say to it. */
export interface Step {
  expects: string
  answer: Answer
}

/** What must stand in the database of a resident afterwards. */
export interface Told {
  name: string
  phone: string
  birthYear: number
  place: string
  group: string
}

/** A whole registration as one resident will walk it. */
export interface Plan {
  first: { type: 'open' } | { type: 'text'; text: string }
  steps: Step[]
  told: Told
}

/** Groups in the order offered, what is asked of them besides, and what they may type. */
const GROUPS = [
  ['NGUOIDAN', null, 'Người dân', 'nguoi dan'],
  ['CONGNHAN', null, 'Công nhân', 'cong nhan'],
  ['CBCCVC', 'work', 'Cán bộ, viên chức', 'can bo, vien chuc'],
  ['GIAOVIEN', 'work', 'Giáo viên', 'giao vien'],
  ['HOCSINH_11_12', 'school', 'Học sinh lớp 11, 12', 'hoc sinh lop 11, 12'],
  ['SINHVIEN', 'school', 'Sinh viên', 'sinh vien'],
  ['DOANVIEN', 'work', 'Đoàn viên', 'doan vien'],
] as const

const WARDS = ['new:12103', 'new:12133', 'new:12127']
const WARD_NAMES = ['Mỹ Hào', 'Đường Hào', 'Thượng Hồng']

const choice = (index: number, ...words: string[]): Answer => ({
  type: 'choice',
  index,
  words,
  byNumber: true,
})
const text = ({ typed }: Typed): Answer => ({ type: 'text', text: typed })
const step = (expects: string, answer: Answer): Step => ({ expects, answer })

/** Draws a registration; `n` is the number of the resident, whose phone nobody else has. */
export function drawPlan(random: Random, n: number): Plan {
  const direct = random.chance(0.25)
  const year = typeYear(random)
  const name = typeName(random)
  const phone = typePhone(random, 2 * n)
  const corrected = random.chance(0.15) ? typePhone(random, 2 * n + 1) : null
  const place = typePlace(random)
  const ward = random.chance(0.4) ? Math.floor(random.next() * WARDS.length) : null
  const groupNumber = Math.floor(random.next() * GROUPS.length)
  const [group, belongsTo, ...groupWords] = GROUPS[groupNumber] ?? GROUPS[0]
  const steps = [
    ...(direct ? [] : drawBeginning(random)),
    step('register.birthYear', text(year)),
    // A number never consents.
    step('register.consent', {
      type: 'choice',
      index: 0,
      words: ['Đồng ý', 'DONG Y', 'dong y'],
      byNumber: false,
    }),
    step('register.name', text(name)),
    step('register.phone', text(phone)),
    step('register.place', ward === null ? text(place) : choice(ward, WARD_NAMES[ward] ?? '')),
    step('register.group', choice(groupNumber, ...groupWords)),
    ...(belongsTo ? [step(`register.${belongsTo}`, choice(0, 'Bỏ qua', 'bo qua'))] : []),
    ...(corrected ? drawCorrection(corrected) : []),
    step('register.summary', choice(0, 'Đúng, gửi đăng ký', 'dung, gui dang ky')),
    step('handoff.provider', choice(0)),
    step('handoff.p3', {
      type: 'choice',
      index: 1,
      words: ['Không đồng ý', 'khong dong y'],
      byNumber: false,
    }),
  ]
  return {
    first: direct ? { type: 'text', text: pick(random, ['Đăng ký', 'dang ky']) } : drawGreeting(random),
    steps,
    told: {
      name: name.value,
      phone: (corrected ?? phone).value,
      birthYear: Number(year.value),
      place: ward === null ? place.value : (WARDS[ward] ?? ''),
      group,
    },
  }
}

function drawGreeting(random: Random): Plan['first'] {
  return random.chance(0.4) ? { type: 'open' } : { type: 'text', text: pick(random, ['xin chào', 'alo']) }
}

/** From the menu to the registration, for some by way of the explanation. */
function drawBeginning(random: Random): Step[] {
  if (random.chance(0.7)) return [step('home.menu', choice(1, 'Đăng ký', 'dang ky'))]
  const next = choice(0, 'Xem tiếp', 'xem tiep')
  return [
    step('home.menu', choice(0, 'Tìm hiểu', 'tim hieu')),
    step('explain.what', next),
    step('explain.use', next),
    step('explain.cost', choice(1, 'Đăng ký ngay')),
  ]
}

/** The summary is looked at, the phone corrected. */
function drawCorrection(phone: Typed): Step[] {
  return [
    step('register.summary', choice(1, 'Sửa lại', 'sua lai')),
    step('register.edit', choice(1, 'Số điện thoại', 'so dien thoai')),
    step('register.phone', text(phone)),
  ]
}
