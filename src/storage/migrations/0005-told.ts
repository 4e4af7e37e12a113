/** When a platform last said that an account may not send, or may again: what is told late undoes nothing. */
export const sql = `
alter table account add column told_at bigint not null default 0; -- by the platform's clock
`
