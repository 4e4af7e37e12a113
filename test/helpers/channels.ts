import { DEMO_PROVIDERS } from '../../src/providers/demo-providers.ts'
import {
  credentialsAt,
  defaultSandboxAccounts,
  type SandboxAccount,
  withoutRates,
} from '../../src/sandbox/accounts.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { MessengerSettings, ZaloSettings } from '../../src/sandbox/settings.ts'
import { startTestApp, type TestApp } from './app.ts'

/** The channels as residents meet them; the last one is an OA that may not send buttons. */
export const CHANNELS = ['messenger', 'zalo', 'zalo-numbers'] as const
export type Channel = (typeof CHANNELS)[number]

export const platformOf = (channel: Channel) => (channel === 'messenger' ? 'messenger' : 'zalo')

const SEED = 'three channels'
const [page, oa] = defaultSandboxAccounts(SEED)
const plain = { ...defaultSandboxAccounts('the OA without buttons')[1], package: 'none' as const }
const accounts: Record<Channel, SandboxAccount> = { messenger: page, zalo: oa, 'zalo-numbers': plain }

/** Id of a channel's Page or OA. */
export function accountOf(channel: Channel): string {
  const account = accounts[channel]
  return account.platform === 'messenger' ? account.pageId : account.oaId
}

/** Providers that do not exist, in place of the real ones. */
const PROVIDERS = [
  ...DEMO_PROVIDERS.map(({ id, name, route, steps }) => ({
    id,
    name,
    route,
    steps,
    host: route === 'vneid' ? '' : `${id}.example.vn`,
    url: route === 'vneid' ? '' : `https://${id}.example.vn/`,
    enabled: true,
  })),
  { id: 'vnpt-smartca', enabled: false },
]

/** The whole program with all three channels in one instance, and budgets that nobody waits for. */
export async function startOnAllChannels(env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startTestApp({
    platforms: { seed: SEED, accounts: withoutRates(Object.values(accounts)), keepMessages: 1000 },
    accountsFile,
    files: { 'providers.json': JSON.stringify({ providers: PROVIDERS }) },
    env,
  })
  // The first refusal (-224) turns the account over to numbers; it falls to somebody who is in no transcript.
  await app.resident('zalo', undefined, accountOf('zalo-numbers')).says('alo')
  return app
}

function accountsFile(sandbox: Sandbox): object {
  const settings = [...Object.keys(MessengerSettings.properties), ...Object.keys(ZaloSettings.properties)]
  const entries = [...sandbox.messenger.accounts, ...sandbox.zalo.accounts].map((account, n) => ({
    id: `account-${n}`,
    name: 'UBND phường Mỹ Hào',
    nameEn: 'the People’s Committee of Mỹ Hào ward',
    place: 'new:12103',
    language: 'vi',
    sendsPerSecond: 1000,
    ...Object.fromEntries(
      Object.entries(credentialsAt(sandbox.url, account)).filter(([key]) => !settings.includes(key)),
    ),
  }))
  return { accounts: entries }
}
