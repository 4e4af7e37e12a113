import { type Html, html } from '../../common/html.ts'
import type { Page } from '../../common/page.ts'
import type { ConsentOutcome } from './consent.ts'

interface Told {
  status: 200 | 400 | 503
  title: string
  /** What happened. */
  what: string
  /** What to do next. */
  next: Html
}

const again = html`<p>Bấm nút bên dưới để làm lại, bằng tài khoản Zalo là quản trị viên của đúng OA này.</p>`

/** By outcome. Administrators of the OA read this; they need not know how the server is run. */
const TOLD: Record<ConsentOutcome['kind'], Told> = {
  connected: {
    status: 200,
    title: 'Đã kết nối OA với trợ lý',
    what: 'Trợ lý đã nhận được quyền và đã lưu lại an toàn. Từ nay trợ lý tự gia hạn quyền này.',
    next: html`<p>Không cần làm gì thêm. Có thể đóng trang này.</p>
<p>Để thử, hãy dùng một tài khoản Zalo khác nhắn cho OA; trợ lý sẽ trả lời.</p>`,
  },
  'unknown-link': {
    status: 400,
    title: 'Đường dẫn không dùng được',
    what: 'Đường dẫn cấp quyền này đã dùng rồi, đã hết hạn, hoặc bị thiếu vài ký tự. Chưa có gì thay đổi.',
    next: html`<p>Xin bộ phận kỹ thuật gửi đường dẫn mới. Mỗi đường dẫn dùng một lần, trong vòng 24 giờ.</p>
<p class="quiet">Bộ phận kỹ thuật lấy đường dẫn mới bằng lệnh <code>npm run doctor</code>.</p>`,
  },
  denied: {
    status: 400,
    title: 'Chưa cấp quyền',
    what: 'Zalo báo là quyền chưa được cấp, nên trợ lý chưa thể trả lời người dân qua OA này.',
    next: again,
  },
  'wrong-oa': {
    status: 400,
    title: 'Không đúng OA',
    what: 'Quyền vừa cấp là của một OA khác, nên trợ lý không dùng và không giữ quyền đó.',
    next: again,
  },
  refused: {
    status: 400,
    title: 'Zalo không chấp nhận',
    what: 'Zalo không đổi được mã cấp quyền. Mã chỉ có hiệu lực trong 10 phút và dùng một lần.',
    next: html`${again}<p class="quiet">Nếu vẫn không được, xin báo bộ phận kỹ thuật: nhật ký của máy chủ ghi rõ lý do.</p>`,
  },
  unreachable: {
    status: 503,
    title: 'Zalo chưa trả lời',
    what: 'Máy chủ không liên lạc được với Zalo nên chưa nhận được quyền.',
    next: html`<p>Xin đợi vài phút rồi bấm nút bên dưới để làm lại.</p>`,
  },
  lost: {
    status: 503,
    title: 'Chưa nhận được quyền',
    what: 'Đường truyền tới Zalo bị đứt giữa chừng nên quyền vừa cấp không tới nơi.',
    next: html`<p>Xin bấm nút bên dưới để làm lại.</p>`,
  },
}

/** What an administrator sees after Zalo sent them back. */
export function consentPage(outcome: ConsentOutcome): { status: number; page: Page } {
  const { status, title, what, next } = TOLD[outcome.kind]
  const code = 'code' in outcome && outcome.code ? html`<p class="quiet">Mã lỗi: ${outcome.code}</p>` : null
  const retry = 'retry' in outcome ? html`<a class="act" href="${outcome.retry}">Cấp quyền lại</a>` : null
  const body = html`<h1>${title}</h1>
<p>${what}</p>
${next}
${retry}
${code}`
  return { status, page: { title, lang: 'vi', office: officeOf(outcome), body } }
}

/** The database is away: nothing was used up, or a new link is needed; either way later. */
export const BUSY: Page = {
  title: 'Máy chủ đang bận',
  lang: 'vi',
  office: 'Kết nối Zalo OA',
  body: html`<h1>Máy chủ đang bận</h1>
<p>Chưa lưu được quyền vừa cấp.</p>
<p>Xin đợi vài phút rồi mở lại đường dẫn cấp quyền. Nếu đường dẫn báo là đã dùng, xin bộ phận kỹ thuật gửi đường dẫn mới.</p>`,
}

function officeOf(outcome: ConsentOutcome): string {
  return 'account' in outcome ? outcome.account.name : 'Kết nối Zalo OA'
}
