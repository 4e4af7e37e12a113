import { useState } from 'preact/hooks'
import type { Resident, Trace } from '../types.ts'
import { CallDetails, TurnDetails, WebhookDetails } from './details.tsx'
import { secondOf } from './format.ts'
import { Scroller } from './scroller.tsx'
import type { Known } from './store.ts'
import { isReceipt, titleOf } from './titles.ts'

const KINDS = [
  ['all', 'Tất cả'],
  ['webhook', 'Webhook'],
  ['turn', 'Lượt'],
  ['send', 'Gửi'],
] as const
type Kind = (typeof KINDS)[number][0]

/** For engineers: what the application received, computed and sent for the residents whose phones are open. */
export function Panel({ known, residents }: { known: Known; residents: Resident[] }) {
  const [kind, setKind] = useState<Kind>('all')
  const [receipts, setReceipts] = useState(false)
  const users = residents.map(({ user }) => user)
  const mine = known.traces.filter(
    (trace) => trace.users.some((user) => users.includes(user)) && (receipts || !isReceipt(trace)),
  )
  const shown = mine.filter((trace) => kind === 'all' || trace.kind === kind)
  return (
    <aside class="panel" aria-labelledby="panel">
      <div class="panel-head">
        <h2 id="panel">Kỹ thuật</h2>
        <div class="kinds">
          {KINDS.map(([id, label]) => (
            <button key={id} type="button" aria-pressed={kind === id} onClick={() => setKind(id)}>
              {label}
            </button>
          ))}
        </div>
        <label class="switch">
          <input type="checkbox" checked={receipts} onChange={() => setReceipts(!receipts)} />
          <span>Hiện cả biên nhận (echo, đã nhận, đã xem)</span>
        </label>
      </div>
      <Scroller class="traces" label="Những gì đã xảy ra" follow={shown.at(-1)?.n}>
        {shown.length === 0 ? (
          <p class="hint">
            Chưa có gì. Mỗi tin nhắn để lại ở đây: webhook thô, lượt xử lý (trạng thái, effects) và tin gửi đi
            với câu trả lời của nền tảng.
          </p>
        ) : null}
        {shown.map((trace) => (
          <Line key={trace.n} trace={trace} of={residents.length > 1 ? namesOf(trace, residents) : ''} />
        ))}
      </Scroller>
    </aside>
  )
}

const namesOf = (trace: Trace, residents: Resident[]) =>
  residents.flatMap(({ user, name }) => (trace.users.includes(user) ? [name] : [])).join(', ')

/** @param of whose it is, where that is not plain */
function Line({ trace, of }: { trace: Trace; of: string }) {
  const [open, setOpen] = useState(false)
  const { mark, title, result, bad } = titleOf(trace)
  return (
    <details
      class={`trace ${trace.kind}`}
      onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <span class="mark">{of ? `${mark} · ${of}` : mark}</span>
        <span class="title">{title}</span>
        <span class={`result ${bad ? 'bad' : ''}`}>{result}</span>
        <time>{secondOf(trace.at)}</time>
        {trace.kind === 'send' && trace.call.refusal !== null ? (
          <span class="refusal">{trace.call.refusal}</span>
        ) : null}
      </summary>
      {open ? <Details trace={trace} /> : null}
    </details>
  )
}

function Details({ trace }: { trace: Trace }) {
  switch (trace.kind) {
    case 'webhook':
      return <WebhookDetails webhook={trace.webhook} />
    case 'turn':
      return <TurnDetails turn={trace.turn} />
    case 'send':
      return <CallDetails call={trace.call} />
  }
}
