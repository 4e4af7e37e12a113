/**
 * Names that Zalo may send and we only acknowledge (facts: zalo 1.3). Counted under their own name; any other name is
 * counted as `unknown`, so that a sender cannot make up metric labels.
 */
const KNOWN_UNUSED: ReadonlySet<string> = new Set([
  'user_reacted_message',
  'oa_reacted_message',
  'user_submit_info',
  'update_user_info',
  'add_user_to_tag',
  'remove_user_from_tag',
  'remove_tag',
  'user_withdraw',
  'permission_revoked',
  'anonymous_send_text',
  'anonymous_send_image',
  'anonymous_send_file',
  'anonymous_send_sticker',
  'oa_send_anonymous_text',
  'oa_send_anonymous_image',
  'oa_send_anonymous_file',
  'oa_send_anonymous_sticker',
  'oa_send_consent',
  'user_reply_consent',
  'user_call_oa',
  'oa_call_user',
  'widget_interaction_accepted',
  'widget_failed_to_sync_user_external_id',
  'change_oa_daily_quota',
  'change_template_status',
  'change_template_quality',
  'change_template_quota',
  'change_oa_template_tags',
  'user_feedback',
  'user_click_response_button',
  'event_journey_time_out',
  'event_journey_acknowledged',
  'shop_has_order',
  'extension_purchased',
])

/** Under which name an unused event is counted. */
export function countedName(name: string): string {
  return KNOWN_UNUSED.has(name) ? name : 'unknown'
}
