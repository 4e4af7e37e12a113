/** Keeping the connection: the consent link of each OA, and what is known of each account's connection. */
export const sql = `
create table zalo_consent (
  account_id text primary key references account on delete cascade,
  state_hash text unique,               -- keyed hash of the link's state; null once it came back
  sealed text not null,                 -- sealed JSON: state and PKCE verifier, then the pair until its OA is checked
  made_at bigint not null,
  expires_at bigint not null
);

create table connection (
  account_id text primary key references account on delete cascade,
  watched_since bigint not null,
  heard_at bigint not null default 0,   -- last webhook that a secret of the account signed
  checked_at bigint not null default 0, -- when an instance last began to check it with its platform
  findings text not null default '[]',  -- JSON: what that check found
  told text not null default '{}'       -- JSON: by check, when an alarm was last given
);
`
