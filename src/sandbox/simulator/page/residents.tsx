import { useState } from 'preact/hooks'
import type { Language, Platform, Resident } from '../types.ts'
import type { Act, Known } from './store.ts'

/** Names to begin with; whoever trains may type others. */
const NAMES = [
  'Nguyễn Thị Hòa',
  'Trần Văn Minh',
  'Phạm Thị Thu Hà',
  'Lê Quang Vinh',
  'Đỗ Thị Mận',
  'Nguyễn Hoàng Phương Thảo Nguyên',
  'Vũ Đức Thắng',
  'Hoàng Thị Lan Anh',
  'Bùi Văn Tứ',
  'Đặng Ngọc Bích',
]

export const PLATFORM_NAMES: Record<Platform, string> = { zalo: 'Zalo', messenger: 'Messenger' }

/** Two letters for a round picture: of the given name and the family name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase()
}

interface Props {
  known: Known
  open: Resident[]
  unread: (user: string) => number
  show: (user: string, beside?: boolean) => void
  act: Act
}

/** The list of residents, and how to add one. */
export function Residents({ known, open, unread, show, act }: Props) {
  const { residents } = known
  return (
    <aside class="residents" aria-labelledby="residents">
      <h2 id="residents">Người dân</h2>
      {residents.length === 0 ? (
        <p class="hint">Chưa có ai. Thêm một người dân, rồi nhắn tin như trên điện thoại thật.</p>
      ) : null}
      <ul>
        {residents.map((one) => (
          <Row
            key={one.user}
            resident={one}
            last={
              known.bubbles.findLast(({ user, from }) => user === one.user && from !== 'note')?.text ?? ''
            }
            unread={unread(one.user)}
            current={open.some(({ user }) => user === one.user)}
            alone={open.length === 0}
            show={show}
          />
        ))}
      </ul>
      {residents.length === 0 ? (
        <div class="only-small">
          <AddResident residents={residents} act={act} />
        </div>
      ) : (
        // Closed anew once somebody was added.
        <details class="add" key={residents.length}>
          <summary>Thêm người dân</summary>
          <AddResident residents={residents} act={act} />
        </details>
      )}
    </aside>
  )
}

interface RowProps {
  resident: Resident
  last: string
  unread: number
  current: boolean
  /** No phone is open: nothing to be put beside. */
  alone: boolean
  show: Props['show']
}

function Row({ resident: { user, name, platform, language }, last, unread, current, alone, show }: RowProps) {
  return (
    <li class={current ? 'current' : ''}>
      <button
        type="button"
        class="resident"
        aria-current={current ? 'true' : undefined}
        onClick={() => show(user)}
      >
        <span class={`round ${platform}`} aria-hidden="true">
          {initials(name)}
        </span>
        <span class="who">
          <strong>{name}</strong>
          <span class="where">
            {PLATFORM_NAMES[platform]}
            {language === 'en' ? ' · tiếng Anh' : ''}
          </span>
          {last ? <span class="last">{last}</span> : null}
        </span>
        {unread > 0 ? (
          <span class="unread">
            {unread}
            <span class="sr"> tin chưa xem</span>
          </span>
        ) : null}
      </button>
      {current || alone ? null : (
        <button type="button" class="beside" onClick={() => show(user, true)}>
          Mở cạnh nhau<span class="sr">: {name}</span>
        </button>
      )}
    </li>
  )
}

export function AddResident({ residents, act }: { residents: Resident[]; act: Act }) {
  const taken = new Set(residents.map(({ name }) => name))
  const [name, setName] = useState(NAMES.find((one) => !taken.has(one)) ?? 'Người dân')
  const [platform, setPlatform] = useState<Platform>(
    residents.at(-1)?.platform === 'zalo' ? 'messenger' : 'zalo',
  )
  const [language, setLanguage] = useState<Language>('vi')
  const add = (event: Event) => {
    event.preventDefault()
    void act('residents', { name: name.trim() || 'Người dân', platform, language })
  }
  return (
    <form class="add-form" onSubmit={add}>
      <label>
        Họ tên
        <input value={name} maxLength={80} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <fieldset>
        <legend>Nhắn bằng</legend>
        {(['zalo', 'messenger'] as const).map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="platform"
              checked={platform === one}
              onChange={() => setPlatform(one)}
            />
            {PLATFORM_NAMES[one]}
          </label>
        ))}
      </fieldset>
      <label>
        Ngôn ngữ
        <select
          value={language}
          onChange={({ currentTarget }) => setLanguage(currentTarget.value === 'en' ? 'en' : 'vi')}
        >
          <option value="vi">Tiếng Việt</option>
          <option value="en">Tiếng Anh</option>
        </select>
      </label>
      <button type="submit" class="main">
        Thêm
      </button>
    </form>
  )
}
