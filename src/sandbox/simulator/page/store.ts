import { useEffect, useReducer } from 'preact/hooks'
import type { Message, State } from '../types.ts'

/** What the page knows: all that the server told it, and whether it still does. */
export interface Known extends State {
  connected: boolean
  /** `performance.now()` when the clock was told. */
  toldAt: number
  /** Residents to whom the office is typing. */
  typing: readonly string[]
}

type Change = Message | { type: 'lost' }

function take(known: Known | null, change: Change): Known | null {
  if (change.type === 'state')
    return { ...change.state, connected: true, toldAt: performance.now(), typing: [] }
  if (!known) return known
  switch (change.type) {
    case 'lost':
      return { ...known, connected: false }
    case 'resident':
      return { ...known, residents: [...known.residents, change.resident] }
    case 'gone':
      return { ...known, residents: known.residents.filter(({ user }) => user !== change.user) }
    case 'bubble': {
      const { bubble } = change
      const typing =
        bubble.from === 'app' ? known.typing.filter((user) => user !== bubble.user) : known.typing
      return { ...known, typing, bubbles: [...known.bubbles, bubble] }
    }
    case 'typing': {
      const others = known.typing.filter((user) => user !== change.user)
      return { ...known, typing: change.on ? [...others, change.user] : others }
    }
    case 'trace':
      return { ...known, traces: [...known.traces.slice(-1000), change.trace] }
    case 'weather':
      return { ...known, weather: { ...known.weather, [change.platform]: change.weather } }
    case 'clock':
      return { ...known, clock: change, toldAt: performance.now() }
  }
}

/** So long the dots show when no message follows them, as on a real phone. */
const TYPING_MS = 20_000

/** Follows the server's stream; after a break it is told everything anew. `null` until then. */
export function useKnown(): Known | null {
  const [known, dispatch] = useReducer(take, null)
  useEffect(() => {
    const source = new EventSource('/simulator/events')
    const typing = new Map<string, ReturnType<typeof setTimeout>>()
    source.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Message
      dispatch(message)
      if (message.type !== 'typing') return
      const { user } = message
      clearTimeout(typing.get(user))
      const stop = () => dispatch({ type: 'typing', user, on: false })
      if (message.on) typing.set(user, setTimeout(stop, TYPING_MS))
    }
    source.onerror = () => dispatch({ type: 'lost' })
    return () => source.close()
  }, [])
  return known
}

/** The sandbox's time at this moment, ms. */
export const nowOf = ({ clock, toldAt }: Known) => clock.now + performance.now() - toldAt

/** What came of asking the server: its answer, or what went wrong in words to show. */
export type Asked = { answer: unknown; fault: null } | { answer: null; fault: string }

/** Asks the server to do something and shows what went wrong. @returns whether it was done. */
export type Act = (what: string, body: object) => Promise<boolean>

/** Asks the server to do something. */
export async function ask(what: string, body: object): Promise<Asked> {
  const failed = (fault: string): Asked => ({ answer: null, fault })
  try {
    const answer = await fetch(`/simulator/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const content = (await answer.json()) as { message?: string }
    if (answer.ok) return { answer: content, fault: null }
    return failed(content.message ?? 'Máy chủ không làm được việc này. Hãy thử lại.')
  } catch {
    return failed('Không gọi được máy chủ. Hãy xem máy chủ còn chạy không rồi thử lại.')
  }
}
