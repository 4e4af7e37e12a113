import { dayInVietnam } from '../common/clock.ts'
import { type Html, html } from '../common/html.ts'

/** What a refused link tells the person. */
export interface Refusal {
  title: string
  /** What happened and what to do. */
  body: Html
}

/** Every sentence of the link page, by language. */
export const LINK_TEXTS = {
  vi: {
    title: (provider: string) => `Đăng ký chữ ký số: ${provider}`,
    lead: 'Trang này của phường, chỉ dành cho người nhận đường dẫn. Nút ở cuối trang sẽ mở trang của nhà cung cấp chữ ký số.',
    provider: 'Nhà cung cấp',
    host: 'Nút bên dưới mở trang',
    code: 'Mã đăng ký',
    codeHint: 'Đọc mã này khi cần phường hoặc nhà cung cấp giúp. Mã này không phải mật khẩu.',
    safety: 'Để an toàn',
    warnings: [
      'Không ai được hỏi mã OTP, mã PIN, mật khẩu, kể cả người xưng là cán bộ, công an.',
      'Chỉ chụp căn cước và quét khuôn mặt trong ứng dụng của nhà cung cấp. Không gửi ảnh vào khung chat.',
      'Chọn gói miễn phí và xem màn hình báo 0 đồng rồi mới xác nhận. Ai đòi chuyển tiền thì dừng lại ngay.',
    ],
    go: (provider: string) => `Tiếp tục đến ${provider}`,
    stores: 'Ứng dụng của nhà cung cấp:',
    until: (at: number) => `Đường dẫn này dùng được đến ngày ${dayInVietnam(at)}.`,
    help: 'Cần giúp, xin quay lại khung chat và gõ GẶP CÁN BỘ.',
    privacy: 'Phường giữ thông tin gì',
    expired: {
      title: 'Đường dẫn đã hết hạn',
      body: html`<p>Mỗi đường dẫn chỉ dùng được trong 30 ngày. Thông tin đã đăng ký vẫn còn.</p>
<p>Xin quay lại khung chat và gõ <strong>ĐĂNG KÝ</strong> để nhận đường dẫn mới.</p>`,
    },
    withdrawn: {
      title: 'Nhà cung cấp này tạm dừng',
      body: html`<p>Phường hiện không dẫn tới nhà cung cấp này nữa. Thông tin đã đăng ký vẫn còn.</p>
<p>Xin quay lại khung chat và gõ <strong>ĐĂNG KÝ</strong> để chọn nhà cung cấp khác.</p>`,
    },
  },
  en: {
    title: (provider: string) => `Register for a digital signature: ${provider}`,
    lead: 'This page is run by the ward and is meant for you alone. The button at its end opens the provider’s site.',
    provider: 'Provider',
    host: 'The button below opens',
    code: 'Your code',
    codeHint: 'Quote this code when the ward or the provider helps you. It is not a password.',
    safety: 'Stay safe',
    warnings: [
      'Nobody may ask for your OTP, PIN or passwords, not even someone who says they are an official or the police.',
      'Photograph your ID card and scan your face only in the provider’s app. Never send photos into the chat.',
      'Choose the free package and confirm only when the screen says 0 đồng. If anyone wants money, stop.',
    ],
    go: (provider: string) => `Continue to ${provider}`,
    stores: 'The provider’s app:',
    until: (at: number) => `This link works until ${dayInVietnam(at)}.`,
    help: 'For help, go back to the chat and type HUMAN.',
    privacy: 'What the ward keeps about you',
    expired: {
      title: 'This link has expired',
      body: html`<p>A link works for 30 days. What you registered is still there.</p>
<p>Go back to the chat and type <strong>REGISTER</strong> for a new link.</p>`,
    },
    withdrawn: {
      title: 'This provider is paused',
      body: html`<p>The ward does not lead to this provider at present. What you registered is still there.</p>
<p>Go back to the chat and type <strong>REGISTER</strong> to choose another provider.</p>`,
    },
  },
} as const

/** A link that was never given out: whose it is and which language they read is not known. */
export const UNKNOWN_LINK: Refusal = {
  title: 'Đường dẫn không đúng',
  body: html`<p>Có thể đường dẫn bị thiếu vài ký tự khi sao chép, hoặc đăng ký đã được xóa.</p>
<p>Xin quay lại khung chat, bấm lại nút trong tin nhắn, hoặc gõ <strong>ĐĂNG KÝ</strong> để nhận đường dẫn mới.</p>
<p lang="en">This link is not right, or its registration was erased. Go back to the chat and tap the button again, or type <strong>REGISTER</strong>.</p>`,
}

/** The link could not be looked up just now. */
export const BUSY: Refusal = {
  title: 'Trang đang bận',
  body: html`<p>Xin thử lại sau ít phút. Đường dẫn vẫn dùng được.</p>
<p lang="en">Please try again in a few minutes. Your link still works.</p>`,
}
