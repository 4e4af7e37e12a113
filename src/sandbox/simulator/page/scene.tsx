import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Platform, Weather } from '../types.ts'
import { useDismiss } from './dismiss.ts'
import { hourOf, longDayOf, spanOf } from './format.ts'
import { PLATFORM_NAMES } from './residents.tsx'
import { type Act, type Known, nowOf } from './store.ts'

const HOUR = 3_600_000
const JUMPS = [HOUR, 24 * HOUR, 72 * HOUR]

type Flag = Exclude<keyof Weather, 'refuse'>
const FLAGS: readonly (readonly [Flag, string, string])[] = [
  ['outage', 'Mất kết nối', 'Không gọi được nền tảng; câu trả lời chờ đến khi có lại.'],
  ['slow', 'Chạy chậm', 'Mỗi lần gửi mất vài giây.'],
  ['duplicates', 'Tin đến lặp ba lần', 'Trợ lý vẫn chỉ trả lời một lần.'],
  ['disorder', 'Tin đến lộn thứ tự', 'Tin sau có thể tới trước tin trước.'],
  ['webhookDown', 'Tin của người dân không tới', 'Nền tảng giữ lại, tới khi thông thì chuyển hết.'],
  ['lostAnswers', 'Gửi được mà không có hồi âm', 'Tin tới tay người dân nhưng máy chủ không được báo.'],
  ['noButtons', 'Không cho gửi nút bấm', 'Lỗi −224 của Zalo: lựa chọn thành số để gõ.'],
  [
    'routing',
    'Trang chia việc với hộp thư',
    'Trợ lý là ứng dụng mặc định; cán bộ nhận việc trong hộp thư của Trang.',
  ],
]
/** What exists on one platform only. */
const ONLY: Partial<Record<Flag, Platform>> = { noButtons: 'zalo', routing: 'messenger' }
const REFUSALS: readonly (readonly [Weather['refuse'], string])[] = [
  ['nothing', 'Nhận hết'],
  ['window', 'Từ chối: quá hạn trả lời'],
  ['quota', 'Từ chối: hết lượt gửi'],
  ['error', 'Lỗi máy chủ (500)'],
]

/** How many things are wrong with a platform. */
const troubles = ({ refuse, routing: _, ...flags }: Weather) =>
  Object.values(flags).filter(Boolean).length + (refuse === 'nothing' ? 0 : 1)

/** What goes on around the phones: the time, and how the platforms behave. */
export function Scene({ known, act }: { known: Known; act: Act }) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLElement>(null)
  useDismiss(
    open,
    root,
    useCallback(() => setOpen(false), []),
  )
  const count = troubles(known.weather.zalo) + troubles(known.weather.messenger)
  return (
    <section class="scene" ref={root} aria-label="Thời gian và sự cố">
      <Time known={known} act={act} />
      <button
        type="button"
        class={`quiet weather-toggle ${count > 0 ? 'on' : ''}`}
        aria-expanded={open}
        aria-controls="weather"
        onClick={() => setOpen(!open)}
      >
        Sự cố{count > 0 ? ` (${count})` : ''}
      </button>
      <div id="weather" class={`weather ${open ? 'open' : ''}`}>
        {(['zalo', 'messenger'] as const).map((platform) => (
          <Sky key={platform} platform={platform} weather={known.weather[platform]} act={act} />
        ))}
      </div>
    </section>
  )
}

/** Shown to the minute. */
function useNow(known: Known): number {
  const [, look] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => look((count) => count + 1), 5000)
    return () => clearInterval(timer)
  }, [])
  return nowOf(known)
}

function Time({ known, act }: { known: Known; act: Act }) {
  const now = useNow(known)
  const [busy, setBusy] = useState(false)
  const move = async (ms: number) => {
    setBusy(true)
    await act('move', { ms, said: `${spanOf(ms)} sau` })
    setBusy(false)
  }
  return (
    <div class="time">
      <p>
        <strong>{hourOf(now)}</strong> {longDayOf(now)}
        {known.clock.moved > 0 ? <span class="moved">đã tua {spanOf(known.clock.moved)}</span> : null}
      </p>
      <div class="jumps">
        {JUMPS.map((ms) => (
          <button key={ms} type="button" class="quiet" disabled={busy} onClick={() => void move(ms)}>
            + {spanOf(ms)}
          </button>
        ))}
        <Jump busy={busy} move={move} />
      </div>
    </div>
  )
}

const UNITS = [
  ['phút', 60_000],
  ['giờ', HOUR],
  ['ngày', 24 * HOUR],
] as const
/** The server moves time by this much at once, ms. */
const FARTHEST = 60 * 24 * HOUR

function Jump({ busy, move }: { busy: boolean; move: (ms: number) => Promise<void> }) {
  // Just past the window in which Zalo takes free answers.
  const [count, setCount] = useState('49')
  const [unit, setUnit] = useState<number>(HOUR)
  const ms = Math.min(Math.round(Number(count) * unit) || 0, FARTHEST)
  return (
    <form
      class="jump"
      onSubmit={(event) => {
        event.preventDefault()
        if (ms >= 60_000) void move(ms)
      }}
    >
      <input
        type="number"
        min={1}
        max={FARTHEST / unit}
        value={count}
        aria-label="Tua bao nhiêu"
        onInput={({ currentTarget }) => setCount(currentTarget.value)}
      />
      <select
        aria-label="Đơn vị"
        value={unit}
        onChange={({ currentTarget }) => setUnit(Number(currentTarget.value))}
      >
        {UNITS.map(([name, size]) => (
          <option key={name} value={size}>
            {name}
          </option>
        ))}
      </select>
      <button type="submit" class="quiet" disabled={busy}>
        Tua
      </button>
    </form>
  )
}

function Sky({ platform, weather, act }: { platform: Platform; weather: Weather; act: Act }) {
  const change = (change: Partial<Weather>) => void act('weather', { platform, change })
  return (
    <fieldset class="sky">
      <legend>Sự cố trên {PLATFORM_NAMES[platform]}</legend>
      {FLAGS.filter(([flag]) => (ONLY[flag] ?? platform) === platform).map(([flag, label, hint]) => (
        <label key={flag} class="switch">
          <input
            type="checkbox"
            checked={weather[flag]}
            onChange={({ currentTarget }) => change({ [flag]: currentTarget.checked })}
          />
          <span>
            {label}
            <small>{hint}</small>
          </span>
        </label>
      ))}
      <label class="refuse">
        Khi trợ lý gửi tin
        <select
          value={weather.refuse}
          onChange={({ currentTarget }) => {
            const chosen = REFUSALS.find(([refuse]) => refuse === currentTarget.value)
            if (chosen) change({ refuse: chosen[0] })
          }}
        >
          {REFUSALS.map(([refuse, label]) => (
            <option key={refuse} value={refuse}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div class="tokens">
        <button type="button" class="quiet" onClick={() => void act('tokens', { platform, do: 'expire' })}>
          Làm mã truy cập hết hạn
        </button>
        {platform === 'zalo' ? null : (
          <button type="button" class="quiet" onClick={() => void act('tokens', { platform, do: 'restore' })}>
            Cấp lại mã truy cập
          </button>
        )}
      </div>
    </fieldset>
  )
}
