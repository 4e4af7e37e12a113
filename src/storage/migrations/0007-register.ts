/** What else a registration says of a person, and the hamlets that staff have loaded. */
export const sql = `
create table hamlet (
  id bigint generated always as identity primary key,
  place text not null,                  -- id of src/understanding/places.json: an old unit, or a ward of today
  ward text not null,                   -- the ward of today that it belongs to
  name text not null,                   -- as staff spell it
  key text not null,                    -- match key of the name
  position integer not null,            -- place in the list
  gone_at bigint                        -- a newer list leaves it out: kept for those who named it, offered to nobody
);
create unique index hamlet_name on hamlet (place, key);
create index hamlet_ward on hamlet (ward);

alter table registration add column residence text not null default ''; -- THUONGTRU, TAMTRU, LAMVIEC; empty: not asked then
alter table registration add column hamlet_id bigint;   -- of a hamlet, of which no row is ever erased
alter table registration add column school text;        -- sealed
alter table registration add column class text;         -- sealed
alter table registration add column organisation text;  -- sealed
`
