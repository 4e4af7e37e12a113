import type { Account, Platform } from '../channels/channel.ts'
import type { CaseView, TranscriptWords } from './case-list.ts'

/** Reasons as staff read them. One that is not here is shown as it is. */
const REASONS: Record<string, string> = {
  asked: 'muốn gặp cán bộ',
  human: 'muốn gặp cán bộ',
  waiting: 'đang chờ cán bộ',
  'my-data': 'hỏi về dữ liệu cá nhân',
  scam: 'nghi bị lừa đảo',
  booth: 'hỏi điểm hỗ trợ',
  'home-visit': 'xin hẹn tại nhà',
  'no-provider': 'chưa có nhà cung cấp để chọn',
  fault: 'hệ thống gặp trục trặc khi trả lời',
  'other-place': 'ở ngoài các phường',
  stuck: 'bị kẹt ở bước của nhà cung cấp',
}
const DETAILS: Record<string, string> = {
  morning: 'buổi sáng',
  afternoon: 'buổi chiều',
  any: 'lúc nào cũng được',
}
const PLATFORMS: Record<Platform, string> = { zalo: 'Zalo', messenger: 'Facebook' }
const AUTHORS: Record<string, string> = { resident: 'Người dân', bot: 'Trợ lý', clerk: 'Cán bộ' }

const inVietnam = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})

/** A moment as staff read it. */
export function shownTime(at: number): string {
  return inVietnam.format(at)
}

/** Phone numbers as far as one needs to know them apart: the last three digits. */
export function hidePhones(text: string): string {
  return text.replace(/(?<!\d)(?:\+?84|0)(?:[\s.-]?\d){8,10}(?!\d)/g, (phone) => {
    const digits = phone.replace(/\D/g, '')
    return `${'•'.repeat(digits.length - 3)}${digits.slice(-3)}`
  })
}

/** Signs that would act on a terminal are left out. */
function plain(text: string): string {
  return hidePhones(text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, ''))
}

function accountName(accounts: readonly Account[], id: string): string {
  const account = accounts.find((one) => one.id === id)
  return account ? `${PLATFORMS[account.platform]} – ${account.name}` : id
}

function reasonWords({ reason, detail }: CaseView): string {
  const words = REASONS[reason] ?? reason
  return detail ? `${words} (${DETAILS[detail] ?? detail})` : words
}

function standing(view: CaseView): string {
  if (view.state === 'closed')
    return `đã đóng lúc ${shownTime(view.closedAt ?? 0)}${view.closedBy ? `, ${view.closedBy}` : ''}`
  const held = view.held ? '; có câu trả lời đang giữ tới khi người dân nhắn lại' : ''
  const bot = view.owner === 'bot' ? '; đang nói chuyện với trợ lý tự động' : ''
  return `${view.waiting ? 'ĐANG CHỜ TRẢ LỜI' : 'đã trả lời'}${bot}${held}`
}

function heading(view: CaseView, accounts: readonly Account[]): string[] {
  return [
    `${view.code}  ${standing(view)}`,
    `  Từ ${shownTime(view.openedAt)}, ${accountName(accounts, view.accountId)}`,
    `  Lý do: ${reasonWords(view)}`,
  ]
}

const SHOWN_WORDS = 120

/** The list of open cases. */
export function listWords(
  views: readonly { view: CaseView; last: string | null }[],
  accounts: readonly Account[],
): string {
  if (views.length === 0) return 'Không có yêu cầu hỗ trợ nào đang mở.'
  const blocks = views.map(({ view, last }) => {
    const words = last === null ? '(không lưu)' : plain(last).replace(/\s+/g, ' ').slice(0, SHOWN_WORDS)
    return [...heading(view, accounts), `  Câu cuối: ${words}`].join('\n')
  })
  return `${blocks.join('\n\n')}\n\n${views.length} yêu cầu đang mở.`
}

/** One case with what was said since it was opened. */
export function showWords(
  view: CaseView,
  lines: readonly TranscriptWords[],
  accounts: readonly Account[],
): string {
  const said = lines.map(
    ({ at, author, text }) => `[${shownTime(at)}] ${AUTHORS[author] ?? author}: ${plain(text)}`,
  )
  return [...heading(view, accounts), '', ...(said.length > 0 ? said : ['(Chưa lưu câu nào.)'])].join('\n')
}
