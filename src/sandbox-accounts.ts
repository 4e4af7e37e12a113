import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import type { Account } from './channels/channel.ts'
import type { Clock } from './common/clock.ts'
import type { RootKey } from './common/crypto.ts'
import { defaultSandboxAccounts } from './sandbox/accounts.ts'
import type { Sandbox, SandboxOptions } from './sandbox/sandbox.ts'

/** The emulator takes what the server gives it; the real limits are for real Pages (facts: messenger 4.1). */
const SANDBOX_SENDS_PER_SECOND = 1000

/** How the emulator is started beside the server: the same accounts at every start on the same data. */
export function sandboxSettings(key: RootKey, clock: Clock): SandboxOptions {
  const seed = createHash('sha256').update('sandbox').update(key.secret).digest('hex')
  return { accounts: defaultSandboxAccounts(seed), acceptStrangers: true, clock }
}

/** The emulated Page and OA as accounts of this server. */
export function sandboxAccounts(sandbox: Sandbox): Account[] {
  const common = {
    name: 'UBND phường Mỹ Hào (thử nghiệm)',
    nameEn: 'the People’s Committee of Mỹ Hào ward (test)',
    place: 'new:12103',
    language: 'vi',
    sendsPerSecond: SANDBOX_SENDS_PER_SECOND,
  } as const
  return sandbox.accounts.map((account) =>
    account.platform === 'messenger'
      ? { ...common, ...account, id: 'sandbox-messenger' }
      : { ...common, ...account, id: 'sandbox-zalo' },
  )
}

/** A port that is free right now. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
