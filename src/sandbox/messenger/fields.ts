/** Fields that an app can subscribe to, by their names in the webhook reference (facts: messenger 1.5). */
export const FIELDS = [
  'messages',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'message_echoes',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'message_edits',
  'messaging_handovers',
  'messaging_feedback',
  'messaging_account_linking',
  'messaging_policy_enforcement',
  'message_template_status_update',
  'response_feedback',
  'send_cart',
  'messaging_game_plays',
  'standby',
  'feed',
  'inbox_labels',
] as const
export type Field = (typeof FIELDS)[number]

const FIELD_OF: Record<string, Field> = {
  message: 'messages',
  postback: 'messaging_postbacks',
  referral: 'messaging_referrals',
  optin: 'messaging_optins',
  delivery: 'message_deliveries',
  read: 'message_reads',
  reaction: 'message_reactions',
  message_edit: 'message_edits',
  pass_thread_control: 'messaging_handovers',
  take_thread_control: 'messaging_handovers',
  request_thread_control: 'messaging_handovers',
  app_roles: 'messaging_handovers',
  messaging_feedback: 'messaging_feedback',
  account_linking: 'messaging_account_linking',
  policy_enforcement: 'messaging_policy_enforcement',
  'policy-enforcement': 'messaging_policy_enforcement',
}

/** The field that an event belongs to, by its key. */
export function fieldOf(event: object): Field {
  if ('message' in event && (event.message as { is_echo?: boolean }).is_echo) return 'message_echoes'
  for (const key of Object.keys(event)) {
    const field = FIELD_OF[key]
    if (field) return field
  }
  return 'messages'
}

/** Whether a name is one of a field. Other spellings in Meta's docs are not taken; which ones really are is unsure. */
export function isField(name: string): name is Field {
  return (FIELDS as readonly string[]).includes(name)
}
