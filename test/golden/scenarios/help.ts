import type { Scenario } from '../acts.ts'
import { from, until } from './ways.ts'

/** Help against swindlers, the desk, a visit at home. */
export const help: Scenario[] = [
  {
    name: 'scam',
    acts: [
      { vi: 'lừa đảo', en: 'scam' },
      { picks: 'scam.choice.lost' },
      { picks: 'scam.choice.check' },
      { picks: 'scam.choice.link' },
      'https://chukyso-mienphi.xyz/dang-nhap',
      { vi: 'quay lại', en: 'back' },
      { picks: 'scam.choice.account' },
      { vi: 'quay lại', en: 'back' },
      { vi: 'xong, quay lại', en: 'done' },
    ],
  },
  {
    name: 'scam-caller-in-the-middle',
    on: ['zalo', 'messenger'],
    in: ['vi'],
    acts: [
      ...until('phone'),
      'có người gọi tự xưng công an bảo sửa vneid',
      'lừa đảo',
      { picks: 'scam.choice.check' },
      { picks: 'scam.choice.person' },
      { picks: 'scam.choice.done' },
      ...from('phone'),
    ],
  },
  {
    name: 'scam-otp-given',
    on: ['messenger'],
    in: ['vi'],
    acts: ['bác lỡ đọc mã otp 482913 cho nó rồi', 'LỪA ĐẢO', { picks: 'scam.choice.lost' }, 'gặp cán bộ'],
  },
  {
    name: 'booth',
    acts: [
      { vi: 'điểm hỗ trợ', en: 'where is the booth' },
      { picks: 'booth.choice.homeVisit' },
      { picks: 'homeVisit.choice.booth' },
      { picks: 'booth.choice.done' },
    ],
  },
  {
    name: 'homeVisit',
    acts: [
      { vi: 'hẹn tại nhà', en: 'home visit' },
      { picks: 'homeVisit.choice.wanted' },
      { picks: 'homeVisit.choice.morning' },
    ],
  },
  {
    name: 'homeVisit-for-my-mother',
    on: ['zalo'],
    in: ['vi'],
    acts: [
      'mẹ tôi già yếu không đi được',
      'hẹn tại nhà',
      { picks: 'homeVisit.choice.wanted' },
      { picks: 'homeVisit.choice.any' },
      { clerk: 'Chào anh, sáng thứ Năm chúng tôi đến được ạ.' },
      'cảm ơn',
    ],
  },
]
