import type { Bubble, BubbleButton, Card, Platform } from '../types.ts'
import { dayOf, hourOf, nearly } from './format.ts'
import {
  FileIcon,
  LinkIcon,
  MapPicture,
  OfficeIcon,
  PersonIcon,
  Picture,
  Sticker,
  VoiceIcon,
} from './icons.tsx'

/** After such a pause the chat shows when it went on, ms. */
const PAUSE_MS = 10 * 60_000

export interface Chat {
  platform: Platform
  now: number
  publicUrl: string
  tap(bubble: Bubble, button: BubbleButton): void
  /** Zalo: fills in the form with the person's name and phone. */
  share(): void
}

/** All of a chat, oldest first, with the times at which it went on. */
export function Bubbles({ bubbles, chat }: { bubbles: Bubble[]; chat: Chat }) {
  return (
    <>
      {bubbles.map((bubble, i) => {
        const before = bubbles.slice(0, i).findLast(({ from }) => from !== 'note')
        const pause =
          bubble.from === 'note'
            ? false
            : !before || bubble.at - before.at > PAUSE_MS || dayOf(before.at) !== dayOf(bubble.at)
        return (
          <div key={bubble.n} class="turn">
            {pause ? <p class="when">{nearly(bubble.at, chat.now)}</p> : null}
            <One bubble={bubble} chat={chat} joined={!pause && before?.from === bubble.from} />
          </div>
        )
      })}
    </>
  )
}

function One({ bubble, chat, joined }: { bubble: Bubble; chat: Chat; joined: boolean }) {
  const note = noteOf(bubble, chat.platform)
  if (note !== null) return <p class="note">{note}</p>
  const mine = bubble.from === 'resident'
  return (
    <div class={`bubble-row ${mine ? 'mine' : 'theirs'} ${joined ? 'joined' : ''}`}>
      {mine ? null : (
        <span class="face" aria-hidden="true">
          {joined ? null : <OfficeIcon />}
        </span>
      )}
      <div class={`bubble ${bubble.kind}`} lang={bubble.language ?? undefined}>
        <span class="sr">{mine ? 'Người dân:' : bubble.from === 'clerk' ? 'Cán bộ:' : 'Trợ lý:'} </span>
        {bubble.from === 'clerk' ? <span class="clerk">Cán bộ trả lời từ ứng dụng</span> : null}
        <Content bubble={bubble} publicUrl={chat.publicUrl} />
        <Buttons bubble={bubble} buttons={shownButtons(bubble)} chat={chat} />
        {bubble.form ? (
          <ul class="buttons">
            <li>
              <button type="button" onClick={chat.share}>
                Chia sẻ thông tin
              </button>
            </li>
          </ul>
        ) : null}
        {bubble.cards.map((card) => (
          <CardView key={card.title} card={card} bubble={bubble} chat={chat} />
        ))}
        <time>{hourOf(bubble.at)}</time>
      </div>
    </div>
  )
}

/** Quick replies of Messenger show above the keyboard, not in the message. */
const shownButtons = ({ buttons }: Bubble) => buttons.filter(({ kind }) => kind !== 'quick-reply')

/** What is no message in the chat. */
function noteOf({ from, kind, text }: Bubble, platform: Platform): string | null {
  if (from === 'note') return text
  if (from !== 'resident') return null
  if (kind === 'open') return platform === 'zalo' ? 'Đã quan tâm' : null
  if (kind === 'leave') return platform === 'zalo' ? 'Đã bỏ quan tâm' : 'Đã chặn trang'
  if (kind === 'edit') return `Đã sửa một tin thành: ${text}`
  return NOTES[kind] ?? null
}

const NOTES: Record<string, string> = {
  block: 'Đã chặn',
  react: 'Đã thả cảm xúc vào tin cuối',
  unsend: 'Đã thu hồi một tin',
  withdraw: 'Đã rút quyền cho phép ứng dụng',
  'submit-info': 'Đã chia sẻ họ tên, số điện thoại',
}

function Content({ bubble, publicUrl }: { bubble: Bubble; publicUrl: string }) {
  switch (bubble.kind) {
    case 'sticker':
      return (
        <span class="picture" role="img" aria-label="Nhãn dán">
          <Sticker />
        </span>
      )
    case 'image':
    case 'video':
      return (
        <span class="picture" role="img" aria-label={bubble.kind === 'image' ? 'Ảnh' : 'Video'}>
          <Picture />
        </span>
      )
    case 'location':
      return (
        <span class="picture" role="img" aria-label="Vị trí">
          <MapPicture />
          <span class="under">Vị trí của tôi</span>
        </span>
      )
    case 'audio':
      return (
        <span class="attached">
          <VoiceIcon /> Tin nhắn thoại 0:07
        </span>
      )
    case 'file':
      return (
        <span class="attached">
          <FileIcon /> giay-to.docx
        </span>
      )
    case 'business-card':
      return (
        <span class="attached">
          <PersonIcon /> Danh thiếp
        </span>
      )
    case 'link':
      return (
        <span class="attached">
          <LinkIcon /> Đường dẫn chia sẻ
        </span>
      )
    case 'open':
      return <p class="text">Bắt đầu</p>
    default:
      return (
        <>
          {bubble.media === null ? null : (
            <span class="picture" role="img" aria-label={`Tệp gửi kèm: ${bubble.media}`}>
              <Picture />
            </span>
          )}
          {bubble.text === '' ? null : <Text text={bubble.text} publicUrl={publicUrl} />}
        </>
      )
  }
}

/** A text whose addresses can be followed. */
function Text({ text, publicUrl }: { text: string; publicUrl: string }) {
  return (
    <p class="text">
      {text.split(/(https?:\/\/[^\s]+[^\s.,;:!?)])/).map((part, i) =>
        i % 2 === 1 ? (
          <a key={`${i}:${part}`} href={here(part, publicUrl)} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  )
}

/** Links of the application lead to the server as this browser reaches it: a phone does not know 127.0.0.1. */
function here(url: string, publicUrl: string): string {
  return url.startsWith(`${publicUrl}/`) ? location.origin + url.slice(publicUrl.length) : url
}

function CardView({ card, bubble, chat }: { card: Card; bubble: Bubble; chat: Chat }) {
  return (
    <div class="card">
      <strong>{card.title}</strong>
      {card.subtitle ? <p>{card.subtitle}</p> : null}
      <Buttons bubble={bubble} buttons={card.buttons} chat={chat} />
    </div>
  )
}

function Buttons({ bubble, buttons, chat }: { bubble: Bubble; buttons: BubbleButton[]; chat: Chat }) {
  if (buttons.length === 0) return null
  return (
    <ul class="buttons">
      {buttons.map((button) => (
        <li key={button.title}>
          {button.url === undefined ? (
            <button
              type="button"
              disabled={button.payload === undefined}
              onClick={() => chat.tap(bubble, button)}
            >
              {button.title}
            </button>
          ) : (
            <a href={here(button.url, chat.publicUrl)} target="_blank" rel="noopener noreferrer">
              {button.title}
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
