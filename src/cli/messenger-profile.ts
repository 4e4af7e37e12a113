import { parseArgs } from 'node:util'
import type { Account, MessengerAccount } from '../channels/channel.ts'
import { createHttp, type Http } from '../channels/http.ts'
import {
  dropIceBreakers,
  hasIceBreakers,
  type Profile,
  profileDifferences,
  profileFaults,
  profileOf,
  readProfile,
  writeProfile,
} from '../channels/messenger/profile.ts'
import { OperatorError } from '../common/errors.ts'
import type { Config } from '../config.ts'
import { messengerProfileTexts } from '../profile-texts.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { configuration, runCommand } from './command.ts'

const USAGE = `Usage: npm run messenger:profile -- [account …] [--dry-run] [--ice-breakers]
  --dry-run        shows what would be set, and what the Page has; sets nothing
  --ice-breakers   offers questions in place of Get Started; a link's ref may then be lost, so it is off by default`

interface Options {
  accounts: string[]
  dryRun: boolean
  iceBreakers: boolean
}

function options(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, 'ice-breakers': { type: 'boolean' } },
    })
    return {
      accounts: positionals,
      dryRun: values['dry-run'] ?? false,
      iceBreakers: values['ice-breakers'] ?? false,
    }
  } catch {
    throw new OperatorError(USAGE)
  }
}

/** The accounts that the running server emulates. @throws OperatorError when none runs. */
async function sandboxAccounts(config: Config): Promise<Account[]> {
  const answer = await callRunningServer(config.dataDir, 'sandbox-accounts', null)
  if (!Array.isArray(answer))
    throw new OperatorError(
      'The sandbox has a Page while its server runs: start it (npm start), then run this in a second terminal.',
    )
  // The other end is this program too.
  return answer as unknown as Account[]
}

async function pages(named: string[]): Promise<MessengerAccount[]> {
  const config = configuration()
  const accounts = config.sandbox ? await sandboxAccounts(config) : config.accounts
  const all = accounts.filter((account) => account.platform === 'messenger')
  if (all.length === 0)
    throw new OperatorError('No Page is configured: set the MESSENGER_* names, or ACCOUNTS_FILE.')
  const unknown = named.filter((id) => !all.some((account) => account.id === id))
  if (unknown.length > 0)
    throw new OperatorError(
      `No Page is called ${unknown.join(', ')}: known are ${all.map(({ id }) => id).join(', ')}.`,
    )
  return named.length > 0 ? all.filter(({ id }) => named.includes(id)) : all
}

function shown({ get_started, greeting, persistent_menu, ice_breakers }: Profile): string {
  const items = (list: { locale: string; call_to_actions: object[] }[], name: string) =>
    list.flatMap(({ locale, call_to_actions: actions }) => [
      `  ${name} (${locale})`,
      ...actions.map((action) => {
        const { title, question, payload } = action as Record<string, string>
        return `    ${title ?? question}  → ${payload}`
      }),
    ])
  return [
    `  Get Started  → ${get_started.payload}`,
    ...greeting.map(({ locale, text }) => `  greeting (${locale}), ${[...text].length} characters: ${text}`),
    ...items(persistent_menu, 'menu'),
    ...(ice_breakers ? items(ice_breakers, 'ice breakers') : ['  ice breakers: none']),
  ].join('\n')
}

/** What a refusal of Graph asks for. */
function remedyOf(code: string): string {
  if (code === 'unreachable') return 'check the way from this machine to MESSENGER_API_URL'
  if (/^(190)(\/|$)/.test(code)) return 'the Page token is dead: npm run doctor says more'
  if (/^(4|32|613|80001|80006)(\/|$)/.test(code))
    return 'Meta takes 10 such calls in 10 minutes from a Page: wait that long and run this again'
  if (/^(10|200)(\/|$)/.test(code)) return 'the token needs pages_messaging: npm run doctor says more'
  return 'look the code up in Meta’s error reference; nothing else was changed'
}

async function apply(
  http: Http,
  account: MessengerAccount,
  { dryRun, iceBreakers }: Options,
): Promise<string> {
  const profile = profileOf(account, messengerProfileTexts(account), { iceBreakers })
  const faults = profileFaults(profile)
  if (faults.length > 0) throw new OperatorError(`locales/*/profile.json: ${faults.join('; ')}`)
  const head = `${account.id} (Page ${account.pageId})\n${shown(profile)}`
  const before = await readProfile(http, account)
  if (!before.ok && dryRun)
    return `${head}\n  Nothing was set (--dry-run). What the Page has could not be read (${before.code}): ${remedyOf(before.code)}.`
  if (!before.ok) throw refusal(account, 'reading the profile', before.code)
  const differences = profileDifferences(profile, before.fields)
  if (dryRun)
    return `${head}\n  Nothing was set (--dry-run). The Page differs in: ${differences.join(', ') || 'nothing'}.`
  if (differences.length === 0) return `${head}\n  The Page has all of this already: nothing was set.`
  const refused = await writeProfile(http, account, profile)
  if (refused !== null) throw refusal(account, 'setting the profile', refused)
  if (!iceBreakers && hasIceBreakers(before.fields)) {
    const kept = await dropIceBreakers(http, account)
    if (kept !== null) throw refusal(account, 'taking the ice breakers away', kept)
  }
  return `${head}\n${await readBack(http, account, profile)}`
}

async function readBack(http: Http, account: MessengerAccount, profile: Profile): Promise<string> {
  const after = await readProfile(http, account)
  if (!after.ok) return `  Set. It could not be read back (${after.code}): ${remedyOf(after.code)}.`
  const left = profileDifferences(profile, after.fields)
  if (left.length > 0)
    throw new OperatorError(
      `${account.id}: the Page took it, and still shows another ${left.join(', ')}. Run this again in ten minutes; a change may take up to a day to show.`,
    )
  return '  Set, and read back. People who have the chat open may see the old menu for up to a day.'
}

function refusal(account: MessengerAccount, what: string, code: string): OperatorError {
  return new OperatorError(`${account.id}: ${what} failed (${code}): ${remedyOf(code)}.`)
}

await runCommand(async () => {
  const wanted = options()
  const http = createHttp()
  try {
    const done: string[] = []
    for (const account of await pages(wanted.accounts)) done.push(await apply(http, account, wanted))
    return done.join('\n\n')
  } finally {
    await http.close()
  }
})
