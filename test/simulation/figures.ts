import { START, type TestApp } from '../helpers/app.ts'
import type { Story } from './life.ts'

/** What there is to tell of a run, in lines. */
export function figuresOf(stories: readonly Story[], app: TestApp): string {
  const sum = (of: (story: Story) => number) => stories.reduce((total, story) => total + of(story), 0)
  const ends = new Map<string, number>()
  for (const { end } of stories) ends.set(String(end), (ends.get(String(end)) ?? 0) + 1)
  const longest = Math.max(...stories.map(({ toEnd }) => toEnd))
  const days = Math.round((app.clock.now() - START) / 86_400_000)
  return [
    `residents ${stories.length}, days ${days}`,
    `messages of theirs ${sum(({ said }) => said)}, of the program ${sum(({ heard }) => heard)}`,
    `ends: ${[...ends].map(([end, n]) => `${end} ${n}`).join(', ')}`,
    `most messages to the end once they wanted to: ${longest}`,
  ].join('\n')
}
