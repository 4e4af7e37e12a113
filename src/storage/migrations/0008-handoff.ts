/** What happens between the link and the first signature. */
export const sql = `
create table handoff_event (
  id bigint generated always as identity primary key,
  handoff_id bigint not null references handoff on delete cascade,
  kind text not null,                   -- stuck, check-in
  step text,                            -- where the person was stuck
  answer text not null,                 -- what held them up, or what they said when asked
  at bigint not null
);
create index handoff_event_handoff on handoff_event (handoff_id);

create table certificate (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact on delete cascade,
  provider text not null,               -- id in the catalogue, or other
  issued_on text,                       -- ISO day as told; null: not known
  expires_on text,                      -- as the person read it, never computed
  source text not null,                 -- self-reported
  created_at bigint not null,
  updated_at bigint not null,
  unique (contact_id, provider)
);

create table certificate_event (
  id bigint generated always as identity primary key,
  certificate_id bigint not null references certificate on delete cascade,
  kind text not null,                   -- issued, first-used
  source text not null,
  at bigint not null,
  unique (certificate_id, kind)
);
`
