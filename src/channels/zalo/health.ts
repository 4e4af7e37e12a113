import { sql } from 'kysely'
import type { Clock } from '../../common/clock.ts'
import type { Database } from '../../storage/database.ts'
import type { ZaloAccount } from '../channel.ts'
import { clockFinding, type Finding, notChecked } from '../connection/finding.ts'
import type { Http } from '../http.ts'
import { type OaAnswer, type OaInfo, readOaInfo } from './oa-info.ts'
import type { ZaloTokens } from './tokens.ts'

const DAY_MS = 86_400_000
/** Refresh tokens live three months (facts: zalo 3); a pair that nobody renewed for so long is told of well before. */
const OLD_DAYS = 60
const LIFE_DAYS = 90
const PACKAGE_WARNING_DAYS = 30

const STATE_AGENCY = 4
const CONSENT = 'Have an administrator of the OA open the consent link.'

export interface ZaloHealthDeps {
  db: Database
  clock: Clock
  http: Http
  tokens: ZaloTokens
}

/** Looks at an OA's connection: the age of its tokens, and what `getoa` says. Never rejects but for the database. */
export async function checkZalo(deps: ZaloHealthDeps, account: ZaloAccount): Promise<Finding[]> {
  const age = await tokenAge(deps, account)
  const accessToken = await deps.tokens.current(account)
  if (accessToken === null) {
    return [
      {
        check: 'token',
        level: 'fault',
        says: 'There is no access token for this OA: it was not connected yet, or what is stored makes none.',
        remedy: CONSENT,
      },
    ]
  }
  const answer = await askTwice(deps, account, accessToken)
  const now = deps.clock.now()
  const clock = clockFinding(answer.date, now)
  if (answer.kind === 'info') return [age, ...oaFindings(account, answer.info, now), ...clock]
  if (answer.refused) return [{ ...refusedToken(answer.code) }, ...clock]
  return [age, failedInfo(answer.code), ...clock]
}

/** A refused token is replaced once, as a send would do. */
async function askTwice(deps: ZaloHealthDeps, account: ZaloAccount, accessToken: string): Promise<OaAnswer> {
  const { http, tokens } = deps
  const first = await readOaInfo(http, account, accessToken)
  if (first.kind !== 'failed' || !first.refused) return first
  tokens.refused(account, accessToken)
  const next = (await tokens.refresh(account)) ? await tokens.current(account) : null
  return next === null ? first : readOaInfo(http, account, next)
}

/** When the pair was made, in ms since the epoch; null where there is none yet. */
export async function tokensMadeAt(db: Database, accountId: string): Promise<number | null> {
  const [row] = await db.rows<{ tokens_at: number | null }>(
    sql`select tokens_at from account where id = ${accountId} and tokens is not null`,
  )
  return row?.tokens_at ?? null
}

async function tokenAge({ db, clock }: ZaloHealthDeps, account: ZaloAccount): Promise<Finding> {
  const madeAt = await tokensMadeAt(db, account.id)
  const days = madeAt === null ? 0 : Math.floor((clock.now() - madeAt) / DAY_MS)
  if (days < OLD_DAYS) {
    const says = madeAt === null ? 'No pair was stored before.' : `The token pair is ${ageOf(days)}.`
    return { check: 'token', level: 'ok', says }
  }
  return {
    check: 'token',
    level: 'fault',
    says: `The refresh token is ${days} days old, though it is renewed every 20 hours as a rule; it lapses after about ${LIFE_DAYS} days.`,
    remedy: `See in the log why it is not renewed. ${CONSENT}`,
  }
}

const ageOf = (days: number) =>
  days === 0 ? 'less than a day old' : `${days} day${days === 1 ? '' : 's'} old`

function refusedToken(code: string): Finding {
  return {
    check: 'token',
    level: 'fault',
    says: `Zalo refuses the access token (${code}), and a new one cannot be had or is refused as well.`,
    remedy: CONSENT,
  }
}

/** What it means that `getoa` failed (facts: zalo 7.1). */
function failedInfo(code: string): Finding {
  const must = (says: string, remedy: string): Finding => ({ check: 'oa', level: 'fault', says, remedy })
  switch (code) {
    case '-204':
    case '-205':
      return must(`The OA is disabled or does not exist (${code}).`, 'Look at it in oa.zalo.me.')
    case '-209':
    case '-212':
    case '-219':
    case '-223':
      return must(
        `The app may not use this API for the OA (${code}).`,
        'Activate the app and its permissions in developers.zalo.me > your app, and have the OA grant them again.',
      )
    case '-221':
      return must('The OA must be verified (-221).', 'Verify it in oa.zalo.me.')
    case '-242':
    case '-1241':
      return must(
        `appsecret_proof is refused (${code}).`,
        'Set ZALO_APP_SECRET to developers.zalo.me > your app > Settings > Secret key.',
      )
    case '-235':
      return {
        check: 'oa',
        level: 'note',
        says: 'This kind of OA may not ask about itself (-235). Which calls a state agency may use is not documented.',
      }
    default:
      return notChecked('oa', 'The OA', code)
  }
}

function oaFindings(account: ZaloAccount, info: OaInfo, now: number): Finding[] {
  const { oaId, verified, type } = info
  if (oaId !== null && oaId !== account.oaId) {
    return [
      {
        check: 'oa',
        level: 'fault',
        says: 'The tokens belong to another OA than ZALO_OA_ID names.',
        remedy: `Correct ZALO_OA_ID, or: ${CONSENT}`,
      },
    ]
  }
  const kind = type === null ? '' : type === STATE_AGENCY ? ', a state agency' : `, type ${type}`
  const oa: Finding =
    verified === false
      ? {
          check: 'oa',
          level: 'warning',
          says: `The OA answers${kind}, and is not verified.`,
          remedy: 'Verify it in oa.zalo.me: residents see the tick, and some calls need it (-221).',
        }
      : oaId === null
        ? { check: 'oa', level: 'note', says: `Zalo takes the token, and does not say whose it is${kind}.` }
        : { check: 'oa', level: 'ok', says: `The OA answers${kind}.` }
  return [oa, ...packageFindings(info, now)]
}

function packageFindings({ type, packageName, packageUntil }: OaInfo, now: number): Finding[] {
  const name = packageName ?? 'not named'
  const unsure =
    type === STATE_AGENCY
      ? ' Whether a state agency needs one for buttons is not documented: after a first refusal (-224) choices are numbered.'
      : ''
  const until = packageUntil === null ? null : dateOf(packageUntil)
  if (until === null) {
    const date = packageUntil === null ? '' : `, valid through ${packageUntil}`
    return [{ check: 'package', level: 'note', says: `Package: ${name}${date}.${unsure}` }]
  }
  // Through the whole of its last day.
  const days = Math.floor((until + DAY_MS - now) / DAY_MS)
  if (days >= PACKAGE_WARNING_DAYS)
    return [{ check: 'package', level: 'ok', says: `Package: ${name}, for ${days} more days.${unsure}` }]
  const ended = days < 0
  return [
    {
      check: 'package',
      level: ended ? 'fault' : 'warning',
      says: `The package (${name}) ${ended ? 'has ended' : `ends in ${days} days`}.`,
      remedy: 'Renew it in oa.zalo.me > packages; without it buttons (-224) and messages may be refused.',
    },
  ]
}

/** Start of a day in Vietnam, in ms since the epoch; the form of the date is not documented, so several are read. */
function dateOf(text: string): number | null {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(text) ?? []
  const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(text)
  const [y, m, d] = iso ? iso.slice(1).map(Number) : [Number(year), Number(month), Number(day)]
  if (/^\d{13}$/.test(text)) return Number(text)
  if (!y || !m || !d || m > 12 || d > 31) return null
  return Date.UTC(y, m - 1, d) - 7 * 3_600_000
}
