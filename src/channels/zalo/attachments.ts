import type { AttachmentKind } from '../channel.ts'
import { asObject } from '../clean.ts'

const KINDS: ReadonlyMap<string, AttachmentKind> = new Map([
  ['image', 'image'],
  ['gif', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['file', 'file'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['link', 'link'],
  ['business_card', 'contact'],
])

const MAX_ATTACHMENTS = 20

/**
 * Kinds of what came with a message. Addresses, names, coordinates and phone numbers inside are left behind: nothing is
 * downloaded, so nothing of it is kept.
 */
export function attachmentKinds(eventName: string, attachments: unknown): AttachmentKind[] {
  const list = Array.isArray(attachments) ? attachments.slice(0, MAX_ATTACHMENTS) : []
  if (list.length > 0) return list.map(kindOf)
  if (eventName === 'user_send_text') return []
  return [KINDS.get(eventName.slice('user_send_'.length)) ?? 'other']
}

function kindOf(attachment: unknown): AttachmentKind {
  const fields = asObject(attachment)
  const type = fields?.['type']
  const kind = (typeof type === 'string' && KINDS.get(type)) || 'other'
  return kind === 'link' && isCard(asObject(fields?.['payload'])?.['description']) ? 'contact' : kind
}

/** A business card comes as a link whose description is JSON with a phone number (facts: zalo 1.4). */
function isCard(description: unknown): boolean {
  if (typeof description !== 'string' || description.length > 4_000 || !description.startsWith('{'))
    return false
  try {
    return asObject(JSON.parse(description))?.['phone'] !== undefined
  } catch {
    return false
  }
}
