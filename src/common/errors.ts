/**
 * One table of failures: what they are called in logs and metrics, whether trying again can help, whether
 * the account as a whole is affected, and what staff read. Each channel maps its platform's codes to these.
 */
export const FAILURES = {
  /** Nothing reached the platform: refused connection, DNS fault. A plain retry can double nothing. */
  UNREACHABLE: { policy: 'pause', staff: 'Không kết nối được tới nền tảng. Hệ thống sẽ tự gửi lại.' },
  /** Bytes were written, no answer came: the message may have been delivered. */
  UNCERTAIN: { policy: 'uncertain', staff: 'Không rõ tin đã tới hay chưa. Đang chờ nền tảng xác nhận.' },
  /** The platform refused and says, or is known to say wrongly, that it may have been sent all the same. */
  MAYBE_SENT: { policy: 'uncertain', staff: 'Nền tảng báo lỗi nhưng tin có thể đã tới. Đang chờ xác nhận.' },
  /** The platform failed on its side (5xx, "temporary"). */
  PLATFORM_FAILED: { policy: 'retry', staff: 'Nền tảng đang lỗi. Hệ thống sẽ tự gửi lại.' },
  /** Too many calls: of the app, the account or the person. */
  RATE_LIMITED: {
    policy: 'pause',
    staff: 'Nền tảng tạm giới hạn số tin. Hệ thống sẽ gửi tiếp khi được phép.',
  },
  /** Quota of the period is used up. */
  QUOTA_EXHAUSTED: { policy: 'retry', staff: 'Đã hết hạn mức tin của kỳ này. Hệ thống sẽ gửi lại sau.' },
  /** Access token expired: refreshed once, then the account's circuit opens. */
  TOKEN_EXPIRED: { policy: 'refresh', staff: 'Mã truy cập hết hạn. Đang tự làm mới.' },
  /** The account cannot send at all until a person acts (token revoked, page restricted, OA disabled). */
  ACCOUNT_BLOCKED: {
    policy: 'circuit',
    staff: 'Tài khoản không gửi được tin. Cần người quản trị kết nối lại.',
  },
  /** This OA's package does not allow buttons: sent again as a numbered text. */
  BUTTONS_NOT_ALLOWED: {
    policy: 'as-numbers',
    staff: 'Gói OA chưa cho gửi nút. Đã chuyển sang danh sách số.',
  },
  /** A picture is being uploaded: the message goes when that is done. */
  MEDIA_PENDING: { policy: 'retry', staff: 'Đang tải hình lên nền tảng. Tin sẽ được gửi ngay sau đó.' },
  /** The platform knows the picture's id no more: it is uploaded again, and the message tried again. */
  MEDIA_EXPIRED: { policy: 'retry', staff: 'Hình đã hết hạn trên nền tảng. Đang tải lên lại.' },
  /** The platform does not take this picture: the message is tried again, in the end in words alone. */
  MEDIA_REFUSED: { policy: 'retry', staff: 'Nền tảng không nhận hình này. Tin sẽ được gửi bằng chữ.' },
  /** The time in which the person may be answered is over. */
  WINDOW_CLOSED: { policy: 'permanent', staff: 'Quá thời hạn được phép trả lời. Chờ người dân nhắn lại.' },
  /** The person blocked the account, left, or cannot be reached. */
  RECIPIENT_UNAVAILABLE: {
    policy: 'permanent',
    staff: 'Người nhận không nhận được tin (đã chặn hoặc rời đi).',
  },
  /** Another app or a clerk owns the conversation. */
  NOT_OWNER: { policy: 'permanent', staff: 'Cuộc trò chuyện đang do cán bộ hoặc ứng dụng khác phụ trách.' },
  /** The platform does not let this thread be given to staff's app, or taken back. */
  CONTROL_REFUSED: {
    policy: 'permanent',
    staff: 'Nền tảng không cho chuyển cuộc trò chuyện. Cán bộ vẫn trả lời được trong hộp thư của Trang.',
  },
  /** The request broke a rule of the platform: a fault of this program. */
  BAD_REQUEST: { policy: 'permanent', staff: 'Tin không hợp lệ với nền tảng. Hãy báo bộ phận kỹ thuật.' },
  /** A reply that could not be sent before its window closed. */
  EXPIRED: { policy: 'permanent', staff: 'Tin trả lời đã quá hạn nên không gửi nữa.' },
  /** Gave up after the last attempt. */
  EXHAUSTED: { policy: 'permanent', staff: 'Đã thử nhiều lần nhưng không gửi được.' },
} as const satisfies Record<string, { policy: SendPolicy; staff: string }>

/**
 * What the outbox does with a failed send.
 * retry: again with jittered back-off · pause: the whole account waits, order kept · refresh: new token, once ·
 * circuit: stop the account, alarm · as-numbers: once more without buttons · uncertain: wait for the echo ·
 * permanent: set aside with the reason.
 */
export type SendPolicy = 'retry' | 'pause' | 'refresh' | 'circuit' | 'as-numbers' | 'uncertain' | 'permanent'

/** Names of the failures, as logs, metrics and the outbox carry them. */
export type FailureCode = keyof typeof FAILURES

/** A platform call that did not succeed. Carries no token, text or phone: safe to log. */
export interface SendFailure {
  code: FailureCode
  /** The platform's own code, e.g. `10/2018278` or `-216`; HTTP status when it gave none. */
  platformCode: string
  /** When the platform said how long to wait, or its rules do. */
  retryAfterMs?: number
  /** After so many tries the message is given up; unset: after as many as any message gets. */
  tries?: number
}

/** A fault that an operator can mend; its message says what happened and what to do. */
export class OperatorError extends Error {
  override name = 'OperatorError'
}
