import type { AttachmentKind } from '../channel.ts'
import { asList, asObject } from '../clean.ts'

/** Most attachments that one message can hold are 30 images. */
const MAX_ATTACHMENTS = 30

const ATTACHMENTS = new Map<unknown, AttachmentKind>([
  ['image', 'image'],
  ['video', 'video'],
  ['reel', 'video'],
  ['ig_reel', 'video'],
  ['audio', 'audio'],
  ['file', 'file'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['fallback', 'link'],
  ['post', 'link'],
  ['ig_post', 'link'],
])

function attachmentKind(value: unknown): AttachmentKind {
  const attachment = asObject(value)
  const payload = asObject(attachment?.['payload'])
  // Until August 2026 stickers came as images; the "like" thumb is one too.
  if (payload && 'sticker_id' in payload) return 'sticker'
  const kind = ATTACHMENTS.get(attachment?.['type']) ?? 'other'
  return kind === 'link' && !payload ? 'other' : kind
}

/** Kinds of `message.attachments`; files are not looked at. */
export function attachmentKinds(attachments: unknown): AttachmentKind[] {
  return asList(attachments).slice(0, MAX_ATTACHMENTS).map(attachmentKind)
}

/** Event kinds by the key that names them, the ones that may stand beside another last (facts: Messenger events). */
const KINDS = [
  'message',
  'postback',
  'delivery',
  'read',
  'reaction',
  'message_edit',
  'optin',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
  'messaging_feedback',
  'response_feedback',
  'account_linking',
  'policy_enforcement',
  'policy-enforcement',
  'game_play',
  'send_cart',
  'referral',
] as const

export type Kind = (typeof KINDS)[number] | 'echo' | 'unknown'

/** What a member of `messaging[]` or `standby[]` is. */
export function kindOf(event: Record<string, unknown>): Kind {
  const kind = KINDS.find((name) => event[name] !== undefined && event[name] !== null)
  if (kind === 'message' && asObject(event['message'])?.['is_echo'] === true) return 'echo'
  return kind ?? 'unknown'
}

/** Fields seen in `changes[]`; messaging ones come from the dashboard's Test button. */
const CHANGES = new Set<unknown>([
  'feed',
  'mention',
  'ratings',
  'conversations',
  'inbox_labels',
  'leadgen',
  'messages',
  'message_echoes',
  'message_edits',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'message_template_status_update',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'standby',
])

/** Name under which a change is counted: bounded, since it becomes a metric's label. */
export function changeName(change: unknown): string {
  const field = asObject(change)?.['field']
  return `changes:${CHANGES.has(field) ? field : 'unknown'}`
}
