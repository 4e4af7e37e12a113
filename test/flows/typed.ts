import type { Command, Slot } from '../../src/understanding/types.ts'

/** What the value of a slot looks like, to find a flow's samples for it. */
export const FITS: Record<Slot, RegExp> = {
  phone: /^0\d{9}$/,
  birthYear: /^\d{4}$/,
  ward: /^(new|old):\d+$/,
  home: /^([A-Z]+@)?(new|old):\d+$/,
  school: /^THPT /,
  words: /^Thôn /,
  yesno: /^(yes|no)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  name: /^\p{Lu}\p{L}*( \p{L}+)+$/u,
}

/** What people type where a slot is asked for: well, nearly, and for each way that the answer may lead. */
export const TYPED: Record<Slot, readonly string[]> = {
  birthYear: ['1956', '2010', '2015'],
  yesno: ['có', 'chưa'],
  name: ['Nguyễn Thị Hòa'],
  phone: ['0912 345 678'],
  ward: ['Dị Sử', 'Dị Sửu', 'Hà Nội'],
  home: ['Dị Sử', 'tạm trú ở Dị Sửu', 'Hà Nội'],
  school: ['THPT Mỹ Hào, 12A1', '12A1'],
  words: ['Thôn Ngọc'],
  date: ['05/10/2025'],
}

/** How each command is typed. Whoever adds a command adds it here, and it is tried everywhere. */
export const COMMANDS: Record<Command, { vi: string; en: string }> = {
  menu: { vi: 'MENU', en: 'menu' },
  back: { vi: 'quay lại', en: 'back' },
  cancel: { vi: 'huỷ', en: 'cancel' },
  human: { vi: 'gặp cán bộ', en: 'human' },
  stop: { vi: 'dừng', en: 'stop' },
  'start-again': { vi: 'tiếp tục', en: 'start again' },
  'scam-report': { vi: 'lừa đảo', en: 'scam' },
  status: { vi: 'tiến độ', en: 'status' },
  'my-data': { vi: 'dữ liệu của tôi', en: 'my data' },
  'language-en': { vi: 'EN', en: 'English' },
  'language-vi': { vi: 'tiếng Việt', en: 'VI' },
  register: { vi: 'đăng ký', en: 'register' },
  booth: { vi: 'quầy ở đâu', en: 'where is the booth' },
  'home-visit': { vi: 'đến nhà', en: 'home visit' },
  greeting: { vi: 'xin chào', en: 'hello' },
  thanks: { vi: 'cảm ơn', en: 'thank you' },
}
