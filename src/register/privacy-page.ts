import { type Html, html } from '../common/html.ts'
import type { Page } from '../common/page.ts'

/** Times of Decree 356/2025/NĐ-CP art. 5, in days: to finish; when a processor must act too; one extension more. */
const RIGHTS = [
  {
    vi: 'Xem, sửa, nhận bản sao',
    en: 'See, correct, get a copy',
    days: 10,
    withProcessor: 15,
    extension: 10,
  },
  {
    vi: 'Rút lại đồng ý, hạn chế hoặc phản đối xử lý',
    en: 'Withdraw consent, restrict or object',
    days: 15,
    withProcessor: 20,
    extension: 15,
  },
  { vi: 'Xóa', en: 'Delete', days: 20, withProcessor: 30, extension: 20 },
]

/** What is kept about residents, why, for how long, and their rights: for people, for Meta and Zalo, and for the law. */
export function privacyPage(offices: string[]): Page {
  const title = 'Bảo vệ dữ liệu cá nhân'
  const body = html`<h1>${title}</h1>
<p>Trang này nói về trợ lý tự động giúp đăng ký chữ ký số trên Zalo và Facebook Messenger. <a href="#en" lang="en">English below</a></p>
<h2>Ai chịu trách nhiệm</h2>
<p>Bên kiểm soát dữ liệu cá nhân: ${names(offices)}.</p>
<h2>Giữ những gì, để làm gì</h2>
<ul>
<li><strong>Khi ông/bà chỉ hỏi:</strong> mã tài khoản do Zalo hoặc Facebook cấp và câu hỏi đang trao đổi. Tin nhắn được mã hóa và xóa ngay khi trả lời xong, chậm nhất sau 24 giờ. Nếu ông/bà bấm chia sẻ họ tên, số điện thoại qua Zalo, hai thông tin này nằm mã hóa trong bản khai dở để hỏi lại ông/bà, và được xóa cùng bản khai.</li>
<li><strong>Khi ông/bà đồng ý và đăng ký:</strong> họ tên, năm sinh, số điện thoại, nơi ở, nhóm đối tượng, nhà cung cấp đã chọn, và câu đồng ý của ông/bà. Dùng để hướng dẫn ông/bà và theo dõi việc đăng ký.</li>
<li><strong>Khi ông/bà đã đồng ý hoặc đã nhờ cán bộ:</strong> nội dung trao đổi, mã hóa, để cán bộ đọc và giúp đúng việc.</li>
</ul>
<p>Họ tên và số điện thoại được mã hóa khi lưu. Không bán, không quảng cáo.</p>
<h2>Không bao giờ hỏi</h2>
<p>Ảnh căn cước, ảnh khuôn mặt, số căn cước đầy đủ, mã OTP, mã PIN, mật khẩu, tài khoản ngân hàng. Ông/bà lỡ gửi thì phần nhận ra được sẽ bị che, ảnh không được tải về. Người dưới 16 tuổi: không lưu thông tin.</p>
<h2>Ai nhận được</h2>
<p>Cán bộ phụ trách của phường. Nhà cung cấp chữ ký số chỉ nhận những gì ông/bà tự nhập trên trang, ứng dụng của họ; đường dẫn tới đó không chứa họ tên hay số điện thoại. Tin nhắn đi qua Zalo hoặc Facebook (Meta, ở nước ngoài) theo điều khoản của các nền tảng này.</p>
<h2>Giữ bao lâu</h2>
<p>Thông tin đăng ký được giữ trong thời gian phường giúp ông/bà đăng ký và dùng chữ ký số, cho đến khi ông/bà rút đồng ý hoặc đề nghị xóa. Đường dẫn cá nhân tới nhà cung cấp hết hiệu lực sau 30 ngày.</p>
<h2>Quyền của ông/bà</h2>
<p>Ông/bà được biết, đồng ý hoặc không, rút lại đồng ý, xem, sửa, nhận bản sao, xóa, hạn chế, phản đối, khiếu nại, khởi kiện và yêu cầu bảo vệ dữ liệu của mình (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15).</p>
<p>Phường xác nhận đã nhận yêu cầu trong 02 ngày làm việc và làm xong trong:</p>
<ul>${RIGHTS.map(({ vi, days, withProcessor, extension }) => html`<li><strong>${vi}: ${days} ngày</strong> (${withProcessor} ngày nếu bên khác phải cùng làm; được gia hạn một lần, thêm tối đa ${extension} ngày)</li>`)}</ul>
<h2>Cách yêu cầu</h2>
<p>Trong khung chat, gõ <strong>GẶP CÁN BỘ</strong> và nói điều ông/bà muốn. Gõ <strong>DỪNG</strong> để thôi nhận tin không do ông/bà hỏi. Cách xóa: <a href="/data-deletion">Xóa dữ liệu</a>. Ông/bà cũng có thể đến trụ sở phường.</p>
${privacyInEnglish(offices)}`
  return { title, lang: 'vi', office: offices.join(', '), body }
}

function privacyInEnglish(offices: string[]): Html {
  return html`<section lang="en" id="en">
<h2>English</h2>
<p>Controller: ${names(offices)}. This automatic assistant helps residents register for a digital signature on Zalo and Messenger.</p>
<p><strong>Kept while you only ask:</strong> your account id on the platform and the open question; messages are encrypted and erased once answered, within 24 hours at most. If you share your name and phone number through Zalo, they stay encrypted in the unfinished form, to be offered to you, and are erased with it. <strong>Kept once you agree and register:</strong> name, birth year, phone number, place, group, chosen provider and your consent, to guide you and follow your registration. <strong>Kept from your consent or your request for staff:</strong> the conversation, encrypted, so that staff can help. Names and phone numbers are encrypted. Nothing is sold or used for advertising.</p>
<p><strong>Never asked for:</strong> photos of your ID card or face, full ID number, OTP, PIN, passwords, bank details. Nothing is kept about people under 16.</p>
<p><strong>Shared with:</strong> the ward’s staff in charge. Providers get only what you enter with them yourself. Messages pass through Zalo or Facebook (Meta, abroad) under their own terms.</p>
<p><strong>How long:</strong> while the ward helps you register and use your signature, until you withdraw or ask for deletion.</p>
<p><strong>Your rights</strong> (Law 91/2025/QH15): we confirm a request in 2 working days and finish within:</p>
<ul>${RIGHTS.map(({ en, days, withProcessor, extension }) => html`<li>${en}: ${days} days (${withProcessor} if another party must act; one extension of up to ${extension} days)</li>`)}</ul>
<p>Type <strong>HUMAN</strong> in the chat and say what you want, or visit the ward office. Type <strong>STOP</strong> to get no more messages that you did not ask for.</p>
</section>`
}

/** How to have one's data deleted: the address that Meta asks for in an app's settings. */
export function deletionPage(offices: string[]): Page {
  const deletion = RIGHTS[2]!
  const title = 'Xóa dữ liệu của ông/bà'
  const body = html`<h1>${title}</h1>
<p>Bên kiểm soát dữ liệu cá nhân: ${names(offices)}.</p>
<ol>
<li>Mở khung chat mà ông/bà đã dùng, trên Zalo hoặc Facebook Messenger.</li>
<li>Gõ <strong>GẶP CÁN BỘ</strong>, rồi viết: <strong>Tôi muốn xóa dữ liệu</strong>. Yêu cầu được ghi với một mã, dạng HT-7K3Q.</li>
<li>Phường xác nhận trong 02 ngày làm việc và xóa xong trong ${deletion.days} ngày (${deletion.withProcessor} ngày nếu bên khác phải cùng làm; được gia hạn một lần, thêm tối đa ${deletion.extension} ngày).</li>
</ol>
<p class="note">Phường không hỏi mã OTP, mật khẩu hay ảnh căn cước để xóa dữ liệu.</p>
<p>Không dùng được chat nữa? Mời ông/bà đến trụ sở phường. Chứng thư chữ ký số do nhà cung cấp quản lý: muốn hủy, ông/bà đề nghị trong ứng dụng của họ. Xem thêm: <a href="/privacy">Bảo vệ dữ liệu cá nhân</a>.</p>
<section lang="en">
<h2>Delete your data</h2>
<p>In the chat you used, type <strong>HUMAN</strong>, then write that you want your data deleted. The ward confirms in 2 working days and finishes within ${deletion.days} days (${deletion.withProcessor} if another party must act; one extension of up to ${deletion.extension} days). If you cannot use the chat, visit the ward office. Your certificate itself is kept by its provider: ask them to revoke it.</p>
</section>`
  return { title, lang: 'vi', office: offices.join(', '), body }
}

function names(offices: string[]): Html {
  return html`${offices.map((office, i) => html`${i > 0 ? ', ' : ''}<strong>${office}</strong>`)}`
}
