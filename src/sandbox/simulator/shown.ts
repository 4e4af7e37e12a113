import type { ReceivedMessage } from '../people.ts'
import { type Fields, isFields } from '../shape.ts'
import type { Bubble, BubbleButton, Card } from './types.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function fieldsOf(value: unknown, ...path: string[]): Fields | undefined {
  let at = value
  for (const name of path) at = isFields(at) ? at[name] : undefined
  return isFields(at) ? at : undefined
}

/** A message of the office as its reader sees it: templates and media are only in the body that was sent. */
export function shown(message: ReceivedMessage): Omit<Bubble, 'n' | 'user' | 'language'> {
  const attachment = fieldsOf(message.raw, 'message', 'attachment')
  const payload = fieldsOf(attachment, 'payload')
  const elements = Array.isArray(payload?.['elements']) ? payload['elements'].filter(isFields) : []
  const kind = text(attachment?.['type'])
  // The emulator tells its cards in words too, and all their buttons as one row.
  const generic = payload?.['template_type'] === 'generic'
  const media = text(elements[0]?.['media_type']) || (kind === 'template' ? '' : kind)
  return {
    at: message.at,
    from: message.from,
    kind: 'text',
    text: generic ? '' : message.text,
    id: message.id,
    buttons: message.buttons.filter(({ kind }) => !generic || kind === 'quick-reply').map(buttonOf),
    media: media === '' ? null : media,
    form: payload?.['template_type'] === 'request_user_info',
    cards: elements.map(cardOf).filter(({ title }) => title !== '' && title !== message.text),
  }
}

function buttonOf({ title, kind, payload, url }: BubbleButton): BubbleButton {
  return { title, kind, ...(payload === undefined ? {} : { payload }), ...(url === undefined ? {} : { url }) }
}

function cardOf(element: Fields): Card {
  const buttons = Array.isArray(element['buttons']) ? element['buttons'].filter(isFields) : []
  return {
    title: text(element['title']),
    subtitle: text(element['subtitle']),
    buttons: buttons.map((button) => ({
      title: text(button['title']),
      ...(button['type'] === 'web_url'
        ? { kind: 'url', url: text(button['url']) }
        : { kind: 'postback', payload: text(button['payload']) }),
    })),
  }
}
