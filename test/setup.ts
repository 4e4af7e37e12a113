import { afterEach } from 'vitest'
import { takeRefused } from './offline.mjs'

// Node processes that a test starts are held to the same rule.
const preload = `--import=${new URL('./offline.mjs', import.meta.url).href}`
if (!process.env['NODE_OPTIONS']?.includes(preload)) {
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} ${preload}`.trim()
}

afterEach(() => {
  const hosts = takeRefused()
  if (hosts.length > 0) throw new Error(`This test tried to leave the machine: ${hosts.join(', ')}`)
})
