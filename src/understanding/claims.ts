import { matchKey } from './match-key.ts'

/** Longer messages are told, not asked. */
const MAX_LENGTH = 300

/** What was received: a message, an address, an account. */
const THING =
  '(?:tin|tin nhan|sms|link|duong dan|duong link|dia chi|trang|trang web|web|website|app|ung dung|zalo|facebook|fb|tai khoan|fanpage|message|text|link|page|account)'
/** Who is said to have called or come. */
const WHO =
  '(?:can bo|cong an|nguoi|so|so dien thoai|sdt|cuoc goi|anh|chi|ban|nhan vien|officer|caller|person|number)'
/** Whether it is to be believed. */
const GENUINE =
  '(?:co phai|phai)(?: la)?(?: cua)? .{0,24}(?:phuong|can bo|cong an|that|gia|lua dao|uy ban|ubnd|nha nuoc|lua)\\b|co (?:that|dung|an toan|tin duoc|dang tin) (?:khong|ko|k|ha)\\b|that hay gia|(?:that|gia|lua dao) (?:khong|ko)\\b|bam (?:vao )?(?:duoc|co sao) (?:khong|ko)'

const OF_THING = new RegExp(`\\b${THING}(?: nhan| nay| kia| do| vua| moi| la){0,3} .{0,40}?(?:${GENUINE})`)
const OF_PERSON = new RegExp(`\\b${WHO}(?: nay| kia| do| la){0,2} .{0,40}?(?:${GENUINE})`)
/** "Có cán bộ gọi tôi bảo …", "có người xưng là công an". */
const CALLED =
  /\b(?:co|vua|moi) (?:.{0,12}\b)?(?:can bo|cong an|nguoi|nhan vien|ai)\b.{0,20}\b(?:goi bao|xung|nhan la|(?:goi|den nha (?:toi|minh))\b.{0,60}\b(?:bao|noi|yeu cau|bat|doi|xung|la))\b/
const ENGLISH_THING =
  /\b(?:is|was) (?:this|that|the) (?:message|link|page|account|text|sms|website|app)\b.{0,40}\b(?:from|real|safe|genuine|yours|true|fake|the ward)\b/
const ENGLISH_PERSON =
  /\b(?:someone|somebody|a man|a woman|an officer|a person)\b.{0,30}\b(?:called|phoned|rang|came)\b.{0,60}|\bis (?:this|that|the|he|she) ?(?:officer|caller|person|number)?\b.{0,30}\b(?:from the ward|real|genuine)\b/

/**
 * Whether somebody asks if a message, an account (`message`) or somebody who called (`person`) is genuine. Only plain
 * wordings: what is not one of these is a question like others.
 */
export function readClaim(text: string): 'message' | 'person' | null {
  if (text.length > MAX_LENGTH) return null
  const key = matchKey(text)
  // Whoever called says more than what they spoke of.
  if (CALLED.test(key)) return 'person'
  if (OF_THING.test(key) || ENGLISH_THING.test(key)) return 'message'
  if (OF_PERSON.test(key) || ENGLISH_PERSON.test(key)) return 'person'
  return null
}
