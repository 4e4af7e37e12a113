/**
 * Names that Zalo may send and we only acknowledge (facts: zalo 1.3). Counted under their own name; any other name is
 * counted as `unknown`, so that a sender cannot make up metric labels.
 */
const KNOWN_UNUSED: ReadonlySet<string> = new Set([
  'user_reacted_message',
  'oa_reacted_message',
  'update_user_info',
  'add_user_to_tag',
  'remove_user_from_tag',
  'remove_tag',
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
  'oa_call_user',
  'widget_failed_to_sync_user_external_id',
  'user_click_button',
  'user_click_link',
  'user_feedback',
  'user_click_response_button',
  'event_journey_time_out',
  'event_journey_acknowledged',
  'shop_has_order',
  'extension_purchased',
])

/** Events of group chats; their names differ between sources, so all of them are counted as one. */
const GROUP = /^[a-z_]{0,30}_group(_[a-z_]{1,30})?$/

/** Under which name an unused event is counted. */
export function countedName(name: string): string {
  if (KNOWN_UNUSED.has(name)) return name
  return GROUP.test(name) ? 'group' : 'unknown'
}
