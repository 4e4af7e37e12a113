import type { Language } from '../channels/channel.ts'

type Words = Record<string, string>

/** Every word of the copy of a person's data, by language. Fields are those of the keepers. */
export const COPY_TEXTS: Record<
  Language,
  {
    title: string
    lead: string
    once: string
    show: string
    save: string
    file: string
    none: string
    gone: string
    goneHint: string
    busy: string
    sections: Words
    fields: Words
    values: Record<string, Words>
  }
> = {
  vi: {
    title: 'Bản sao thông tin của ông/bà',
    lead: 'Trang này cho ông/bà xem mọi thông tin mà phường đang giữ về ông/bà qua kênh trò chuyện này.',
    once: 'Mỗi nút chỉ bấm được một lần. Ai mở cũng đọc được: xin đừng gửi đường dẫn này cho người khác, và đóng trang khi xem xong.',
    show: 'Xem ngay',
    save: 'Tải tệp về máy',
    file: 'du-lieu-cua-toi.json',
    none: 'Không có',
    gone: 'Đường dẫn không còn dùng được',
    goneHint:
      'Đường dẫn này đã mở rồi, hoặc đã quá 15 phút. Xin quay lại khung chat, gõ DỮ LIỆU CỦA TÔI và chọn Nhận bản sao.',
    busy: 'Lúc này chưa mở được trang. Xin thử lại sau ít phút.',
    sections: {
      registration: 'Đăng ký',
      consents: 'Những lần đồng ý',
      links: 'Đường dẫn riêng tới nhà cung cấp',
      cases: 'Những lần nhờ cán bộ',
      account: 'Tài khoản trò chuyện',
      drafts: 'Việc đang làm dở',
      messages: 'Tin nhắn được giữ',
    },
    fields: {
      name: 'Họ tên',
      birthYear: 'Năm sinh',
      phone: 'Điện thoại',
      place: 'Nơi ở',
      group: 'Nhóm',
      registeredAt: 'Đăng ký lúc',
      correctedAt: 'Sửa lúc',
      purpose: 'Việc',
      givenAt: 'Đồng ý lúc',
      withdrawnAt: 'Rút lúc',
      question: 'Câu đã hỏi',
      provider: 'Nhà cung cấp',
      code: 'Mã',
      madeAt: 'Gửi lúc',
      endsAt: 'Hết hạn lúc',
      openedAt: 'Mở lúc',
      askedAt: 'Nhờ lúc',
      closedAt: 'Xong lúc',
      platform: 'Kênh',
      platformId: 'Mã tài khoản do kênh cấp',
      language: 'Ngôn ngữ',
      knownAt: 'Nhắn lần đầu lúc',
      stoppedAt: 'Dừng nhận tin lúc',
      origin: 'Đến từ',
      flow: 'Việc',
      saidAt: 'Lúc',
      author: 'Người viết',
      text: 'Nội dung',
    },
    values: {
      purpose: {
        P1: 'Giúp đăng ký và theo dõi',
        P2: 'Nhắc hạn',
        P3: 'Chuyển họ tên, số điện thoại cho nhà cung cấp',
        P4: 'Nhận thông báo',
      },
      platform: { zalo: 'Zalo', messenger: 'Facebook Messenger' },
      language: { vi: 'Tiếng Việt', en: 'Tiếng Anh' },
      author: { resident: 'Ông/bà', bot: 'Trợ lý tự động', clerk: 'Cán bộ' },
      flow: { register: 'Đăng ký' },
    },
  },
  en: {
    title: 'A copy of your data',
    lead: 'This page shows you everything that the ward keeps about you through this chat.',
    once: 'Each button works once. Whoever opens this can read it: please send the link to nobody, and close the page when you are done.',
    show: 'Show it now',
    save: 'Save as a file',
    file: 'my-data.json',
    none: 'Nothing',
    gone: 'This link no longer works',
    goneHint:
      'It was opened before, or is older than 15 minutes. Please go back to the chat, type MY DATA and choose Get a copy.',
    busy: 'The page cannot be opened just now. Please try again in a few minutes.',
    sections: {
      registration: 'Registration',
      consents: 'Consents',
      links: 'Personal links to providers',
      cases: 'Requests to staff',
      account: 'Chat account',
      drafts: 'Unfinished',
      messages: 'Messages kept',
    },
    fields: {
      name: 'Name',
      birthYear: 'Year of birth',
      phone: 'Phone',
      place: 'Place',
      group: 'Group',
      registeredAt: 'Registered',
      correctedAt: 'Corrected',
      purpose: 'Purpose',
      givenAt: 'Given',
      withdrawnAt: 'Withdrawn',
      question: 'Question as it was put',
      provider: 'Provider',
      code: 'Code',
      madeAt: 'Sent',
      endsAt: 'Ends',
      openedAt: 'Opened',
      askedAt: 'Asked',
      closedAt: 'Closed',
      platform: 'Channel',
      platformId: 'Account id given by the channel',
      language: 'Language',
      knownAt: 'First wrote',
      stoppedAt: 'Stopped messages',
      origin: 'Came from',
      flow: 'What',
      saidAt: 'When',
      author: 'Who',
      text: 'Words',
    },
    values: {
      purpose: {
        P1: 'Help with registering',
        P2: 'Reminders',
        P3: 'Passing name and phone number to a provider',
        P4: 'Announcements',
      },
      platform: { zalo: 'Zalo', messenger: 'Facebook Messenger' },
      language: { vi: 'Vietnamese', en: 'English' },
      author: { resident: 'You', bot: 'Assistant', clerk: 'Staff' },
      flow: { register: 'Registration' },
    },
  },
}
