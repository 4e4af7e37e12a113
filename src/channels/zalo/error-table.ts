import { type ErrorRow, row } from '../error-row.ts'

const human = (staff: string) => row('ACCOUNT_BLOCKED', staff)
const bug = (staff: string) => row('BAD_REQUEST', `${staff} Hãy báo bộ phận kỹ thuật.`)
const gone = (staff: string) => row('RECIPIENT_UNAVAILABLE', staff)
const token = row('TOKEN_EXPIRED', 'Mã truy cập OA hết hạn. Hệ thống đang tự làm mới.')
const notYet = (staff: string) => row('WINDOW_CLOSED', `${staff} Chờ người dân nhắn lại.`)

/** Errors of openapi.zalo.me (facts: zalo 7.1). What is not listed is tried again: a reply is not given up lightly. */
export const OA_ROWS: ReadonlyMap<number, ErrorRow> = new Map([
  [
    -32,
    row('RATE_LIMITED', 'Zalo tạm giới hạn số lượt gọi trong một phút. Hệ thống sẽ gửi tiếp.', {
      wait: 'next-minute',
    }),
  ],
  [-100, row('MEDIA_EXPIRED', 'Hình đã quá hạn lưu trên Zalo. Đang tải lên lại.')],
  [-124, token],
  // It may have gone out: one more try, and only when no echo comes.
  [
    -200,
    row('MAYBE_SENT', 'Zalo báo gửi lỗi nhưng tin có thể đã tới. Hệ thống chờ xác nhận rồi thử lại một lần.'),
  ],
  [-201, bug('Tin thiếu hoặc sai thông tin theo quy cách của Zalo.')],
  [-204, human('OA đã bị vô hiệu hoá hoặc bị xoá. Cần quản trị viên OA liên hệ Zalo.')],
  [-205, human('Zalo không tìm thấy OA này. Cần quản trị viên kiểm tra mã OA đã khai báo.')],
  [
    -209,
    human('Ứng dụng chưa được kích hoạt để gửi tin. Cần quản trị viên mở quyền trên developers.zalo.me.'),
  ],
  [-210, bug('Tin vượt giới hạn độ dài hoặc số nút của Zalo.')],
  [
    -211,
    row('QUOTA_EXHAUSTED', 'Đã hết số tin của kỳ này theo gói OA. Hệ thống sẽ gửi lại ngày hôm sau.', {
      wait: 'tomorrow',
    }),
  ],
  [-212, human('Ứng dụng chưa đăng ký quyền gửi tin. Cần quản trị viên đăng ký trên developers.zalo.me.')],
  [-213, gone('Người này chưa quan tâm OA nên không nhận được tin. Chờ người dân quan tâm hoặc nhắn lại.')],
  [
    -214,
    row('PLATFORM_FAILED', 'Bài viết đính kèm đang được Zalo xử lý. Hệ thống sẽ gửi lại sau.', {
      wait: 'minute',
    }),
  ],
  [-216, token],
  [-217, gone('Người này đã chặn lời mời của OA.')],
  [
    -218,
    row('QUOTA_EXHAUSTED', 'Người này đã nhận đủ số tin trong ngày. Hệ thống sẽ gửi lại ngày hôm sau.', {
      wait: 'tomorrow',
    }),
  ],
  [-219, human('Ứng dụng đã bị gỡ hoặc khoá. Cần quản trị viên kiểm tra trên developers.zalo.me.')],
  [-220, token],
  [-221, human('OA chưa được xác thực. Cần quản trị viên xác thực OA với Zalo.')],
  [-223, human('OA chưa cấp quyền cho ứng dụng. Cần quản trị viên cấp quyền lại.')],
  [-224, human('Gói OA hiện tại không cho dùng chức năng này. Cần quản trị viên nâng gói OA.')],
  [-227, gone('Tài khoản Zalo của người này bị khoá hoặc không dùng hơn 45 ngày.')],
  [-230, notYet('Người này không tương tác với OA trong 7 ngày.')],
  [-232, notYet('Người này chưa tương tác với OA, hoặc đã quá hạn tương tác.')],
  [-233, bug('Zalo không hỗ trợ hoặc không cho phép loại tin này.')],
  [
    -234,
    row('QUOTA_EXHAUSTED', 'Zalo không cho gửi loại tin này ban đêm. Hệ thống sẽ gửi lúc 6 giờ sáng.', {
      wait: 'six',
    }),
  ],
  [
    -235,
    human(
      'Loại OA này không được dùng chức năng gửi tin. Cần quản trị viên hỏi Zalo về OA cơ quan nhà nước.',
    ),
  ],
  [-237, gone('Nhóm nhận tin đã bị khoá hoặc hết hạn.')],
  [-238, human('Tài nguyên gửi tin của OA không hợp lệ. Cần quản trị viên kiểm tra gói OA.')],
  [-240, bug('Chương trình dùng cách gửi tin mà Zalo đã ngừng.')],
  [-241, human('Tài nguyên gửi tin của OA đã dùng hết hoặc hết hạn. Cần quản trị viên kiểm tra gói OA.')],
  [-242, human('Khoá bí mật của ứng dụng khai báo chưa đúng. Cần quản trị viên khai báo lại.')],
  [-244, gone('Người này không nhận loại tin này từ OA.')],
  [-248, human('Zalo cho rằng tin vi phạm chính sách. Cần quản trị viên OA xem thông báo của Zalo.')],
  [-249, bug('Mẫu tin này không gửi được cho người dùng Zalo.')],
  [-320, human('OA chưa liên kết tài khoản ZBS. Cần quản trị viên liên kết trên zalo.cloud.')],
  [-321, human('Tài khoản ZBS của OA đã hết tiền. Cần quản trị viên nạp thêm.')],
  [-403, human('Ứng dụng không có quyền thực hiện. Cần quản trị viên cấp quyền lại.')],
  [-1241, human('Khoá bí mật của ứng dụng khai báo chưa đúng. Cần quản trị viên khai báo lại.')],
  [-1340, human('OA không được dùng chức năng nhóm. Cần quản trị viên kiểm tra gói OA.')],
  [-1341, human('OA đã dùng hết số nhóm cho phép. Cần quản trị viên kiểm tra gói OA.')],
])

const zbs = (staff: string) => human(`${staff} Cần quản trị viên kiểm tra trên zalo.cloud.`)
const template = (staff: string) => row('BAD_REQUEST', `${staff} Hãy báo người quản lý mẫu tin.`)
const parameters = bug('Thông tin điền vào mẫu tin bị thiếu hoặc sai.')
const refused = gone('Người này đã từ chối nhận loại tin này.')
const dayQuota = row('QUOTA_EXHAUSTED', 'Đã hết số tin mẫu của ngày. Hệ thống sẽ gửi lại ngày hôm sau.', {
  wait: 'tomorrow',
})
const noPermission = zbs('OA hoặc ứng dụng không có quyền gửi tin mẫu này.')

/**
 * Errors of business.openapi.zalo.me, which sends template messages to phone numbers: the same numbers mean other things
 * there (facts: zalo 7.2).
 */
export const ZNS_ROWS: ReadonlyMap<number, ErrorRow> = new Map([
  [-100, row('PLATFORM_FAILED', 'Zalo báo lỗi không rõ. Hệ thống sẽ thử lại.', { tries: 8 })],
  [-101, human('Mã ứng dụng Zalo không đúng. Cần quản trị viên khai báo lại.')],
  [-102, human('Ứng dụng Zalo không tồn tại. Cần quản trị viên khai báo lại.')],
  [-103, human('Ứng dụng Zalo chưa được kích hoạt. Cần quản trị viên kích hoạt.')],
  [-104, human('Khoá bí mật của ứng dụng không đúng. Cần quản trị viên khai báo lại.')],
  [-105, human('Ứng dụng chưa liên kết với OA. Cần quản trị viên liên kết.')],
  [-108, gone('Số điện thoại không hợp lệ. Hãy hỏi lại số của người dân.')],
  [-109, template('Mã mẫu tin không đúng.')],
  [-111, template('Mẫu tin chưa có nội dung.')],
  [-112, parameters],
  [-114, gone('Số này không dùng Zalo hoặc không liên lạc được. Hãy gọi điện.')],
  [-115, zbs('Tài khoản ZBS không đủ tiền.')],
  [-117, noPermission],
  [-118, gone('Tài khoản Zalo của người nhận không còn dùng.')],
  [-119, gone('Tài khoản Zalo này không nhận được tin.')],
  [-120, noPermission],
  [-124, token],
  [-126, zbs('Tài khoản ZBS không đủ tiền cho chế độ thử.')],
  [-127, human('Mẫu tin đang ở chế độ thử nên chỉ gửi được cho quản trị viên OA.')],
  [-131, template('Mẫu tin chưa được Zalo duyệt.')],
  [
    -133,
    row('QUOTA_EXHAUSTED', 'Zalo không cho gửi tin mẫu ban đêm. Hệ thống sẽ gửi lúc 6 giờ sáng.', {
      wait: 'six',
    }),
  ],
  [-135, noPermission],
  [-136, zbs('OA chưa liên kết tài khoản ZBS.')],
  [-137, zbs('Không trừ được tiền tin mẫu.')],
  [-139, refused],
  [-140, refused],
  [-141, refused],
  [-144, dayQuota],
  [-146, template('Mẫu tin bị khoá do chất lượng thấp.')],
  [-147, dayQuota],
  [-1121, parameters],
  [-1122, parameters],
  [-1124, parameters],
  [-1351, noPermission],
  [-1441, dayQuota],
  [-1471, dayQuota],
  [-1472, dayQuota],
])
