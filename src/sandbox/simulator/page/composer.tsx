import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Language, Resident } from '../types.ts'
import {
  FileIcon,
  ImageIcon,
  LinkIcon,
  MoreIcon,
  PersonIcon,
  PinIcon,
  SendIcon,
  StickerIcon,
  VoiceIcon,
} from './icons.tsx'
import { Menu } from './menu.tsx'

/** What residents write, also without marks: to try how it is understood. */
const SAMPLES: Record<Language, string[]> = {
  vi: [
    'xin chào',
    'toi muon dang ky chu ky so',
    'chữ ký số để làm gì?',
    'GẶP CÁN BỘ',
    'QUAY LẠI',
    'MENU',
    'DỪNG',
    'LỪA ĐẢO',
  ],
  en: ['hello', 'EN', 'I want to register', 'MENU', 'talk to a person', 'STOP', 'VI'],
}

/** Enter sends; with Shift it is a new line, and while a Vietnamese keyboard is composing it ends the word. */
export const endsWriting = (event: KeyboardEvent) =>
  event.key === 'Enter' && !event.shiftKey && !event.isComposing

type Send = (action: { type: string; text?: string }) => Promise<boolean>

/** Where a resident writes. */
export function Composer({ resident, send }: { resident: Resident; send: Send }) {
  const { platform, name } = resident
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    // With a mouse one goes on typing; on a phone the keyboard would cover half of the chat.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])
  const say = () => {
    if (text.trim() === '') return
    setText('')
    void send({ type: 'text', text: text.trim() }).then((sent) => {
      // Nothing typed is lost.
      if (!sent) setText((since) => since || text)
    })
  }
  const keys = (event: KeyboardEvent) => {
    if (!endsWriting(event)) return
    event.preventDefault()
    say()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        say()
      }}
    >
      <Tool label="Gửi nhãn dán" onClick={() => void send({ type: 'sticker' })}>
        <StickerIcon />
      </Tool>
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={2000}
        placeholder={platform === 'zalo' ? 'Tin nhắn' : 'Aa'}
        aria-label={`Tin nhắn của ${name}`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={keys}
      />
      <More resident={resident} send={send} />
      {text.trim() === '' ? (
        <>
          <Tool label="Gửi tin nhắn thoại" onClick={() => void send({ type: 'audio' })}>
            <VoiceIcon />
          </Tool>
          <Tool label="Gửi ảnh" onClick={() => void send({ type: 'image' })}>
            <ImageIcon />
          </Tool>
        </>
      ) : (
        <button type="submit" class="tool send" aria-label="Gửi" title="Gửi">
          <SendIcon />
        </button>
      )}
    </form>
  )
}

interface ToolProps {
  label: string
  onClick: () => void
  children: ComponentChildren
}

function Tool({ label, onClick, children }: ToolProps) {
  return (
    <button type="button" class="tool" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  )
}

function More({ resident: { language, platform }, send }: { resident: Resident; send: Send }) {
  return (
    <Menu
      label="Gửi thứ khác, câu mẫu"
      icon={<MoreIcon />}
      place="up"
      items={[
        { label: 'Vị trí', icon: <PinIcon />, act: () => void send({ type: 'location' }) },
        { label: 'Tệp', icon: <FileIcon />, act: () => void send({ type: 'file' }) },
        { label: 'Đường dẫn', icon: <LinkIcon />, act: () => void send({ type: 'link' }) },
        ...(platform === 'zalo'
          ? [{ label: 'Danh thiếp', icon: <PersonIcon />, act: () => void send({ type: 'business-card' }) }]
          : []),
        'Câu mẫu',
        ...SAMPLES[language].map((text) => ({ label: text, act: () => void send({ type: 'text', text }) })),
      ]}
    />
  )
}
