/** A person's own say over their data: erasure with a receipt and the least proof, and a link to a copy. */
export const sql = `
alter table contact add column erased_at bigint;   -- all but this row is erased; the row goes once the receipt has reached the person

create table erasure (
  id bigint generated always as identity primary key,
  code_hash text not null unique,       -- SHA-256 of the receipt's code; nothing here tells whose it was
  at bigint not null,
  counts text not null                  -- what was erased, as JSON: name of what was kept to how many
);

create table proof_key (
  id smallint primary key check (id = 1),
  sealed text not null                  -- a key of its own, as what it hashes cannot be hashed anew when APP_KEY changes
);

create table consent_proof (
  id bigint generated always as identity primary key,
  contact_hash text not null,           -- of account and platform id, keyed with proof_key
  purpose text not null,
  given boolean not null,
  at bigint not null,
  withdrawn_at bigint,
  language text not null,
  channel text not null,
  text_hash text not null,              -- SHA-256 of the question as it was sent
  answer_key uuid not null
);
create index consent_proof_contact on consent_proof (contact_hash);
create index consent_proof_age on consent_proof (withdrawn_at);

create table data_link (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  token_hash text not null unique,
  created_at bigint not null,
  expires_at bigint not null,
  shown_at bigint,                      -- the page was opened by its button: it works once
  saved_at bigint                       -- the file was fetched: once, too
);
create index data_link_contact on data_link (contact_id);
`
