import {
  credentialsAt,
  defaultSandboxAccounts,
  type SandboxAccount,
  withoutRates,
} from '../../../src/sandbox/accounts.ts'
import type { DeliveryRules } from '../../../src/sandbox/delivery-rules.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import { MessengerSettings, ZaloSettings } from '../../../src/sandbox/settings.ts'

/** Ids of the two accounts in ACCOUNTS_FILE and so in the database. */
export const ACCOUNTS = { messenger: 'page', zalo: 'oa' } as const

/**
 * Webhooks are tried again soon and for long: the real spacing (minutes, in part) would make a test of a hundred kills
 * last days, and says nothing about the program.
 */
const PATIENT: Partial<DeliveryRules> = {
  retryMs: Array.from({ length: 1000 }, (_, i) => Math.min(500, 50 * (i + 1))),
  answerWithinMs: 10_000,
  offAfterGivingUp: false,
}

/** Both platforms in the process of the test. */
export function startEmulator(seed: string): Promise<Sandbox> {
  return startSandbox({
    seed,
    accounts: withoutRates(defaultSandboxAccounts(seed)),
    delivery: { messenger: PATIENT, zalo: PATIENT },
    keepMessages: 1000,
  })
}

/** ACCOUNTS_FILE for the emulator's Page and OA. */
export function accountsFile(sandbox: Sandbox, sendsPerSecond: number): string {
  const accounts = [...sandbox.messenger.accounts, ...sandbox.zalo.accounts].map((account) => {
    const fields = credentialsAt(sandbox.url, withoutSettings(account))
    return {
      id: ACCOUNTS[account.platform],
      name: 'UBND phường Mỹ Hào',
      place: 'new:12103',
      language: 'vi',
      sendsPerSecond,
      ...fields,
    }
  })
  return JSON.stringify({ accounts })
}

/** ACCOUNTS_FILE takes credentials, not what the emulator is set up with. */
function withoutSettings(account: SandboxAccount): SandboxAccount {
  const settings = [...Object.keys(MessengerSettings.properties), ...Object.keys(ZaloSettings.properties)]
  return Object.fromEntries(
    Object.entries(account).filter(([key]) => !settings.includes(key)),
  ) as unknown as SandboxAccount
}
