import { sql } from 'kysely'
import type { Account, MessengerAccount, ZaloAccount } from './channels/channel.ts'
import { asObject } from './channels/clean.ts'
import type { Level } from './channels/connection/finding.ts'
import { ConnectionRows } from './channels/connection/rows.ts'
import { silenceFinding } from './channels/connection/silence.ts'
import { callGraph } from './channels/messenger/graph.ts'
import { readProfile } from './channels/messenger/profile.ts'
import { CONSENT_PATH, codeChallenge } from './channels/zalo/consent.ts'
import { silenceRule } from './connections.ts'
import { checkEndpoint, checkVerifier } from './doctor-endpoints.ts'
import { stoppedFinding } from './doctor-sending.ts'
import { checkServer, type DoctorParts } from './doctor-server.ts'

/** One thing that was examined. */
export interface Examined {
  /** `server`, or the id of an account. */
  about: string
  check: string
  level: Level
  says: string
  remedy?: string
  /** Address to open. */
  link?: string
}

export interface DoctorOptions {
  /** Ids of the accounts to examine; empty: all. */
  accounts: string[]
  /** What a call can put right is put right (webhook subscription). */
  fix: boolean
  /** Forgets that an OA may not send buttons. */
  resetButtons: boolean
}

type Found = Omit<Examined, 'about'>

/** Examines the server and each account with its platform. Says what is missing; carries no secret. */
export async function examine(parts: DoctorParts, options: DoctorOptions): Promise<Examined[]> {
  const { findings, reachable } = await checkServer(parts)
  const all: Examined[] = findings.map((found) => ({ about: 'server', ...found }))
  for (const id of options.accounts.filter((one) => !parts.accounts.some((account) => account.id === one)))
    all.push(unknownAccount(id, parts.accounts))
  for (const account of parts.accounts) {
    if (options.accounts.length > 0 && !options.accounts.includes(account.id)) continue
    const found = await examineAccount(parts, account, options, reachable)
    all.push(...found.map((one) => ({ about: account.id, ...one })))
  }
  return all
}

function unknownAccount(id: string, accounts: readonly Account[]): Examined {
  return {
    about: 'server',
    check: 'accounts',
    level: 'fault',
    says: `No account is called ${id}.`,
    remedy: `Known are: ${accounts.map((account) => account.id).join(', ')}.`,
  }
}

async function examineAccount(
  parts: DoctorParts,
  account: Account,
  options: DoctorOptions,
  reachable: boolean,
): Promise<Found[]> {
  const platform = await parts.connections.check(account, options.fix)
  const endpoint = reachable ? await checkEndpoint(parts.http, parts.ownUrl, parts.clock, account) : []
  const own =
    account.platform === 'zalo'
      ? await examineZalo(parts, account, options, reachable, needsConsent(platform))
      : await examineMessenger(parts, account, platform.some(isDeadToken))
  const state = await stateOf(parts, account.id)
  return [
    addresses(parts, account),
    ...platform,
    ...stoppedFinding(account.platform, state),
    ...endpoint,
    await heard(parts, account),
    ...own,
  ]
}

const isDeadToken = ({ check, level }: Found) => check === 'token' && level === 'fault'
const needsConsent = (findings: Found[]) =>
  findings.some(({ check, level }) => level === 'fault' && (check === 'token' || check === 'oa'))

/** What has to be entered in the platform's console. */
function addresses({ config }: DoctorParts, account: Account): Found {
  const webhook = `${config.publicUrl}/webhooks/${account.platform}`
  return {
    check: 'addresses',
    level: 'note',
    says:
      account.platform === 'zalo'
        ? `To stand in developers.zalo.me > your app: webhook ${webhook}, callback of Official Account ${config.publicUrl}${CONSENT_PATH}; the syntax filter (Lọc cú pháp) must be off.`
        : `To stand in developers.facebook.com > your app > Webhooks > Page: ${webhook}, with MESSENGER_VERIFY_TOKEN.`,
  }
}

interface AccountState {
  no_buttons: boolean
  circuit: string
  circuit_reason: string | null
}

async function stateOf({ db }: DoctorParts, accountId: string): Promise<AccountState | undefined> {
  const [row] = await db.rows<AccountState>(
    sql`select no_buttons, circuit, circuit_reason from account where id = ${accountId}`,
  )
  return row
}

async function heard({ db, clock, config }: DoctorParts, account: Account): Promise<Found> {
  const row = (await new ConnectionRows(db).all()).find(({ accountId }) => accountId === account.id)
  const now = clock.now()
  return silenceFinding(account.platform, row ?? { heardAt: 0, watchedSince: now }, silenceRule(config), now)
}

async function examineZalo(
  parts: DoctorParts,
  account: ZaloAccount,
  { resetButtons }: DoctorOptions,
  reachable: boolean,
  needed: boolean,
): Promise<Found[]> {
  return [
    await buttons(parts, account, resetButtons),
    ...(reachable ? await checkVerifier(parts.http, parts.ownUrl, account) : []),
    await consent(parts, account, needed),
  ]
}

async function buttons(parts: DoctorParts, account: ZaloAccount, reset: boolean): Promise<Found> {
  const state = await stateOf(parts, account.id)
  if (!state?.no_buttons)
    return { check: 'buttons', level: 'ok', says: 'Nothing says that this OA may not send buttons.' }
  if (!reset)
    return {
      check: 'buttons',
      level: 'note',
      says: 'Zalo refused buttons for this OA (-224): choices are numbered.',
      remedy: `Once the package allows them: npm run doctor -- ${account.id} --reset-buttons`,
    }
  await parts.db.rows(sql`update account set no_buttons = false where id = ${account.id}`)
  return {
    check: 'buttons',
    level: 'ok',
    says: 'That Zalo refused buttons for this OA was forgotten: they are tried again within seconds.',
  }
}

/** The link is always shown: it is also how the first tokens are had. */
async function consent({ connections }: DoctorParts, account: ZaloAccount, needed: boolean): Promise<Found> {
  const challenge = account.codeVerifier
    ? ` The code challenge to stand in the app's settings is ${codeChallenge(account.codeVerifier)}.`
    : ' If it ends in -14003, the app keeps one code challenge: set ZALO_CODE_VERIFIER (whether it does is not documented).'
  return {
    check: 'consent',
    level: needed ? 'fault' : 'note',
    says: needed
      ? `An administrator of the OA must consent: the link works once, within a day.${challenge}`
      : `To consent again (changed permissions or callback address), an administrator of the OA opens the link; it works once, within a day.${challenge}`,
    ...(needed && {
      remedy: 'Open the link in a browser, signed in to Zalo as an administrator of this OA.',
    }),
    link: await connections.consents.link(account),
  }
}

async function examineMessenger(
  parts: DoctorParts,
  account: MessengerAccount,
  dead: boolean,
): Promise<Found[]> {
  const review: Found = {
    check: 'review',
    level: 'note',
    says: 'Whether everybody may write cannot be asked: write to the Page from an account without a role on the app. No answer and 200/2018028 in the log mean that App Review or Business Verification is missing.',
  }
  if (dead) return [review]
  const profile = await readProfile(parts.http, account)
  if (!profile.ok)
    return [
      { check: 'profile', level: 'warning', says: `The Page's profile could not be read (${profile.code}).` },
      review,
    ]
  return [profileFound(account, profile.fields, parts.config.sandbox), await routing(parts, account), review]
}

/** Whether the Page hands conversations from app to app, where it says so (facts: messenger 6). */
async function routing({ http }: DoctorParts, account: MessengerAccount): Promise<Found> {
  const query = { fields: 'messaging_feature_status' }
  const answer = await callGraph(http, account, { method: 'GET', path: 'me', query })
  const status = answer.ok ? asObject(answer.body['messaging_feature_status']) : null
  const on = status?.['hop_v2'] === true
  const told = account.routing ?? 'auto'
  if (told !== 'auto')
    return {
      check: 'routing',
      level: 'note',
      says: `Conversation routing is ${told} by MESSENGER_ROUTING; the Page ${on ? 'says that it is on' : 'says nothing of it'}.`,
    }
  return {
    check: 'routing',
    level: on ? 'ok' : 'note',
    says: on
      ? 'Conversation routing is on for the Page.'
      : 'Nothing says that this app is the default app of the Page: without one, nobody keeps the bot and the Page inbox apart.',
    ...(!on && {
      remedy: 'facebook.com > the Page > Settings > Conversation routing: make this app the default app.',
    }),
  }
}

function profileFound(account: MessengerAccount, fields: Record<string, unknown>, sandbox: boolean): Found {
  const missing = ['get_started', 'greeting', 'persistent_menu'].filter((name) => fields[name] === undefined)
  if (missing.length === 0)
    return { check: 'profile', level: 'ok', says: 'The Page has its Get Started button, greeting and menu.' }
  const unstartable = missing.includes('get_started')
  return {
    check: 'profile',
    // The emulated Page is new at every start, and needs none.
    level: sandbox ? 'note' : unstartable ? 'fault' : 'warning',
    says: `The Page's profile lacks ${missing.join(', ')}${unstartable ? ': without Get Started nobody comes by a link' : ''}.`,
    remedy: `npm run messenger:profile -- ${account.id}`,
  }
}
