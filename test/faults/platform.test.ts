import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Platform } from '../../src/sandbox/accounts.ts'
import type { BehaviourChange } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { serverUrl } from '../helpers/database.ts'
import type { Figures } from './support/checks.ts'
import { FULL } from './support/form.ts'
import { report } from './support/report.ts'
import { createWorld } from './support/world.ts'

const RESIDENTS = FULL ? 100 : 15
const TIMEOUT = FULL ? 600_000 : 240_000
const PLATFORMS: Platform[] = ['messenger', 'zalo']

/** What the platforms do meanwhile. */
type Trouble = (sandbox: Sandbox) => Promise<void>

function behaving(change: BehaviourChange): Trouble {
  return async (sandbox) => {
    for (const platform of PLATFORMS) sandbox.behave(platform, change)
  }
}

async function registerThrough(name: string, trouble: Trouble): Promise<Figures> {
  const world = await createWorld({ database: serverUrl ? { server: serverUrl } : 'embedded' })
  await world.served()
  await world.crowd.registerDuring(RESIDENTS, trouble(world.sandbox))
  const figures = await world.conclude()
  const { messenger, zalo } = world.sandbox.stats()
  const refused = Object.entries({ ...messenger.sends.refused, ...zalo.sends.refused }).map(
    ([code, n]) => `${code}×${n}`,
  )
  const unanswered =
    messenger.sends.unanswered + zalo.sends.unanswered + messenger.sends.reset + zalo.sends.reset
  report(name, { ...figures, unanswered, refused: refused.join(' ') || 'none' })
  return figures
}

const NO_ECHO = { on: false, delayMs: [0, 0] as [number, number], beforeAnswer: false }

test(
  'everybody is served, nobody twice, when the platforms are slow',
  async () => {
    const { doubles } = await registerThrough('slow', behaving({ latencyMs: [200, 1500] }))
    expect(doubles).toBe(0)
  },
  TIMEOUT,
)

test(
  'everybody is served, nobody twice, when a fifth of the sends fail',
  async () => {
    const { doubles } = await registerThrough('failing', behaving({ failRate: 0.2 }))
    expect(doubles).toBe(0)
  },
  TIMEOUT,
)

test(
  'everybody is served, nobody twice, when nobody listens for some seconds',
  async () => {
    const { doubles } = await registerThrough('down', async (sandbox) => {
      await pause(1500)
      await sandbox.down(4000)
      await pause(5000)
    })
    expect(doubles).toBe(0)
  },
  TIMEOUT,
)

test(
  'everybody is served, nobody twice, when connections are cut before a request is read',
  async () => {
    const { doubles } = await registerThrough('cut off', async (sandbox) => {
      await pause(1500)
      for (const platform of PLATFORMS) sandbox.behave(platform, { outage: true })
      await pause(6000)
      for (const platform of PLATFORMS) sandbox.behave(platform, { outage: false })
    })
    expect(doubles).toBe(0)
  },
  TIMEOUT,
)

test(
  'an echo settles a send that was accepted and never answered, or whose answer was cut off',
  async () => {
    const { doubles, resent } = await registerThrough(
      'unanswered, with echoes',
      behaving({ timeoutAfterAccept: 0.03, resetAfterAccept: 0.05 }),
    )
    expect({ doubles, resent }).toEqual({ doubles: 0, resent: 0 })
  },
  TIMEOUT,
)

test(
  'without echoes each accepted send without an answer is repeated once, and counted',
  async () => {
    const { doubles, resent } = await registerThrough(
      'unanswered, without echoes',
      behaving({ timeoutAfterAccept: 0.01, resetAfterAccept: 0.03, echo: NO_ECHO }),
    )
    expect(resent).toBeGreaterThan(0)
    expect(doubles).toBe(resent)
  },
  TIMEOUT,
)

test(
  'everybody is served, nobody twice, when a platform limits the sends',
  async () => {
    // Zalo counts by the minute, so there it takes minutes.
    const { doubles } = await registerThrough('limited', async (sandbox) => {
      sandbox.behave('messenger', { rateLimit: { count: 10, perMs: 1000 } })
      if (FULL) sandbox.behave('zalo', { rateLimit: { count: 600, perMs: 60_000 } })
    })
    expect(doubles).toBe(0)
  },
  TIMEOUT,
)

test(
  'everybody is served, nobody twice, when access tokens of Zalo die',
  async () => {
    const { doubles } = await registerThrough('expired tokens', async (sandbox) => {
      for (let times = 0; times < 3; times++) {
        await pause(1200)
        sandbox.expireTokens('zalo')
      }
    })
    expect(doubles).toBe(0)
  },
  TIMEOUT,
)
