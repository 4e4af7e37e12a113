import type { Button } from '../people.ts'
import { type Fields, isFields, isText, isWebAddress } from '../shape.ts'
import { isMedia, type Media } from './attachments.ts'
import { PAYLOAD, TITLE } from './buttons.ts'
import { bad, limited, listOf, only } from './checks.ts'
import { checkTemplate, type Shown } from './template-rules.ts'
import { Templates } from './templates.ts'
import { fillTemplate } from './utility.ts'

// Limits of facts: messenger 3. The unit of "characters" is not stated there; counted here in UTF-16 units.
const TEXT_BELOW = 2000
const METADATA_BELOW = 1000
const QUICK_REPLIES = 13
const IMAGES = 30

/** A file that a message brings. */
export interface SentFile {
  type: Media
  url?: string
  id?: string
  /** The answer is to name an id for it. */
  reusable: boolean
}

/** A message that keeps to the platform's shapes and limits. */
export interface CheckedMessage extends Omit<Shown, 'attachmentId'> {
  buttons: Button[]
  metadata?: string
  files: SentFile[]
  /** Ids of files that the template shows. */
  shownFiles: { id: string; type: string }[]
  /** From an approved template: goes at any time. */
  isUtility: boolean
  /** `message` as it was sent. */
  body: Fields
}

/**
 * Checks `message` of a send.
 * @param templates the Page's utility templates.
 * @throws GraphRefusal 100.
 */
export function checkMessage(message: unknown, templates = new Templates()): CheckedMessage {
  if (!isFields(message)) throw bad('Param message must be an object')
  only(message, ['text', 'quick_replies', 'attachment', 'attachments', 'metadata', 'template'], 'message')
  const { text, attachment, attachments, metadata, template, quick_replies: quickReplies } = message
  const contents = [text, attachment, attachments, template].filter((one) => one !== undefined)
  if (contents.length !== 1) throw bad('Param message must have either text or attachment')
  if (metadata !== undefined) limited(metadata, METADATA_BELOW - 1, 'message[metadata]')
  const quick = quickReplies === undefined ? [] : checkQuickReplies(quickReplies)
  const shown = checkContent(message, templates)
  return {
    ...shown,
    buttons: [...shown.buttons, ...quick],
    isUtility: template !== undefined,
    body: message,
    ...(metadata === undefined ? {} : { metadata: String(metadata) }),
  }
}

type Content = Omit<Shown, 'attachmentId'> & Pick<CheckedMessage, 'files' | 'shownFiles'>

function checkContent({ text, attachment, attachments, template }: Fields, templates: Templates): Content {
  const plain = { buttons: [], files: [], shownFiles: [] }
  if (text !== undefined) return { ...plain, text: limited(text, TEXT_BELOW - 1, 'message[text]') }
  if (template !== undefined) return { ...plain, ...fillTemplate(templates, template) }
  if (attachments !== undefined) {
    const files = listOf(attachments, 1, IMAGES, 'attachments').map((one) => checkFile(one))
    if (files.some(({ type }) => type !== 'image')) throw bad('Param attachments takes images only')
    return { ...plain, text: '', files }
  }
  if (!isFields(attachment) || !isFields(attachment['payload'])) {
    throw bad('Param attachment must be an object with type and payload')
  }
  if (attachment['type'] !== 'template') return { ...plain, text: '', files: [checkFile(attachment)] }
  only(attachment, ['type', 'payload'], 'attachment')
  const { attachmentId, ...shown } = checkTemplate(attachment['payload'])
  return { ...plain, ...shown, shownFiles: attachmentId ? [attachmentId] : [] }
}

function checkQuickReplies(list: unknown): Button[] {
  return listOf(list, 1, QUICK_REPLIES, 'quick_replies').map((reply, i) => {
    const at = `quick_replies[${i}]`
    if (!isFields(reply)) throw bad(`Param ${at} must be an object`)
    only(reply, ['content_type', 'title', 'payload', 'image_url'], at)
    const { content_type: type, title, payload, image_url: image } = reply
    if (image !== undefined && !isWebAddress(image)) throw bad(`Param ${at}[image_url] must be a URL`)
    if (type === 'user_phone_number' || type === 'user_email') return { title: type, kind: 'quick-reply' }
    if (type !== 'text') throw bad(`Param ${at}[content_type] is not valid`)
    return {
      title: limited(title, TITLE, `${at}[title]`),
      payload: limited(payload, PAYLOAD, `${at}[payload]`),
      kind: 'quick-reply',
    }
  })
}

/** Checks an attachment that is a file, of a message or an upload. @throws GraphRefusal 100. */
export function checkFile(attachment: unknown): SentFile {
  if (!isFields(attachment) || !isFields(attachment['payload'])) {
    throw bad('Param attachment must be an object with type and payload')
  }
  only(attachment, ['type', 'payload'], 'attachment')
  const { type, payload: media } = attachment
  if (!isMedia(type)) throw bad('Param attachment[type] is not valid')
  only(media as Fields, ['url', 'attachment_id', 'is_reusable'], 'attachment[payload]')
  const { url, attachment_id: id, is_reusable: reusable } = media as Fields
  if (isWebAddress(url)) return { type, url, reusable: reusable === true || reusable === 'true' }
  if (isText(id)) return { type, id, reusable: false }
  throw bad('Param attachment[payload] needs a url or an attachment_id')
}
