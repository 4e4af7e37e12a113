import type { Scenario } from '../acts.ts'
import { until } from './ways.ts'

/** What people do with their own data. */
export const myData: Scenario[] = [
  {
    name: 'my-data',
    acts: [
      ...until('done'),
      { vi: 'DỮ LIỆU CỦA TÔI', en: 'my data' },
      { picks: 'my-data.choice.copy' },
      { vi: 'rút đồng ý', en: 'withdraw my consent' },
      { picks: 'my-data.choice.none' },
      { picks: 'my-data.choice.erase' },
      { vi: 'không đồng ý', en: 'no' },
      { vi: 'xoá dữ liệu của tôi', en: 'delete my data' },
      '1',
      { agrees: true },
      { vi: 'chào cháu', en: 'hello' },
    ],
  },
  {
    name: 'my-data-nothing-kept',
    on: ['zalo', 'messenger'],
    in: ['vi'],
    acts: ['xem thông tin của tôi', { picks: 'my-data.choice.leave' }],
  },
  {
    name: 'my-data-first-consent-taken-back',
    on: ['zalo-numbers', 'messenger'],
    in: ['vi'],
    acts: [
      ...until('done'),
      'rut dong y',
      { picks: 'my-data.choice.P1' },
      'XEM LẠI',
      '1',
      'đồng ý',
      'dữ liệu của tôi',
    ],
  },
  {
    name: 'my-data-in-the-middle',
    on: ['zalo'],
    in: ['vi'],
    acts: [...until('place'), 'dữ liệu của tôi', 'lừa đảo', 'MENU'],
  },
  {
    name: 'my-data-stopped-and-started',
    on: ['messenger'],
    in: ['vi', 'en'],
    acts: [...until('done'), { vi: 'DỪNG', en: 'stop' }, { vi: 'TIẾP TỤC', en: 'start again' }],
  },
]
