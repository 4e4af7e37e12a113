import { randomBytes } from 'node:crypto'
import closeWithGrace from 'close-with-grace'
import { ShiftedClock } from '../common/clock.ts'
import { defaultSandboxAccounts } from './accounts.ts'
import { startSandbox } from './sandbox.ts'

/**
 * `npm run sandbox`: the emulator alone. Environment: PORT (default 4000), WEBHOOK_URL (base address of the
 * application, default http://127.0.0.1:3000), SANDBOX_SEED (same seed, same accounts; default `sandbox`).
 */
async function main(): Promise<void> {
  const { PORT = '4000', WEBHOOK_URL = 'http://127.0.0.1:3000', SANDBOX_SEED = 'sandbox' } = process.env
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65535)
    throw new Error(`PORT=${PORT} is no port: use 0 to 65535`)
  if (!URL.canParse(WEBHOOK_URL))
    throw new Error(`WEBHOOK_URL=${WEBHOOK_URL} is no address: use http://host:port of the application`)
  const sandbox = await startSandbox({
    port: Number(PORT),
    accounts: defaultSandboxAccounts(SANDBOX_SEED),
    acceptStrangers: true,
    clock: new ShiftedClock(),
  })
  sandbox.setWebhookBase(WEBHOOK_URL.replace(/\/$/, ''))
  closeWithGrace(async () => {
    await sandbox.close()
  })
  const environment = Object.entries(sandbox.environment()).map(([name, value]) => `${name}=${value}`)
  const act = `curl -s ${sandbox.url}/control/act -H 'content-type: application/json' -d`
  process.stdout.write(
    `${[
      `Messenger and Zalo, emulated at ${sandbox.url}; webhooks go to ${WEBHOOK_URL}/webhooks/<platform>.`,
      '',
      'Environment of the application (the key is fresh; keep one key for one database):',
      ...environment,
      `PUBLIC_URL=${WEBHOOK_URL}`,
      `APP_KEY=${randomBytes(32).toString('base64')}`,
      '',
      'Be a resident (platform "messenger" or "zalo"; actions in src/sandbox/actions.ts):',
      `${act} '{"platform":"zalo","user":"1001","action":{"type":"text","text":"xin chào"}}'`,
      `curl -s '${sandbox.url}/control/inbox?platform=zalo&user=1001&waitMs=5000'`,
      `${act} '{"platform":"zalo","user":"1001","action":{"type":"tap"}}'`,
      '',
      'Everything else (clerks, faults, quotas, time, counts): src/sandbox/control.ts.',
    ].join('\n')}\n`,
  )
}

try {
  await main()
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  const remedy = taken ? '. Something listens there already: stop it, or set another PORT' : ''
  console.error(
    `The sandbox did not start: ${error instanceof Error ? error.message : String(error)}${remedy}`,
  )
  process.exit(1)
}
