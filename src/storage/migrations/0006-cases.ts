/** What staff do with cases, and the trail of it; answers that wait for the person to write again. */
export const sql = `
alter table "case" add column detail text;           -- a name from the code that goes with the reason, e.g. the part of the day
alter table "case" add column answered_at bigint;    -- a clerk's last answer through this program
alter table "case" add column closed_by text;

alter table conversation add column held boolean not null default false; -- outbox rows in state held wait for the window

create table audit (
  id bigint generated always as identity primary key,
  at bigint not null,
  actor text not null,                  -- who of the staff, as they are named by the operating system or by --as
  act text not null,                    -- look, answer, close, reopen, list, refused
  subject text                          -- code of the case; nothing of a person
);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit is append-only';
end
$$;
create trigger audit_append_only before update or delete on audit
  for each row execute function audit_is_append_only();
`
