import { nearest } from './understanding/distance.ts'
import { FAQ_IDS, isFaqId } from './understanding/faq/ids.ts'

/** The operator's file in the data folder: `{"facts": {"hotline_phuong": "…"}, "verified": ["is-it-free"]}`. */
export const FACTS_FILE = 'facts.json'

interface Rule {
  /** What it is, for operators. */
  about: string
  example: string
  fits(value: string): boolean
  expected: string
}

const line: Pick<Rule, 'fits' | 'expected'> = {
  fits: (value) => /^[^{}<>\n\r]{1,200}$/u.test(value) && !/https?:/i.test(value),
  expected: 'one line of up to 200 characters, without a link',
}
const phones: Pick<Rule, 'fits' | 'expected'> = {
  fits: (value) => line.fits(value) && (value.match(/\d/g) ?? []).length >= 3,
  expected: 'one line with a phone number, such as "1800 1096"',
}
/** Links in answers lead to the State's own pages only. */
const page: Pick<Rule, 'fits' | 'expected'> = {
  fits: (value) =>
    value.length <= 200 && /^(?:https:\/\/)?(?:[a-z0-9-]+\.)+gov\.vn(?:\/[\w./?=&%-]*)?$/i.test(value),
  expected: 'an address under .gov.vn, such as "https://neac.gov.vn"',
}

/** Every fact that answers name, with what it must look like. */
export const FACTS = {
  hotline_phuong: { about: "the ward's hotline", example: '0221 000 0000', ...phones },
  dia_diem_quay: { about: 'where the desk is', example: 'Trung tâm Phục vụ hành chính công phường', ...line },
  gio_lam_viec: { about: 'when the desk is open', example: 'thứ Hai đến thứ Sáu, 7:30 đến 17:00', ...line },
  so_phut: { about: 'minutes that registering on the phone takes', example: '15', ...line },
  thoi_gian_duyet: { about: 'how long a provider takes to approve', example: '24 giờ', ...line },
  ten_muc_vneid: { about: 'name of the section in VNeID', example: '"Chữ ký số"', ...line },
  danh_sach_ncc: {
    about: 'providers that work with the ward',
    example: 'VNPT SmartCA, Viettel MySign',
    ...line,
  },
  tong_dai_ncc: { about: "the providers' hotlines", example: 'VNPT 1800 1260', ...phones },
  tong_dai_dvcqg: { about: 'hotline of the National Public Service Portal', example: '1800 1096', ...phones },
  tong_dai_vneid: { about: 'hotline of VNeID', example: '1900 0368', ...phones },
  ten_oa: { about: 'name of the Zalo OA', example: 'UBND phường Mỹ Hào', ...line },
  ten_fanpage: { about: 'name of the Facebook Page', example: 'UBND phường Mỹ Hào', ...line },
  website_phuong: { about: "the ward's website", example: 'phuong.hungyen.gov.vn', ...page },
  link_neac: { about: "NEAC's page of licensed providers", example: 'https://neac.gov.vn', ...page },
} satisfies Record<string, Rule>

/** Name of a fact. */
export type FactName = keyof typeof FACTS

/** Every name. */
export const FACT_NAMES = Object.keys(FACTS) as FactName[]

/** What facts.json says; a value by language. */
export interface FactsFile {
  facts: Partial<Record<FactName, { vi: string; en: string }>>
  /** Answers that staff have verified, by question. */
  verified: string[]
}

const NOTHING: FactsFile = { facts: {}, verified: [] }

/** Reads the file's text; without a file it says nothing. Every fault names its place and remedy. */
export function readFactsFile(content: string | undefined): { file: FactsFile; faults: string[] } {
  if (content === undefined) return { file: NOTHING, faults: [] }
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (error) {
    const where = error instanceof Error ? error.message : ''
    return { file: NOTHING, faults: [`is not valid JSON: check commas, quotes and braces (${where})`] }
  }
  if (!isObject(value))
    return { file: NOTHING, faults: ['must hold an object, such as {"facts": {"so_phut": "15"}}'] }
  const faults = Object.keys(value).flatMap((name) =>
    name === 'facts' || name === 'verified'
      ? []
      : [`${name} is not known: remove it, or put it under "facts"`],
  )
  const { facts = {}, verified = [] } = value
  if (!isObject(facts)) faults.push('facts must be an object in braces')
  const read = isObject(facts) ? Object.entries(facts).map(([name, said]) => readFact(name, said)) : []
  faults.push(...read.flatMap(({ fault }) => fault ?? []))
  if (!Array.isArray(verified)) faults.push('verified must be a list of questions in brackets')
  const ids: string[] = Array.isArray(verified) ? verified.map(String) : []
  faults.push(...ids.filter((id) => !isFaqId(id)).map((id) => `verified: ${notKnown(id, FAQ_IDS)}`))
  const known = read.flatMap(({ name, value: said }) => (name && said ? [[name, said] as const] : []))
  return { file: { facts: Object.fromEntries(known), verified: ids.filter(isFaqId) }, faults }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFactName(name: string): name is FactName {
  return Object.hasOwn(FACTS, name)
}

function notKnown(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  return `${name} is not known${meant ? `: did you mean ${meant}?` : ': remove it'}`
}

/** One fact as it was given: a text for both languages, or one for each. */
export function readFact(
  name: string,
  given: unknown,
): { name?: FactName; value?: { vi: string; en: string }; fault?: string } {
  if (!isFactName(name)) return { fault: `facts.${notKnown(name, FACT_NAMES)}` }
  const { fits, expected } = FACTS[name]
  const vi = isObject(given) ? given['vi'] : given
  const en = isObject(given) ? (given['en'] ?? vi) : given
  const fine = [vi, en].every((text) => typeof text === 'string' && text.trim() !== '' && fits(text.trim()))
  if (!fine)
    return { fault: `facts.${name} must be ${expected}, in quotes, or {"vi": "…", "en": "…"} of such` }
  return { name, value: { vi: String(vi).trim().normalize('NFC'), en: String(en).trim().normalize('NFC') } }
}
