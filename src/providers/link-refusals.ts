import { type Html, html } from '../common/html.ts'

/** What a refused link tells the person. */
export interface Refusal {
  title: string
  /** What happened and what to do. */
  body: Html
}

/** Links that were given out and lead nowhere any more. */
export const REFUSALS = {
  vi: {
    expired: {
      title: 'Đường dẫn đã hết hạn',
      body: html`<p>Mỗi đường dẫn chỉ dùng được trong 30 ngày. Thông tin đã đăng ký vẫn còn.</p>
<p>Xin quay lại khung chat và gõ <strong>TIẾN ĐỘ</strong> cho trợ lý của phường để nhận đường dẫn mới.</p>`,
    },
    withdrawn: {
      title: 'Nhà cung cấp này tạm dừng',
      body: html`<p>Phường hiện không dẫn tới nhà cung cấp này nữa. Thông tin đã đăng ký vẫn còn.</p>
<p>Xin quay lại khung chat và gõ <strong>TIẾN ĐỘ</strong> cho trợ lý của phường để chọn nhà cung cấp khác.</p>`,
    },
  },
  en: {
    expired: {
      title: 'This link has expired',
      body: html`<p>A link works for 30 days. What you registered is still there.</p>
<p>Go back to the chat and type <strong>STATUS</strong> to the ward’s assistant for a new link.</p>`,
    },
    withdrawn: {
      title: 'This provider is paused',
      body: html`<p>The ward does not lead to this provider at present. What you registered is still there.</p>
<p>Go back to the chat and type <strong>STATUS</strong> to the ward’s assistant to choose another provider.</p>`,
    },
  },
} as const

/** A link that was never given out: whose it is and which language they read is not known. */
export const UNKNOWN_LINK: Refusal = {
  title: 'Đường dẫn không đúng',
  body: html`<p>Có thể đường dẫn bị thiếu vài ký tự khi sao chép, hoặc đăng ký đã được xóa.</p>
<p>Xin quay lại khung chat và bấm lại nút trong tin nhắn, hoặc gõ <strong>TIẾN ĐỘ</strong> cho trợ lý của phường để nhận đường dẫn mới.</p>
<p lang="en">This link is not right, or its registration was erased. Go back to the chat and tap the button again, or type <strong>STATUS</strong> to the ward’s assistant for a new link.</p>`,
}

/** The link could not be looked up just now. */
export const BUSY: Refusal = {
  title: 'Trang đang bận',
  body: html`<p>Xin thử lại sau ít phút. Đường dẫn vẫn dùng được.</p>
<p lang="en">Please try again in a few minutes. Your link still works.</p>`,
}
