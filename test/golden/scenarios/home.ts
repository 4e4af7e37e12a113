import type { Scenario } from '../acts.ts'

/** The menu, the explanation, a clerk. */
export const home: Scenario[] = [
  {
    name: 'home',
    acts: [
      { vi: 'ủa alo', en: 'hello' },
      { vi: 'hôm nay trời đẹp', en: 'nice weather' },
      { vi: 'cảm ơn cháu', en: 'thank you' },
      { picks: 'home.choice.more' },
      { picks: 'home.choice.language' },
      { vi: 'tiếng việt', en: 'English' },
      { picks: 'home.choice.human' },
      { clerk: { vi: 'Chào bác, cháu nghe ạ.', en: 'Hello, how can I help?' } },
      { vi: 'bác hỏi chút nhé', en: 'one question' },
      { vi: 'lừa đảo', en: 'scam' },
      'MENU',
      { vi: 'dừng', en: 'stop' },
      { vi: 'chào cháu', en: 'hello' },
    ],
  },
  {
    name: 'explain',
    acts: [
      { opens: true },
      { picks: 'home.choice.explain' },
      { picks: 'explain.choice.next' },
      { vi: 'quay lại', en: 'back' },
      ...Array.from({ length: 5 }, () => ({ picks: 'explain.choice.next' })),
      { picks: 'explain.choice.menu' },
    ],
  },
]
