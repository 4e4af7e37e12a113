-- The whole schema as the migrations leave it, read back from the database's catalogue: to be read, never run.
-- Written by: npx vitest run --project unit test/storage/schema.test.ts -u

create table account (
  id text not null,
  platform text not null,
  tokens text,
  tokens_at bigint,
  token_seen text,
  refreshing_until bigint default 0 not null,
  no_buttons boolean default false not null,
  circuit text default 'closed'::text not null,
  circuit_reason text,
  circuit_until bigint default 0 not null,
  circuit_probes smallint default 0 not null,
  typing_until bigint default 0 not null,
  told_at bigint default 0 not null,
  constraint account_pkey PRIMARY KEY (id)
);

create table audit (
  id bigint generated always as identity not null,
  at bigint not null,
  actor text not null,
  act text not null,
  subject text,
  constraint audit_pkey PRIMARY KEY (id)
);

create table call_count (
  account_id text not null,
  hour bigint not null,
  calls integer not null,
  constraint call_count_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
  constraint call_count_pkey PRIMARY KEY (account_id, hour)
);

create table "case" (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  code text not null,
  reason text not null,
  state text default 'open'::text not null,
  opened_at bigint not null,
  closed_at bigint,
  detail text,
  answered_at bigint,
  closed_by text,
  constraint case_code_key UNIQUE (code),
  constraint case_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint case_pkey PRIMARY KEY (id)
);
CREATE INDEX case_contact ON public."case" USING btree (contact_id);
CREATE UNIQUE INDEX case_open ON public."case" USING btree (contact_id) WHERE (state = 'open'::text);

create table certificate (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  provider text not null,
  issued_on text,
  expires_on text,
  source text not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint certificate_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint certificate_contact_id_provider_key UNIQUE (contact_id, provider),
  constraint certificate_pkey PRIMARY KEY (id)
);

create table certificate_event (
  id bigint generated always as identity not null,
  certificate_id bigint not null,
  kind text not null,
  source text not null,
  at bigint not null,
  constraint certificate_event_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id) ON DELETE CASCADE,
  constraint certificate_event_certificate_id_kind_key UNIQUE (certificate_id, kind),
  constraint certificate_event_pkey PRIMARY KEY (id)
);

create table connection (
  account_id text not null,
  watched_since bigint not null,
  heard_at bigint default 0 not null,
  checked_at bigint default 0 not null,
  findings text default '[]'::text not null,
  told text default '{}'::text not null,
  constraint connection_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
  constraint connection_pkey PRIMARY KEY (account_id)
);

create table consent (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  purpose text not null,
  given boolean not null,
  at bigint not null,
  language text not null,
  channel text not null,
  text text not null,
  answer_key uuid not null,
  withdrawn_at bigint,
  constraint consent_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint consent_pkey PRIMARY KEY (id)
);
CREATE INDEX consent_contact ON public.consent USING btree (contact_id);

create table consent_proof (
  id bigint generated always as identity not null,
  contact_hash text not null,
  purpose text not null,
  given boolean not null,
  at bigint not null,
  withdrawn_at bigint,
  language text not null,
  channel text not null,
  text_hash text not null,
  answer_key uuid not null,
  constraint consent_proof_pkey PRIMARY KEY (id)
);
CREATE INDEX consent_proof_age ON public.consent_proof USING btree (withdrawn_at);
CREATE INDEX consent_proof_contact ON public.consent_proof USING btree (contact_hash);

create table contact (
  id bigint generated always as identity not null,
  account_id text not null,
  platform_id text not null,
  language text not null,
  created_at bigint not null,
  stopped_at bigint,
  left_at bigint,
  origin text,
  erased_at bigint,
  constraint contact_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint contact_account_id_platform_id_key UNIQUE (account_id, platform_id),
  constraint contact_pkey PRIMARY KEY (id)
);

create table contact_person (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  person_id bigint not null,
  proof text not null,
  from_at bigint not null,
  until_at bigint,
  constraint contact_person_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint contact_person_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
  constraint contact_person_pkey PRIMARY KEY (id)
);
CREATE INDEX contact_person_contact ON public.contact_person USING btree (contact_id);
CREATE INDEX contact_person_person ON public.contact_person USING btree (person_id);
CREATE UNIQUE INDEX contact_person_first ON public.contact_person USING btree (person_id) WHERE ((until_at IS NULL) AND (proof = 'first-account'::text));
CREATE UNIQUE INDEX contact_person_open ON public.contact_person USING btree (contact_id) WHERE (until_at IS NULL);

create table conversation (
  id bigint not null,
  revision integer default 0 not null,
  owner text default 'bot'::text not null,
  owner_since bigint,
  staff_wrote_at bigint,
  waiting_said_at bigint,
  last_in_at bigint default 0 not null,
  depth smallint default 0 not null,
  misses smallint default 0 not null,
  last_choice text,
  last_choice_at bigint default 0 not null,
  keeps_transcript boolean default false not null,
  held boolean default false not null,
  constraint conversation_id_fkey FOREIGN KEY (id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint conversation_pkey PRIMARY KEY (id)
) with (fillfactor=70);

create table data_link (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  token_hash text not null,
  created_at bigint not null,
  expires_at bigint not null,
  shown_at bigint,
  saved_at bigint,
  constraint data_link_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint data_link_pkey PRIMARY KEY (id),
  constraint data_link_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX data_link_contact ON public.data_link USING btree (contact_id);

create table erasure (
  id bigint generated always as identity not null,
  code_hash text not null,
  at bigint not null,
  counts text not null,
  constraint erasure_code_hash_key UNIQUE (code_hash),
  constraint erasure_pkey PRIMARY KEY (id)
);

create table event_key (
  key uuid not null,
  seen_at bigint not null,
  constraint event_key_pkey PRIMARY KEY (key)
);

create table hamlet (
  id bigint generated always as identity not null,
  place text not null,
  ward text not null,
  name text not null,
  key text not null,
  "position" integer not null,
  gone_at bigint,
  constraint hamlet_pkey PRIMARY KEY (id)
);
CREATE INDEX hamlet_ward ON public.hamlet USING btree (ward);
CREATE UNIQUE INDEX hamlet_name ON public.hamlet USING btree (place, key);

create table handoff (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  provider text not null,
  token_hash text not null,
  code text not null,
  created_at bigint not null,
  expires_at bigint not null,
  opened_at bigint,
  constraint handoff_code_key UNIQUE (code),
  constraint handoff_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint handoff_pkey PRIMARY KEY (id),
  constraint handoff_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX handoff_contact ON public.handoff USING btree (contact_id);

create table handoff_event (
  id bigint generated always as identity not null,
  handoff_id bigint not null,
  kind text not null,
  step text,
  answer text not null,
  at bigint not null,
  constraint handoff_event_handoff_id_fkey FOREIGN KEY (handoff_id) REFERENCES handoff(id) ON DELETE CASCADE,
  constraint handoff_event_pkey PRIMARY KEY (id)
);
CREATE INDEX handoff_event_handoff ON public.handoff_event USING btree (handoff_id);

create table inbox (
  id bigint generated always as identity not null,
  account_id text not null,
  user_id text not null,
  at bigint not null,
  received_at bigint not null,
  due_at bigint not null,
  attempts smallint default 0 not null,
  body text not null,
  constraint inbox_pkey PRIMARY KEY (id)
);
CREATE INDEX inbox_person ON public.inbox USING btree (account_id, user_id);

create table instance (
  id uuid not null,
  started_at bigint not null,
  seen_at bigint not null,
  constraint instance_pkey PRIMARY KEY (id)
);

create table message (
  conversation_id bigint not null,
  id bigint generated always as identity not null,
  at bigint not null,
  author text not null,
  body text not null,
  constraint message_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversation(id) ON DELETE CASCADE,
  constraint message_pkey PRIMARY KEY (conversation_id, id)
);

create table migration (
  id integer not null,
  name text not null,
  applied_at bigint not null,
  constraint migration_pkey PRIMARY KEY (id)
);

create table outbox (
  id bigint generated always as identity not null,
  conversation_id bigint not null,
  account_id text not null,
  user_id text not null,
  lane smallint default 0 not null,
  state text not null,
  due_at bigint not null,
  created_at bigint not null,
  expires_at bigint not null,
  first_try_at bigint,
  attempts smallint default 0 not null,
  resent boolean default false not null,
  text_hash text not null,
  platform_message_id text,
  sent_at bigint,
  reason text,
  body text,
  constraint outbox_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversation(id) ON DELETE CASCADE,
  constraint outbox_pkey PRIMARY KEY (conversation_id, id)
);
CREATE INDEX outbox_open ON public.outbox USING btree (conversation_id, id) WHERE (state = ANY (ARRAY['ready'::text, 'sending'::text, 'uncertain'::text]));
CREATE INDEX outbox_ready ON public.outbox USING btree (account_id, id) WHERE (state = 'ready'::text);

create table person (
  id bigint generated always as identity not null,
  phone_hash text not null,
  created_at bigint not null,
  constraint person_phone_hash_key UNIQUE (phone_hash),
  constraint person_pkey PRIMARY KEY (id)
);

create table proof_key (
  id smallint not null,
  sealed text not null,
  constraint proof_key_id_check CHECK ((id = 1)),
  constraint proof_key_pkey PRIMARY KEY (id)
);

create table provider_offer (
  contact_id bigint not null,
  turn bigint not null,
  constraint provider_offer_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint provider_offer_pkey PRIMARY KEY (contact_id)
);

create table provider_turn (
  account_id text not null,
  n bigint not null,
  constraint provider_turn_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id),
  constraint provider_turn_pkey PRIMARY KEY (account_id)
);

create table registration (
  id bigint generated always as identity not null,
  contact_id bigint not null,
  name text not null,
  phone text not null,
  phone_hash text not null,
  phone_last4_hash text not null,
  birth_year smallint not null,
  place text not null,
  ward text not null,
  group_code text not null,
  created_at bigint not null,
  updated_at bigint not null,
  residence text default ''::text not null,
  hamlet_id bigint,
  school text,
  class text,
  organisation text,
  constraint registration_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact(id) ON DELETE CASCADE,
  constraint registration_pkey PRIMARY KEY (id)
);
CREATE INDEX registration_last4 ON public.registration USING btree (phone_last4_hash);
CREATE INDEX registration_phone ON public.registration USING btree (phone_hash);
CREATE UNIQUE INDEX registration_contact ON public.registration USING btree (contact_id);

create table run (
  conversation_id bigint not null,
  no integer not null,
  depth smallint not null,
  flow text not null,
  version integer not null,
  state text not null,
  constraint run_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversation(id) ON DELETE CASCADE,
  constraint run_pkey PRIMARY KEY (conversation_id, no)
) with (fillfactor=70);

create table set_aside (
  id bigint generated always as identity not null,
  what text not null,
  account_id text not null,
  user_id text not null,
  at bigint not null,
  attempts smallint not null,
  reason text not null,
  body text,
  constraint set_aside_pkey PRIMARY KEY (id)
);

create table timer (
  conversation_id bigint not null,
  run_no integer not null,
  send_id text not null,
  arming bigint not null,
  fire_at bigint not null,
  event text not null,
  constraint timer_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversation(id) ON DELETE CASCADE,
  constraint timer_pkey PRIMARY KEY (conversation_id, run_no, send_id)
);
CREATE INDEX timer_fire ON public.timer USING btree (fire_at);

create table upload (
  account_id text not null,
  source text not null,
  platform_id text not null,
  uploaded_at bigint not null,
  constraint upload_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
  constraint upload_pkey PRIMARY KEY (account_id, source)
);

create table zalo_consent (
  account_id text not null,
  state_hash text,
  sealed text not null,
  made_at bigint not null,
  expires_at bigint not null,
  constraint zalo_consent_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE,
  constraint zalo_consent_pkey PRIMARY KEY (account_id),
  constraint zalo_consent_state_hash_key UNIQUE (state_hash)
);

-- function audit_is_append_only()
-- trigger audit_append_only on audit
