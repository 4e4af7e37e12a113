import type { Scenario } from '../acts.ts'
import { from, until } from './ways.ts'

const SONG_QUE = { takes: 'Sông Quê (bản thử)' }

/** Registrations: plain ones, corrected ones, and those that cannot be. */
export const register: Scenario[] = [
  { name: 'register', acts: [...until('done'), SONG_QUE] },
  { name: 'handoff', acts: [...until('done'), { vi: 'nơi nào cũng được', en: 'any of them' }, SONG_QUE] },
  {
    name: 'register-corrected',
    on: ['zalo'],
    acts: [
      ...until('summary', { name: { vi: 'ten toi la nguyen thi hoa', en: 'My name is Nguyễn Thị Hòa' } }),
      { picks: 'register.choice.edit' },
      { picks: 'register.choice.name' },
      'Nguyễn Thị Hòa',
      { picks: 'register.choice.edit' },
      { picks: 'register.choice.phone' },
      '0987.654.321',
      { picks: 'register.choice.confirm' },
      SONG_QUE,
    ],
  },
  {
    name: 'register-corrected-by-words',
    on: ['messenger'],
    in: ['vi'],
    acts: [...until('summary'), 'sửa số điện thoại', '0987654321', 'đúng rồi cháu', SONG_QUE],
  },
  {
    name: 'register-wrong-answers',
    on: ['zalo-numbers'],
    acts: [
      { vi: 'dang ky', en: 'register' },
      '56',
      '1956',
      '1',
      { agrees: true },
      'Hoa',
      { vi: 'ten toi la nguyen thi hoa', en: 'My name is Nguyễn Thị Hòa' },
      '02213 123456',
      '0912.345.678',
      { vi: 'hải phòng', en: 'Hai Phong' },
      'di xu',
      { vi: 'dung roi chau', en: 'yes' },
      { vi: 'bán hàng ngoài chợ', en: 'I sell at the market' },
      ...from('group'),
      { takes: 'song que' },
    ],
  },
  {
    name: 'register-underage',
    on: ['messenger'],
    acts: [{ vi: 'đăng ký', en: 'register' }, '2012', { vi: 'cảm ơn', en: 'thanks' }],
  },
  {
    name: 'register-turning-16',
    on: ['zalo'],
    in: ['vi'],
    acts: [
      'đăng ký',
      '2010',
      { picks: 'register.choice.notYet16' },
      'đăng ký',
      '2010',
      { picks: 'register.choice.turned16' },
      { agrees: true },
      'Trần Minh Anh',
    ],
  },
  {
    name: 'register-no-consent',
    on: ['zalo'],
    acts: [
      ...until('consent'),
      { vi: 'sao phải lưu thông tin của tôi?', en: 'what data do you keep?' },
      { picks: 'register.choice.refuse' },
    ],
  },
  {
    name: 'register-consent-by-number',
    on: ['zalo-numbers'],
    in: ['vi'],
    acts: [...until('consent'), '1', 'ok', 'XEM LẠI', 'dong y', 'Nguyễn Thị Hòa'],
  },
  {
    name: 'register-consent-withdrawn',
    on: ['messenger'],
    in: ['vi'],
    acts: [...until('phone'), 'quay lại', 'quay lại', { picks: 'register.choice.refuse' }],
  },
  {
    name: 'register-elsewhere',
    on: ['zalo', 'messenger'],
    in: ['vi'],
    acts: [
      ...until('place'),
      { picks: 'register.choice.elsewhere' },
      { picks: 'register.choice.placeAgain' },
      { picks: 'register.choice.elsewhere' },
      { picks: 'register.choice.leave' },
    ],
  },
  {
    name: 'register-for-my-mother',
    on: ['zalo'],
    in: ['vi'],
    acts: ['đăng ký cho mẹ tôi', '1950'],
  },
  {
    name: 'register-worker',
    on: ['messenger'],
    in: ['vi'],
    acts: [
      ...until('place', { birthYear: '1995', name: 'Lò Văn Pành', phone: 'sdt 0387654321 nhé' }),
      'thuê trọ ở bần yên nhân',
      ...from('group', { group: { picks: 'register.choice.CONGNHAN' } }),
      SONG_QUE,
    ],
  },
  {
    name: 'register-pupil',
    on: ['messenger'],
    in: ['vi'],
    acts: [
      ...until('done', {
        birthYear: '2009',
        name: 'Trần Minh Anh',
        place: 'Nhân Hoà',
        group: { picks: 'register.choice.HOCSINH_11_12' },
      }),
      SONG_QUE,
    ],
  },
  {
    name: 'register-cadre',
    on: ['zalo'],
    in: ['vi'],
    acts: [
      ...until('done', {
        birthYear: '1985',
        name: 'Phạm Quốc Việt',
        place: 'P. Thượng Hồng',
        group: { picks: 'register.choice.CBCCVC' },
      }),
      SONG_QUE,
    ],
  },
  {
    name: 'register-shared',
    on: ['zalo', 'zalo-numbers'],
    acts: [
      { vi: 'chào cháu', en: 'hello' },
      { shares: { name: 'NGUYEN THI HOA', phone: '84912345678' } },
      '1956',
      { agrees: true },
      { picks: 'register.choice.sharedName' },
      '0987.654.321',
      { vi: 'quay lại', en: 'back' },
      { vi: 'đúng', en: 'yes' },
      'di xu',
      { vi: 'dung roi chau', en: 'yes' },
      ...from('group'),
      SONG_QUE,
    ],
  },
]
