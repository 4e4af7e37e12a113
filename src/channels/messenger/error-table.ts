import { type ErrorRow, row } from '../error-row.ts'

const temporary = row('PLATFORM_FAILED', 'Facebook đang lỗi tạm thời. Hệ thống sẽ tự gửi lại.')
const limited = row(
  'RATE_LIMITED',
  'Trang đã gửi quá số lượt Facebook cho phép. Hệ thống sẽ gửi tiếp khi được phép.',
)
const marketing = row(
  'BAD_REQUEST',
  'Facebook giới hạn tin quảng bá tới người này nên không gửi. Chờ người dân nhắn lại.',
)
const windowClosed = row(
  'WINDOW_CLOSED',
  'Đã quá 24 giờ kể từ lần cuối người dân nhắn. Chờ người dân nhắn lại.',
)
const unavailable = row(
  'RECIPIENT_UNAVAILABLE',
  'Người này đã chặn Trang hoặc khoá tài khoản. Hãy liên hệ bằng cách khác.',
)
const reconnect = (why: string) =>
  row('ACCOUNT_BLOCKED', `${why} Cần quản trị viên kết nối lại Trang với hệ thống.`)
const notReviewed = (why: string) =>
  row(
    'ACCOUNT_BLOCKED',
    `${why} Hiện chỉ gửi được cho người có vai trò trong ứng dụng. Báo bộ phận kỹ thuật.`,
  )
const badFile = (why: string) => row('MEDIA_REFUSED', `${why} Tin sẽ được gửi bằng chữ; hãy thay hình khác.`)
const notOwner = row('NOT_OWNER', 'Cuộc trò chuyện đang do cán bộ hoặc ứng dụng khác phụ trách.')
const questions = row(
  'PLATFORM_FAILED',
  'Messenger đang tự hỏi đáp với người này. Hệ thống sẽ gửi lại sau.',
  { wait: 'minute' },
)

/**
 * Errors of the Send API by `code` or `code/subcode`, the pair first (facts: messenger 4.2; what to do about each is our
 * judgement).
 */
export const ROWS: Readonly<Record<string, ErrorRow>> = {
  '1': temporary,
  '1/99': row(
    'PLATFORM_FAILED',
    'Facebook không rõ lỗi, thường do Trang thiếu quyền. Hệ thống sẽ thử lại; nếu còn lỗi hãy báo bộ phận kỹ thuật.',
    { tries: 8 },
  ),
  '1/1357045': temporary,
  '1/1357046': row('MAYBE_SENT', 'Facebook trả lời lỗi nhưng tin có thể đã tới. Đang chờ xác nhận.'),
  '1/1357051': temporary,
  '2': row(
    'PLATFORM_FAILED',
    'Facebook lỗi tạm thời, hoặc người này đã chặn Trang. Hệ thống sẽ thử lại vài lần.',
    { tries: 8 },
  ),
  '2/2018344': row(
    'ACCOUNT_BLOCKED',
    'Trang chưa đồng ý điều khoản về nhãn. Cần quản trị viên Trang chấp nhận trong Meta Business Suite.',
  ),
  '4': limited,
  '4/2018354': marketing,
  '9/2018352': marketing,
  '10': reconnect('Ứng dụng không còn quyền gửi tin của Trang.'),
  '10/1404170': marketing,
  '10/1893015': marketing,
  '10/1893063': row(
    'ACCOUNT_BLOCKED',
    'Facebook đang tạm hạn chế Trang. Cần quản trị viên xem mục Chất lượng Trang để biết lý do và thời hạn.',
  ),
  '10/2018065': windowClosed,
  '10/2018108': row(
    'RECIPIENT_UNAVAILABLE',
    'Người này hiện không nhận được tin. Hãy liên hệ bằng cách khác.',
  ),
  '10/2018278': windowClosed,
  '10/2018300': notOwner,
  '10/2534022': windowClosed,
  '17': limited,
  '32': limited,
  '80001': limited,
  '80006': limited,
  '100': row('BAD_REQUEST', 'Tin không đúng quy cách của Facebook. Hãy báo bộ phận kỹ thuật.'),
  '100/2018001': row(
    'RECIPIENT_UNAVAILABLE',
    'Facebook không tìm thấy người này trên Trang. Hãy liên hệ bằng cách khác.',
  ),
  '100/2018008': badFile('Facebook không tải được hình từ địa chỉ đã cho.'),
  '100/2018014': row('BAD_REQUEST', 'Tin và thao tác không được gửi cùng lúc. Hãy báo bộ phận kỹ thuật.'),
  '100/2018047': badFile('Tệp không đúng loại Facebook nhận.'),
  '100/2018074': row('MEDIA_EXPIRED', 'Hình đã quá hạn lưu trên Facebook. Đang tải lên lại.'),
  '100/2018109': badFile('Tệp quá lớn so với mức Facebook nhận.'),
  '100/2018164': row('BAD_REQUEST', 'Mã ứng dụng gửi kèm không đúng. Hãy báo bộ phận kỹ thuật.'),
  '100/2018294': badFile('Facebook xử lý tệp quá lâu nên bỏ.'),
  '190': reconnect('Mã truy cập Trang không còn dùng được.'),
  '190/458': reconnect('Ứng dụng đã bị gỡ khỏi Trang.'),
  '190/459': reconnect('Tài khoản cấp quyền đang bị Facebook yêu cầu xác minh.'),
  '190/460': reconnect('Người cấp quyền đã đổi mật khẩu nên mã truy cập hết hiệu lực.'),
  '190/463': reconnect('Mã truy cập Trang đã hết hạn.'),
  '190/467': reconnect('Mã truy cập Trang đã bị huỷ.'),
  '200': reconnect('Ứng dụng không có quyền gửi tin của Trang.'),
  '200/1545041': unavailable,
  '200/2018027': notReviewed('Ứng dụng chưa được duyệt quyền pages_messaging.'),
  '200/2018028': notReviewed('Ứng dụng chưa được công bố.'),
  '230': reconnect('Ứng dụng thiếu quyền gửi tin.'),
  '368': row(
    'ACCOUNT_BLOCKED',
    'Facebook chặn Trang vì cho rằng vi phạm chính sách. Cần quản trị viên Trang xem và khiếu nại.',
  ),
  '551': unavailable,
  '551/1545041': unavailable,
  '613': limited,
  '613/1893016': marketing,
  '613/2018338': row(
    'BAD_REQUEST',
    'Facebook cảnh báo đã gửi quá nhiều tin gắn thẻ tới người này. Không gửi thêm loại tin này.',
  ),
  '613/2534040': limited,
  '1200': temporary,
  '2018218': row(
    'BAD_REQUEST',
    'Người này không có trang cá nhân nên không đọc được tên. Tin vẫn gửi bình thường.',
  ),
  '2018247': row('BAD_REQUEST', 'Ứng dụng chưa được phép đọc tên người dùng. Tin vẫn gửi bình thường.'),
  '2018300': notOwner,
  '2018321': questions,
  '2022': row('BAD_REQUEST', 'Facebook chặn tin vì liên quan mua bán. Hãy báo bộ phận kỹ thuật.'),
  '10303': row('BAD_REQUEST', 'Mã liên kết tài khoản không dùng được nữa. Hãy báo bộ phận kỹ thuật.'),
  '9000001': row('BAD_REQUEST', 'Tin được nhắc tới đã bị xoá.'),
}

/** Subcodes that mean the same under whatever code they come. */
export const SUBCODES: Readonly<Record<string, ErrorRow>> = Object.fromEntries(
  ['10/2018278', '100/2018074', '200/1545041', '2018218', '2018247', '2018300', '2018321'].flatMap((key) => {
    const found = ROWS[key]
    return found ? [[key.split('/').at(-1) ?? key, found]] : []
  }),
)
