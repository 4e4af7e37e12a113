import type { Generated, GeneratedAlways } from 'kysely'

/** Times are ms since the epoch (bigint in SQL, number here). `sealed` = text from `Keyring.seal`. */
export interface Schema {
  account: AccountTable
  contact: ContactTable
  conversation: ConversationTable
  run: RunTable
  event_key: { key: string; seen_at: number }
  inbox: InboxTable
  set_aside: SetAsideTable
  message: MessageTable
  outbox: OutboxTable
  timer: TimerTable
  person: { id: GeneratedAlways<number>; phone_hash: string; created_at: number }
  contact_person: ContactPersonTable
  consent: ConsentTable
  registration: RegistrationTable
  hamlet: HamletTable
  provider_turn: { account_id: string; n: number }
  provider_offer: { contact_id: number; turn: number }
  handoff: HandoffTable
  handoff_event: HandoffEventTable
  certificate: CertificateTable
  certificate_event: CertificateEventTable
  case: CaseTable
  audit: AuditTable
  erasure: { id: GeneratedAlways<number>; code_hash: string; at: number; counts: string }
  proof_key: { id: number; sealed: string }
  consent_proof: ConsentProofTable
  data_link: DataLinkTable
  instance: { id: string; started_at: number; seen_at: number }
  zalo_consent: {
    account_id: string
    state_hash: string | null
    sealed: string
    made_at: number
    expires_at: number
  }
  connection: ConnectionTable
  upload: { account_id: string; source: string; platform_id: string; uploaded_at: number }
  call_count: { account_id: string; hour: number; calls: number }
}

interface AccountTable {
  id: string
  platform: string
  tokens: string | null
  tokens_at: number | null
  token_seen: string | null
  refreshing_until: Generated<number>
  no_buttons: Generated<boolean>
  circuit: Generated<'closed' | 'open'>
  circuit_reason: string | null
  circuit_until: Generated<number>
  circuit_probes: Generated<number>
  typing_until: Generated<number>
  told_at: Generated<number>
}

interface ConnectionTable {
  account_id: string
  watched_since: number
  heard_at: Generated<number>
  checked_at: Generated<number>
  findings: Generated<string>
  told: Generated<string>
}

interface ContactTable {
  id: GeneratedAlways<number>
  account_id: string
  platform_id: string
  language: string
  created_at: number
  stopped_at: number | null
  left_at: number | null
  origin: string | null
  erased_at: number | null
}

interface ConversationTable {
  id: number
  revision: Generated<number>
  /** inbox: staff's, as the platform itself has said: what comes to us from then on was given back. */
  owner: Generated<'bot' | 'staff' | 'inbox'>
  owner_since: number | null
  staff_wrote_at: number | null
  waiting_said_at: number | null
  last_in_at: Generated<number>
  depth: Generated<number>
  misses: Generated<number>
  last_choice: string | null
  last_choice_at: Generated<number>
  keeps_transcript: Generated<boolean>
  held: Generated<boolean>
}

interface RunTable {
  conversation_id: number
  no: number
  depth: number
  flow: string
  version: number
  state: string
}

interface InboxTable {
  id: GeneratedAlways<number>
  account_id: string
  user_id: string
  at: number
  received_at: number
  due_at: number
  attempts: Generated<number>
  body: string
}

interface SetAsideTable {
  id: GeneratedAlways<number>
  what: 'event' | 'message'
  account_id: string
  user_id: string
  at: number
  attempts: number
  reason: string
  body: string | null
}

interface MessageTable {
  id: GeneratedAlways<number>
  conversation_id: number
  at: number
  author: 'resident' | 'bot' | 'clerk'
  body: string
}

/** Every state that an outgoing message can be in; those from `sent` on are final or only grow in certainty. */
export type OutboxState =
  | 'ready'
  /** Said by a clerk while the window was closed: waits for the person. */
  | 'held'
  | 'sending'
  | 'uncertain'
  | 'sent'
  | 'delivered'
  | 'seen'
  | 'failed'
  | 'expired'
  | 'uncertain-final'

interface OutboxTable {
  id: GeneratedAlways<number>
  conversation_id: number
  account_id: string
  user_id: string
  lane: Generated<number>
  state: OutboxState
  due_at: number
  created_at: number
  expires_at: number
  first_try_at: number | null
  attempts: Generated<number>
  resent: Generated<boolean>
  text_hash: string
  platform_message_id: string | null
  sent_at: number | null
  reason: string | null
  body: string | null
}

interface TimerTable {
  conversation_id: number
  run_no: number
  send_id: string
  arming: number
  fire_at: number
  event: string
}

interface ContactPersonTable {
  id: GeneratedAlways<number>
  contact_id: number
  person_id: number
  proof: 'first-account' | 'unproven'
  from_at: number
  until_at: number | null
}

interface ConsentTable {
  id: GeneratedAlways<number>
  contact_id: number
  purpose: string
  given: boolean
  at: number
  language: string
  channel: string
  text: string
  answer_key: string
  withdrawn_at: number | null
}

interface RegistrationTable {
  id: GeneratedAlways<number>
  contact_id: number
  name: string
  phone: string
  phone_hash: string
  phone_last4_hash: string
  birth_year: number
  place: string
  ward: string
  group_code: string
  created_at: number
  updated_at: number
  residence: Generated<string>
  hamlet_id: number | null
  school: string | null
  class: string | null
  organisation: string | null
}

interface HamletTable {
  id: GeneratedAlways<number>
  place: string
  ward: string
  name: string
  key: string
  position: number
  gone_at: number | null
}

interface HandoffTable {
  id: GeneratedAlways<number>
  contact_id: number
  provider: string
  token_hash: string
  code: string
  created_at: number
  expires_at: number
  opened_at: number | null
}

interface HandoffEventTable {
  id: GeneratedAlways<number>
  handoff_id: number
  kind: 'stuck' | 'check-in'
  step: string | null
  answer: string
  at: number
}

interface CertificateTable {
  id: GeneratedAlways<number>
  contact_id: number
  provider: string
  issued_on: string | null
  expires_on: string | null
  source: string
  created_at: number
  updated_at: number
}

interface CertificateEventTable {
  id: GeneratedAlways<number>
  certificate_id: number
  kind: 'issued' | 'first-used'
  source: string
  at: number
}

interface CaseTable {
  id: GeneratedAlways<number>
  contact_id: number
  code: string
  reason: string
  state: Generated<'open' | 'closed'>
  opened_at: number
  closed_at: number | null
  detail: string | null
  answered_at: number | null
  closed_by: string | null
}

interface AuditTable {
  id: GeneratedAlways<number>
  at: number
  actor: string
  act: string
  subject: string | null
}

interface ConsentProofTable {
  id: GeneratedAlways<number>
  contact_hash: string
  purpose: string
  given: boolean
  at: number
  withdrawn_at: number | null
  language: string
  channel: string
  text_hash: string
  answer_key: string
}

interface DataLinkTable {
  id: GeneratedAlways<number>
  contact_id: number
  token_hash: string
  created_at: number
  expires_at: number
  shown_at: number | null
  saved_at: number | null
}
