/** The road of a message, and what a registration leaves: accounts, contacts, conversations, inbox, outbox, timers. */
export const sql = `
create table account (
  id text primary key,
  platform text not null,
  tokens text,                          -- sealed JSON: access and refresh token, when they were made
  tokens_at bigint,
  token_seen text,                      -- keyed hash of the environment's refresh token: counts once only
  refreshing_until bigint not null default 0,
  no_buttons boolean not null default false,
  circuit text not null default 'closed',   -- closed | open
  circuit_reason text,
  circuit_until bigint not null default 0
);

create table contact (
  id bigint generated always as identity primary key,
  account_id text not null references account,
  platform_id text not null,
  language text not null,
  created_at bigint not null,
  stopped_at bigint,                    -- DỪNG: nothing unasked-for from then on
  left_at bigint,                       -- unfollowed
  origin text,                          -- ref of the link or code that brought them
  unique (account_id, platform_id)
);

create table conversation (
  id bigint primary key references contact on delete cascade,
  revision integer not null default 0,  -- drawn anew by each turn written: who remembers another must read again
  owner text not null default 'bot',    -- bot | staff
  owner_since bigint,
  staff_wrote_at bigint,
  waiting_said_at bigint,               -- when the person was last told that a clerk will answer
  last_in_at bigint not null default 0, -- the person's last act by platform time: opens the window
  depth smallint not null default 0,    -- runs on the stack
  misses smallint not null default 0,
  last_choice text,
  last_choice_at bigint not null default 0,
  keeps_transcript boolean not null default false
) with (fillfactor = 70);

create table run (
  conversation_id bigint not null references conversation on delete cascade,
  no integer not null,                  -- names the run while it lives; timers hang on it
  depth smallint not null,              -- 0 is the bottom of the stack; the highest is on top
  flow text not null,
  version integer not null,
  state text not null,                  -- sealed JSON: snapshot, open question, armed timers
  primary key (conversation_id, no)
) with (fillfactor = 70);

create table event_key (
  key uuid primary key,
  seen_at bigint not null
);

create table inbox (
  id bigint generated always as identity primary key,
  account_id text not null,
  user_id text not null,
  at bigint not null,
  received_at bigint not null,
  due_at bigint not null,
  attempts smallint not null default 0,
  body text not null                    -- sealed JSON, gone when its turn commits
);
create index inbox_person on inbox (account_id, user_id);

create table set_aside (
  id bigint generated always as identity primary key,
  what text not null,                   -- event | message
  account_id text not null,
  user_id text not null,
  at bigint not null,
  attempts smallint not null,
  reason text not null,                 -- error name and code, never a value
  body text                             -- sealed, erased after a day
);

create table message (
  conversation_id bigint not null references conversation on delete cascade,
  id bigint generated always as identity,
  at bigint not null,
  author text not null,                 -- resident | bot | clerk
  body text not null,                   -- sealed JSON: what came in as the inbox held it, what went out as sent
  primary key (conversation_id, id)
);

create table outbox (
  id bigint generated always as identity,
  conversation_id bigint not null references conversation on delete cascade,
  account_id text not null,
  user_id text not null,
  lane smallint not null default 0,     -- 0 replies, 1 unasked-for
  state text not null,                  -- ready | sending | uncertain | sent | delivered | seen | failed | expired | uncertain-final
  due_at bigint not null,               -- ready: not before; sending: when its lease ends; uncertain: when to settle it
  created_at bigint not null,
  expires_at bigint not null,
  first_try_at bigint,
  attempts smallint not null default 0,
  resent boolean not null default false,
  text_hash text not null,              -- keyed hash of the text, by which a Zalo echo is known; else empty
  platform_message_id text,
  sent_at bigint,
  reason text,
  body text,                            -- sealed JSON, erased once it is settled
  primary key (conversation_id, id)
);
create index outbox_open on outbox (conversation_id, id) where state in ('ready', 'sending', 'uncertain');
create index outbox_ready on outbox (account_id, id) where state = 'ready';

create table timer (
  conversation_id bigint not null references conversation on delete cascade,
  run_no integer not null,
  send_id text not null,
  arming bigint not null,               -- a fresh number per arming: an old one never fires into a re-entered state
  fire_at bigint not null,
  event text not null,
  primary key (conversation_id, run_no, send_id)
);
create index timer_fire on timer (fire_at);

create table person (
  id bigint generated always as identity primary key,
  phone_hash text not null unique,
  created_at bigint not null
);

create table contact_person (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  person_id bigint not null references person,
  proof text not null,                  -- first-account | unproven: waits for the first account or staff
  from_at bigint not null,
  until_at bigint
);
create index contact_person_contact on contact_person (contact_id);
create unique index contact_person_open on contact_person (contact_id) where until_at is null;
create unique index contact_person_first on contact_person (person_id)
  where until_at is null and proof = 'first-account';
create index contact_person_person on contact_person (person_id);

create table consent (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  purpose text not null,                -- P1 …
  given boolean not null,
  at bigint not null,
  language text not null,
  channel text not null,
  text text not null,                   -- sealed: as it was sent
  answer_key uuid not null,             -- event key of the answer
  withdrawn_at bigint
);
create index consent_contact on consent (contact_id);

create table registration (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  name text not null,                   -- sealed
  phone text not null,                  -- sealed
  phone_hash text not null,
  phone_last4_hash text not null,
  birth_year smallint not null,
  place text not null,                  -- id of src/understanding/places.json as named by the person
  ward text not null,                   -- the new ward it belongs to
  group_code text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create unique index registration_contact on registration (contact_id);
create index registration_phone on registration (phone_hash);
create index registration_last4 on registration (phone_last4_hash);

create table provider_turn (
  account_id text primary key references account,
  n bigint not null                     -- offers made so far: which provider the next person sees first
);

create table provider_offer (
  contact_id bigint primary key references contact on delete cascade,
  turn bigint not null                  -- the person's place in the rotation, kept so that asking again changes nothing
);

create table handoff (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  provider text not null,
  token_hash text not null unique,
  code text not null unique,            -- MH-7K3Q
  created_at bigint not null,
  expires_at bigint not null,
  opened_at bigint
);
create index handoff_contact on handoff (contact_id);

create table "case" (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  code text not null unique,
  reason text not null,
  state text not null default 'open',
  opened_at bigint not null,
  closed_at bigint
);
create index case_contact on "case" (contact_id);
create unique index case_open on "case" (contact_id) where state = 'open';

create table instance (
  id uuid primary key,
  started_at bigint not null,
  seen_at bigint not null
);
`
