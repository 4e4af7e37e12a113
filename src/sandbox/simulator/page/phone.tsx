import { useEffect, useRef, useState } from 'preact/hooks'
import type { Bubble, BubbleButton, Resident } from '../types.ts'
import { Bubbles, type Chat } from './bubbles.tsx'
import { Composer, endsWriting } from './composer.tsx'
import { hourOf } from './format.ts'
import { BackIcon, MoreIcon, OfficeIcon } from './icons.tsx'
import { type Item, Menu } from './menu.tsx'
import { PLATFORM_NAMES } from './residents.tsx'
import { Scroller } from './scroller.tsx'
import { type Act, type Known, nowOf } from './store.ts'

interface Props {
  known: Known
  resident: Resident
  act: Act
  /** To the list, where only one thing fits on the screen. */
  back: () => void
  /** Puts this phone away, when two are open. */
  close: (() => void) | null
}

/** Of everybody here, in Zalo's form. */
const PHONE = '84912345678'

/** A resident's phone with the chat open. */
export function Phone({ known, resident, act, back, close }: Props) {
  const { user, platform, name } = resident
  const bubbles = known.bubbles.filter((bubble) => bubble.user === user)
  const last = known.traces.findLast((trace) => trace.kind === 'turn' && trace.turn.user === user)
  const turn = last?.kind === 'turn' ? last.turn : null
  const send = (action: object) => act('act', { user, action })
  const tap = (bubble: Bubble, { title, payload }: BubbleButton) =>
    void send({ type: 'tap', title, messageId: bubble.id, ...(payload === undefined ? {} : { payload }) })
  const chat: Chat = {
    platform,
    now: nowOf(known),
    publicUrl: known.publicUrl,
    tap,
    share: () => send({ type: 'submit-info', name, phone: PHONE }),
  }
  return (
    <section class="phone-place" aria-label={`Điện thoại của ${name}, ${PLATFORM_NAMES[platform]}`}>
      <p class="owner">
        <strong>{name}</strong>
        {turn && turn.owner !== 'bot' ? (
          <span class="badge">{turn.staffWrote ? 'Cán bộ đang trả lời' : 'Đang chờ cán bộ'}</span>
        ) : null}
        {close === null ? null : (
          <button type="button" class="quiet" onClick={close}>
            Cất máy<span class="sr">: {name}</span>
          </button>
        )}
      </p>
      <div class={`phone ${platform}`}>
        <StatusBar at={chat.now} />
        <Head known={known} resident={resident} act={act} back={back} />
        <Log bubbles={bubbles} chat={chat} typing={known.typing.includes(user)} name={name} />
        {bubbles.some(({ kind }) => kind === 'open' || kind === 'text') ? null : (
          <Begin platform={platform} begin={() => void send({ type: 'open' })} />
        )}
        <QuickReplies bubbles={bubbles} tap={tap} />
        <Composer resident={resident} send={send} />
      </div>
    </section>
  )
}

function StatusBar({ at }: { at: number }) {
  return (
    <div class="status-bar" aria-hidden="true">
      <span>{hourOf(at)}</span>
      <span class="battery" />
    </div>
  )
}

function Head({ known, resident, act, back }: Omit<Props, 'close'>) {
  const { user, platform, name } = resident
  const [writing, setWriting] = useState<'clerk' | 'edit' | null>(null)
  const does = (action: object) => () => void act('act', { user, action })
  const own = known.bubbles.findLast(
    (one) => one.user === user && one.from === 'resident' && one.id !== '' && one.kind !== 'edit',
  )
  const zalo = platform === 'zalo'
  return (
    <>
      <div class="head">
        <button type="button" class="tool only-small" aria-label="Về danh sách người dân" onClick={back}>
          <BackIcon />
        </button>
        <span class="face" aria-hidden="true">
          <OfficeIcon />
        </span>
        <p class="office">
          <strong>{known.office}</strong>
          <span>{zalo ? 'Tài khoản chính thức' : 'Trang · Tổ chức chính phủ'}</span>
        </p>
        <Menu
          label={`Việc khác với ${name}`}
          icon={<MoreIcon />}
          place="down"
          items={[
            ...(zalo ? ofZalo(does) : ofMessenger(does, own, () => setWriting('edit'))),
            { label: 'Thả cảm xúc vào tin cuối', act: does({ type: 'react' }) },
            { label: 'Chặn', act: does({ type: 'block' }) },
            'Cán bộ',
            { label: `Nhắn từ ứng dụng ${PLATFORM_NAMES[platform]}`, act: () => setWriting('clerk') },
            ...(zalo
              ? [{ label: 'Mẫu xin tên, số điện thoại của OA', act: () => void act('form', { user }) }]
              : []),
            ...(known.weather[platform].routing ? ofRouting(user, act) : []),
            'Trang diễn tập',
            { label: `Bớt ${name} khỏi danh sách`, act: () => void act('remove', { user }) },
          ]}
        />
      </div>
      {writing === null ? null : (
        <Writing
          key={writing}
          label={writing === 'clerk' ? 'Cán bộ nhắn' : 'Sửa tin vừa gửi'}
          begin={writing === 'clerk' ? 'Chào bác, cán bộ phường đây. Bác cần giúp gì ạ?' : (own?.text ?? '')}
          done={(text) => {
            setWriting(null)
            if (!text) return
            if (writing === 'clerk') void act('clerk', { user, text })
            else void act('act', { user, action: { type: 'edit', messageId: own?.id ?? '', text } })
          }}
        />
      )}
    </>
  )
}

type Does = (action: object) => () => void

const ofZalo = (does: Does): Item[] => [
  { label: 'Quan tâm', act: does({ type: 'open' }) },
  { label: 'Bỏ quan tâm', act: does({ type: 'leave' }) },
  { label: 'Rút quyền cho phép ứng dụng', act: does({ type: 'withdraw' }) },
]

/** @param own the last message that can be changed or taken back */
const ofMessenger = (does: Does, own: Bubble | undefined, edit: () => void): Item[] => [
  { label: 'Bấm Bắt đầu', act: does({ type: 'open' }) },
  { label: 'Mở từ mã QR của phường', act: does({ type: 'open', ref: 'ma-qr' }) },
  ...(own?.kind === 'text' ? [{ label: 'Sửa tin vừa gửi', act: edit }] : []),
  ...(own ? [{ label: 'Thu hồi tin vừa gửi', act: does({ type: 'unsend', messageId: own.id }) }] : []),
]

const ofRouting = (user: string, act: Props['act']): Item[] => [
  { label: 'Nhận cuộc trò chuyện', act: () => void act('route', { user, do: 'take-control' }) },
  { label: 'Xong việc, trả lại trợ lý', act: () => void act('route', { user, do: 'done' }) },
]

interface WritingProps {
  label: string
  begin: string
  done: (text: string | null) => void
}

/** Words of a clerk, who answers from the platform's own app past the assistant; or the new wording of a message. */
function Writing({ label, begin, done }: WritingProps) {
  const [text, setText] = useState(begin)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <form
      class="clerk-form"
      onSubmit={(event) => {
        event.preventDefault()
        done(text.trim() || null)
      }}
    >
      <label>
        {label}
        <textarea
          ref={field}
          rows={2}
          maxLength={2000}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (!endsWriting(event)) return
            event.preventDefault()
            done(text.trim() || null)
          }}
        />
      </label>
      <button type="submit" class="main">
        Gửi
      </button>
      <button type="button" class="quiet" onClick={() => done(null)}>
        Thôi
      </button>
    </form>
  )
}

interface LogProps {
  bubbles: Bubble[]
  chat: Chat
  typing: boolean
  name: string
}

function Log({ bubbles, chat, typing, name }: LogProps) {
  const last = bubbles.at(-1)?.n
  return (
    <Scroller
      class="log"
      role="log"
      label={`Cuộc trò chuyện của ${name}`}
      // After a message, and while somebody types.
      follow={last === undefined ? undefined : `${last} ${typing}`}
    >
      <Bubbles bubbles={bubbles} chat={chat} />
      {typing ? (
        <p class="typing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span class="sr">Đang soạn tin</span>
        </p>
      ) : null}
    </Scroller>
  )
}

function Begin({ platform, begin }: { platform: Resident['platform']; begin: () => void }) {
  return (
    <div class="begin">
      <p>
        {platform === 'zalo'
          ? 'Quan tâm để nhận tin từ cơ quan này, hoặc nhắn luôn.'
          : 'Bấm Bắt đầu để mở cuộc trò chuyện, hoặc nhắn luôn.'}
      </p>
      <button type="button" class="main" onClick={begin}>
        {platform === 'zalo' ? 'Quan tâm' : 'Bắt đầu'}
      </button>
    </div>
  )
}

/** Those under the last message: the next message of anybody takes them away. */
function QuickReplies({ bubbles, tap }: { bubbles: Bubble[]; tap: Chat['tap'] }) {
  const last = bubbles.findLast(({ from }) => from !== 'note')
  const replies = last?.from === 'app' ? last.buttons.filter(({ kind }) => kind === 'quick-reply') : []
  if (!last || replies.length === 0) return null
  return (
    <ul class="quick-replies" aria-label="Trả lời nhanh">
      {replies.map((reply) => (
        <li key={reply.title}>
          <button type="button" onClick={() => tap(last, reply)}>
            {reply.title}
          </button>
        </li>
      ))}
    </ul>
  )
}
