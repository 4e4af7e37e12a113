import type { Scenario } from '../acts.ts'
import { from, until } from './ways.ts'

/** Questions: by the menu, in words, in the midst of something else. */
export const faq: Scenario[] = [
  {
    name: 'faq',
    acts: [
      { vi: 'chào cháu', en: 'hello' },
      { picks: 'home.choice.faq' },
      { picks: 'faq.choice.fees' },
      { vi: '1', en: '1' },
      { picks: 'faq.choice.more' },
      { vi: 'mục khác', en: 'other topics' },
      { picks: 'faq.choice.menu' },
    ],
  },
  {
    name: 'faq-in-the-middle',
    on: ['zalo', 'messenger'],
    acts: [
      ...until('phone'),
      { vi: 'co mat tien khong', en: 'what does it cost' },
      { vi: 'sim không chính chủ có được không', en: 'the SIM is not in my name' },
      ...from('phone'),
    ],
  },
  {
    name: 'faq-in-words',
    on: ['zalo-numbers'],
    in: ['vi'],
    acts: [
      'chu ky so la gi',
      'bác 80 tuổi rồi có đăng ký được không',
      'quen ma pin thi lam sao',
      'con bác ở nước ngoài',
      'vnpt với viettel cái nào tốt hơn',
      'gọi điện bảo nâng cấp vneid thì có phải lừa đảo không',
    ],
  },
  {
    name: 'faq-then-a-person',
    on: ['messenger'],
    in: ['vi'],
    acts: ['quét mặt mãi không được', { picks: 'home.choice.human' }],
  },
]
