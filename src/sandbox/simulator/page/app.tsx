import { useEffect, useState } from 'preact/hooks'
import type { Resident } from '../types.ts'
import { ClockIcon, CodeIcon, PersonIcon, PhoneIcon } from './icons.tsx'
import { Panel } from './panel.tsx'
import { Phone } from './phone.tsx'
import { AddResident, Residents } from './residents.tsx'
import { Scene } from './scene.tsx'
import { type Act, ask, type Known, useKnown } from './store.ts'

/** What is shown where there is room for one thing only. */
export type Tab = 'residents' | 'phone' | 'scene' | 'panel'

const TABS = [
  ['residents', 'Người dân', PersonIcon],
  ['phone', 'Điện thoại', PhoneIcon],
  ['scene', 'Bối cảnh', ClockIcon],
  ['panel', 'Kỹ thuật', CodeIcon],
] as const

export function App() {
  const known = useKnown()
  return known ? <Stage known={known} /> : <p class="starting">Đang mở trang diễn tập…</p>
}

/** Which phones are open: kept in the address, so that a reload shows the same. */
function useOpen(residents: Resident[]): [Resident[], (users: string[]) => void] {
  const [users, setUsers] = useState(() => location.hash.slice(1).split('+'))
  const open = (next: string[]) => {
    history.replaceState(null, '', `#${next.join('+')}`)
    setUsers(next)
  }
  return [users.flatMap((user) => residents.find((one) => one.user === user) ?? []), open]
}

/** How much of each chat was looked at: `n` of the last bubble seen. */
function useSeen({ bubbles }: Known, open: Resident[]): (user: string) => number {
  const [seen, setSeen] = useState<Record<string, number>>({})
  const last = bubbles.at(-1)?.n ?? 0
  const users = open.map(({ user }) => user).join()
  useEffect(() => {
    const now = Object.fromEntries(users.split(',').map((user) => [user, last]))
    setSeen((before) => ({ ...before, ...now }))
  }, [users, last])
  return (user) =>
    open.some((one) => one.user === user)
      ? 0
      : bubbles.filter(({ n, from, user: of }) => of === user && from !== 'resident' && n > (seen[user] ?? 0))
          .length
}

function Stage({ known }: { known: Known }) {
  const [open, setOpen] = useOpen(known.residents)
  const [tab, setTab] = useState<Tab>(open.length > 0 ? 'phone' : 'residents')
  const [panel, setPanel] = useState(true)
  const [fault, setFault] = useState<string | null>(null)
  const unread = useSeen(known, open)
  const { connected } = known
  useEffect(() => {
    if (connected) setFault(null)
  }, [connected])
  const show = (user: string, beside = false) => {
    const kept = beside ? open.map((one) => one.user).filter((one) => one !== user) : []
    setOpen([...kept.slice(-1), user])
    setTab('phone')
  }
  const act: Act = async (what, body) => {
    const { answer, fault } = await ask(what, body)
    setFault(fault)
    // Whoever was added is at hand at once.
    if (what === 'residents' && answer) show((answer as Resident).user)
    return fault === null
  }
  const side = { known, open, unread, show, act }
  const only = known.residents.length === 0
  return (
    <div class={`stage ${panel ? '' : 'without-panel'}`} data-tab={tab}>
      <header class="top">
        <div class="brand">
          <h1>Trang diễn tập</h1>
          <p>Giả lập Zalo, Messenger: không nhắn ra ngoài</p>
        </div>
        <Scene known={known} act={act} />
        <button
          type="button"
          class="quiet toggle-panel"
          aria-pressed={panel}
          onClick={() => setPanel(!panel)}
        >
          <CodeIcon /> Bảng kỹ thuật
        </button>
      </header>
      <Notices known={known} fault={fault} close={() => setFault(null)} />
      <div class="columns">
        <Residents {...side} />
        <main class="phones">
          {only ? <Welcome act={act} /> : null}
          {!only && open.length === 0 ? (
            <p class="hint">Chọn một người dân để mở điện thoại của người đó.</p>
          ) : null}
          {open.map((resident) => (
            <Phone
              key={resident.user}
              known={known}
              resident={resident}
              act={act}
              back={() => setTab('residents')}
              close={
                open.length > 1
                  ? () => setOpen(open.flatMap(({ user }) => (user === resident.user ? [] : [user])))
                  : null
              }
            />
          ))}
        </main>
        {panel || tab === 'panel' ? <Panel known={known} residents={open} /> : null}
      </div>
      <Tabs tab={tab} setTab={setTab} />
    </div>
  )
}

/** Where one thing fits on the screen at a time. */
function Tabs({ tab, setTab }: { tab: Tab; setTab: (tab: Tab) => void }) {
  return (
    <nav class="tabs" aria-label="Phần của trang">
      {TABS.map(([id, label, TabIcon]) => (
        <button
          key={id}
          type="button"
          aria-current={tab === id ? 'page' : undefined}
          onClick={() => setTab(id)}
        >
          <TabIcon />
          {label}
        </button>
      ))}
    </nav>
  )
}

function Notices({ known, fault, close }: { known: Known; fault: string | null; close: () => void }) {
  return (
    <div class="notices" role="status">
      {known.connected ? null : <p class="lost">Mất kết nối với máy chủ, đang nối lại…</p>}
      {fault === null ? null : (
        <p class="fault">
          {fault}{' '}
          <button type="button" onClick={close}>
            Đóng
          </button>
        </p>
      )}
    </div>
  )
}

/** Nobody is there yet. */
function Welcome({ act }: { act: Act }) {
  return (
    <section class="welcome" aria-labelledby="welcome">
      <h2 id="welcome">Chưa có ai</h2>
      <p>
        Thêm một người dân để bắt đầu: đặt tên, chọn Zalo hay Messenger, rồi nhắn tin như trên điện thoại
        thật. Mọi thứ ở đây chỉ là thử, nên cứ bấm thoải mái.
      </p>
      <AddResident residents={[]} act={act} />
    </section>
  )
}
