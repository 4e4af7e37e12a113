import { dayInVietnam } from '../common/clock.ts'
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
<li><strong>Khi ông/bà đồng ý và đăng ký:</strong> họ tên, năm sinh, số điện thoại, nơi ở (thường trú, tạm trú hay làm việc; thôn, tổ dân phố nếu có), nhóm đối tượng, trường, lớp hoặc đơn vị (nếu có), nhà cung cấp đã chọn, ngày cấp và ngày hết hạn chứng thư mà ông/bà cho biết, và câu đồng ý của ông/bà. Dùng để hướng dẫn ông/bà và theo dõi việc đăng ký.</li>
<li><strong>Khi ông/bà đã đồng ý hoặc đã nhờ cán bộ:</strong> nội dung trao đổi, mã hóa, để cán bộ đọc và giúp đúng việc.</li>
</ul>
<p>Họ tên và số điện thoại được mã hóa khi lưu. Không bán, không quảng cáo.</p>
<h2>Không bao giờ hỏi</h2>
<p>Ảnh căn cước, ảnh khuôn mặt, số căn cước đầy đủ, mã OTP, mã PIN, mật khẩu, tài khoản ngân hàng. Ông/bà lỡ gửi thì phần nhận ra được sẽ bị che, ảnh không được tải về. Người dưới 16 tuổi: không lưu thông tin.</p>
<h2>Ai nhận được</h2>
<p>Cán bộ phụ trách của phường. Nhà cung cấp chữ ký số nhận những gì ông/bà tự nhập trên trang, ứng dụng của họ; họ tên và số điện thoại chỉ được chuyển cho họ khi ông/bà đồng ý riêng việc này. Đường dẫn tới đó không chứa họ tên hay số điện thoại. Tin nhắn đi qua Zalo hoặc Facebook (Meta, ở nước ngoài) theo điều khoản của các nền tảng này.</p>
<h2>Giữ bao lâu</h2>
<p>Thông tin đăng ký được giữ trong thời gian phường giúp ông/bà đăng ký và dùng chữ ký số, cho đến khi ông/bà rút đồng ý hoặc xóa. Bản khai dở: 30 ngày. Đường dẫn cá nhân tới nhà cung cấp: 30 ngày.</p>
<p>Sau khi xóa chỉ còn bằng chứng rằng đã có đồng ý và đã rút: mã băm, không có tên, số điện thoại hay mã tài khoản, giữ 3 năm.</p>
<h2>Quyền của ông/bà</h2>
<p>Ông/bà được biết, đồng ý hoặc không, rút lại đồng ý, xem, sửa, nhận bản sao, xóa, hạn chế, phản đối, khiếu nại, khởi kiện và yêu cầu bảo vệ dữ liệu của mình (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15).</p>
<p>Phường xác nhận đã nhận yêu cầu trong 02 ngày làm việc và làm xong trong:</p>
<ul>${RIGHTS.map(({ vi, days, withProcessor, extension }) => html`<li><strong>${vi}: ${days} ngày</strong> (${withProcessor} ngày nếu bên khác phải cùng làm; được gia hạn một lần, thêm tối đa ${extension} ngày)</li>`)}</ul>
<h2>Cách yêu cầu</h2>
<p>Trong khung chat, gõ <strong>DỮ LIỆU CỦA TÔI</strong>: ông/bà xem, sửa, rút từng đồng ý, nhận bản sao hoặc xóa hết, và được làm ngay. Gõ <strong>DỪNG</strong> để thôi nhận tin không do ông/bà hỏi, <strong>TIẾP TỤC</strong> để nhận lại. Cách xóa và tra mã biên nhận: <a href="/data-deletion">Xóa dữ liệu</a>. Việc khác, gõ <strong>GẶP CÁN BỘ</strong>, hoặc đến trụ sở phường.</p>
<p>Số điện thoại không chứng minh được ai là ai. Vì vậy tài khoản khác có khai cùng số cũng không xem, sửa hay xóa được thông tin của ông/bà.</p>
${privacyInEnglish(offices)}`
  return { title, lang: 'vi', office: offices.join(', '), body }
}

function privacyInEnglish(offices: string[]): Html {
  return html`<section lang="en" id="en">
<h2>English</h2>
<p>Controller: ${names(offices)}. This automatic assistant helps residents register for a digital signature on Zalo and Messenger.</p>
<p><strong>Kept while you only ask:</strong> your account id on the platform and the open question; messages are encrypted and erased once answered, within 24 hours at most. If you share your name and phone number through Zalo, they stay encrypted in the unfinished form, to be offered to you, and are erased with it. <strong>Kept once you agree and register:</strong> name, birth year, phone number, place (how you live here, hamlet if any), group, school, class or organisation if any, chosen provider, dates of the certificate that you tell, and your consent, to guide you and follow your registration. <strong>Kept from your consent or your request for staff:</strong> the conversation, encrypted, so that staff can help. Names and phone numbers are encrypted. Nothing is sold or used for advertising.</p>
<p><strong>Never asked for:</strong> photos of your ID card or face, full ID number, OTP, PIN, passwords, bank details. Nothing is kept about people under 16.</p>
<p><strong>Shared with:</strong> the ward’s staff in charge. Providers get what you enter with them yourself; your name and phone number are passed to them only if you agree to that separately. Messages pass through Zalo or Facebook (Meta, abroad) under their own terms.</p>
<p><strong>How long:</strong> while the ward helps you register and use your signature, until you withdraw or erase it; unfinished forms 30 days. After that only proof that consent was given and ended stays for 3 years, as hashes without name, number or account.</p>
<p><strong>Your rights</strong> (Law 91/2025/QH15): we confirm a request in 2 working days and finish within:</p>
<ul>${RIGHTS.map(({ en, days, withProcessor, extension }) => html`<li>${en}: ${days} days (${withProcessor} if another party must act; one extension of up to ${extension} days)</li>`)}</ul>
<p>Type <strong>MY DATA</strong> in the chat to see, correct, copy or erase your data, or to withdraw a consent: it is done at once. <strong>STOP</strong> ends messages that you did not ask for, <strong>START AGAIN</strong> brings them back. For anything else type <strong>HUMAN</strong>, or visit the ward office. A phone number proves nothing: another account that names yours can neither see nor change your data.</p>
</section>`
}

/** What the page of erasure was asked about a receipt: nothing, or a code and when it was given (null: never). */
export type ReceiptLook = { code: string; at: number | null } | null

/** How to have one's data deleted, and whether it was: the address that Meta asks for in an app's settings. */
export function deletionPage(offices: string[], look: ReceiptLook = null): Page {
  const deletion = RIGHTS[2]!
  const title = 'Xóa dữ liệu của ông/bà'
  const body = html`<h1>${title}</h1>
${receiptAnswer(look)}
<p>Bên kiểm soát dữ liệu cá nhân: ${names(offices)}.</p>
<ol>
<li>Mở khung chat mà ông/bà đã dùng, trên Zalo hoặc Facebook Messenger.</li>
<li>Gõ <strong>XÓA DỮ LIỆU CỦA TÔI</strong>. Trợ lý nói rõ xóa những gì và hỏi lại một lần.</li>
<li>Chọn <strong>Đồng ý</strong>. Mọi thứ được xóa ngay, và ông/bà nhận một mã biên nhận, dạng XD-7K3Q-9M2P.</li>
</ol>
<p>Dùng cả Zalo và Facebook thì xóa ở từng nơi. Trong vòng vài giờ, mã tài khoản do Zalo hoặc Facebook cấp cũng được xóa. Tin nhắn cũ vẫn nằm trên máy chủ của Zalo, Facebook: ông/bà tự xóa cuộc trò chuyện ở đó. Chứng thư chữ ký số do nhà cung cấp quản lý: muốn hủy, ông/bà đề nghị trong ứng dụng của họ.</p>
<p>Chỉ còn bằng chứng rằng đã có đồng ý và đã rút: mã băm, không có tên, số điện thoại hay mã tài khoản, giữ 3 năm.</p>
<h2 id="receipt">Tra mã biên nhận</h2>
<form method="get"><p><label for="code">Mã biên nhận</label><br><input class="field" id="code" name="code" maxlength="20" autocomplete="off" placeholder="XD-7K3Q-9M2P"></p>
<button class="act" type="submit">Tra mã</button></form>
<p class="note">Phường không hỏi mã OTP, mật khẩu hay ảnh căn cước để xóa dữ liệu.</p>
<p>Không dùng được chat nữa? Mời ông/bà đến trụ sở phường: phường xác nhận trong 02 ngày làm việc và xóa xong trong ${deletion.days} ngày (${deletion.withProcessor} ngày nếu bên khác phải cùng làm; được gia hạn một lần, thêm tối đa ${deletion.extension} ngày). Xem thêm: <a href="/privacy">Bảo vệ dữ liệu cá nhân</a>.</p>
<section lang="en">
<h2>Delete your data</h2>
<p>In the chat you used, type <strong>DELETE MY DATA</strong> and agree when asked. Everything in that account is erased at once and you get a receipt such as XD-7K3Q-9M2P, which can be checked above; the platform’s id for you goes within hours. Use both Zalo and Messenger? Do it in each. Old messages stay on Zalo’s or Meta’s servers, where you can delete the conversation. Only proof that consent was given and ended stays for 3 years, as hashes. If you cannot use the chat, visit the ward office: the ward confirms in 2 working days and finishes within ${deletion.days} days (${deletion.withProcessor} if another party must act; one extension of up to ${deletion.extension} days). Your certificate itself is kept by its provider: ask them to revoke it.</p>
</section>`
  return { title, lang: 'vi', office: offices.join(', '), body }
}

function receiptAnswer(look: ReceiptLook): Html | null {
  if (!look) return null
  const { code, at } = look
  return at === null
    ? html`<p class="note" role="status">Không tìm thấy mã <strong>${code}</strong>. Xin xem lại từng chữ. <span lang="en">No such receipt: please check each letter.</span></p>`
    : html`<p class="note" role="status">Mã <strong>${code}</strong>: đã xóa ngày <strong>${dayInVietnam(at)}</strong>. <span lang="en">Erased on ${dayInVietnam(at)}.</span></p>`
}

function names(offices: string[]): Html {
  return html`${offices.map((office, i) => html`${i > 0 ? ', ' : ''}<strong>${office}</strong>`)}`
}
