import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Account } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import type { StaffBody } from '../conversation/staff-body.ts'
import { putStaffAct } from '../conversation/staff-inbox.ts'
import type { Database } from '../storage/database.ts'
import { type KnownLinks, readLinks } from '../understanding/links/judge.ts'
import { writeAudit } from './case-acts.ts'
import { type CaseView, findCases, lastWords, transcriptSince } from './case-list.ts'
import { listWords, showWords } from './case-words.ts'

/** What staff ask of the cases, from the command line until there is a console. */
export interface CaseRequest {
  act: 'list' | 'show' | StaffBody['act']
  code: string | null
  text: string | null
  /** Who asks. */
  by: string
}

export interface DeskParts {
  db: Database
  keyring: Keyring
  clock: Clock
  accounts: readonly Account[]
  links: KnownLinks
}

const LONGEST = 2000
/** A turn is computed at once where a server runs; otherwise the act waits for one. */
const WAIT_MS = 10_000

/**
 * Does what staff ask of the cases, and writes it in the audit trail. @returns what they read, in Vietnamese.
 * @throws OperatorError when it cannot be done, in Vietnamese too
 */
export async function atCaseDesk(parts: DeskParts, request: CaseRequest): Promise<string> {
  const { db, keyring, clock, accounts } = parts
  const audit = (act: string) =>
    writeAudit(db, { at: clock.now(), actor: request.by, act, subject: request.code })
  if (request.act === 'list') {
    await audit('list')
    const views = await findCases(db, null)
    const shown = []
    for (const view of views) shown.push({ view, last: await lastWords(db, keyring, view.contactId) })
    return listWords(shown, accounts)
  }
  const [view] = await findCases(db, request.code)
  if (!view) throw new OperatorError(`Không có yêu cầu hỗ trợ nào mang mã ${request.code}.`)
  if (request.act === 'show') {
    await audit('look')
    return showWords(view, await transcriptSince(db, keyring, view.contactId, view.openedAt), accounts)
  }
  const refusal = refusalOf(request, view, parts.links)
  await audit(refusal ? 'refused' : request.act)
  if (refusal) throw new OperatorError(refusal)
  return act(parts, request.act, request, view)
}

/** Why an act cannot be done; null: it can. */
function refusalOf({ act, text, code }: CaseRequest, view: CaseView, links: KnownLinks): string | null {
  if (act === 'reopen') return view.state === 'open' ? `${code} đang mở rồi.` : null
  if (view.state !== 'open') return `${code} đã đóng. Muốn trả lời tiếp: npm run cases -- reopen ${code}`
  if (act === 'answer' && !text?.trim()) return 'Chưa có câu trả lời: viết câu trả lời trong dấu nháy sau mã.'
  if (!text) return null
  if (text.length > LONGEST) return `Câu trả lời dài quá ${LONGEST} chữ cái: xin viết ngắn lại.`
  const reading = readLinks(text, links)
  if (!reading || reading.verdict === 'ours' || reading.verdict === 'provider') return null
  const allowed = [...links.hosts.keys(), ...links.pages.keys()].sort().join(', ')
  return `Không gửi: trong câu trả lời có đường dẫn không thuộc danh sách được phép. Được phép: ${allowed}`
}

async function act(
  { db, keyring, clock }: DeskParts,
  what: StaffBody['act'],
  { text, by }: CaseRequest,
  view: CaseView,
): Promise<string> {
  const { accountId, userId, code } = view
  const body: StaffBody = { kind: 'staff', act: what, code, by, ...(text ? { text: text.trim() } : {}) }
  await putStaffAct(db, keyring, { accountId, userId }, body, clock.now())
  if (!(await heard(db, accountId, userId)))
    return `${code}: đã ghi lại. Chưa có máy chủ nào xử lý; việc này được làm khi máy chủ chạy.`
  const [after] = await findCases(db, code)
  if (text && after?.held)
    return `${code}: người dân nhắn lần cuối đã quá lâu, nền tảng không cho gửi tin lúc này. Câu trả lời được giữ lại và gửi ngay khi người dân nhắn lại.${what === 'close' ? ' Yêu cầu đã đóng.' : ''}`
  if (what === 'answer') return `${code}: đã chuyển câu trả lời đi.`
  if (what === 'close') return `${code}: đã đóng. Trợ lý tự động tiếp tục với người dân.`
  return after?.state === 'open'
    ? `${code}: đã mở lại.`
    : `${code}: không mở lại được, người này đang có yêu cầu khác.`
}

/** Waits until a turn has heard what is in the inbox. */
async function heard(db: Database, accountId: string, userId: string): Promise<boolean> {
  for (const until = performance.now() + WAIT_MS; performance.now() < until; await sleep(50)) {
    const rows = await db.rows(
      sql`select 1 from inbox where account_id = ${accountId} and user_id = ${userId} limit 1`,
    )
    if (rows.length === 0) return true
  }
  return false
}
