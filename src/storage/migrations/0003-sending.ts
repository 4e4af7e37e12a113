/** Sending, whole: probes of a stopped account with back-off, uploaded pictures, calls of the last day. */
export const sql = `
alter table account add column circuit_probes smallint not null default 0; -- failed probes since the circuit opened
alter table account add column typing_until bigint not null default 0;     -- how long one instance shows that we write

create table upload (
  account_id text not null references account on delete cascade,
  source text not null,                 -- file name or address of the picture, never a person's
  platform_id text not null,            -- attachment id, good for days (Zalo) or weeks (Messenger)
  uploaded_at bigint not null,
  primary key (account_id, source)
);

create table call_count (
  account_id text not null references account on delete cascade,
  hour bigint not null,                 -- hours since the epoch
  calls integer not null,
  primary key (account_id, hour)
);
`
