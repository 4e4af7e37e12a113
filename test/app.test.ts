import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from '../src/app.ts'
import { OperatorError } from '../src/common/errors.ts'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/telemetry/logger.ts'

const start = async (env: Record<string, string>) => {
  const folder = await mkdtemp(join(tmpdir(), 'cks-app-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const config = readConfig({ DATA_DIR: folder, SANDBOX: 'true', ...env }, () => '')
  const said: string[] = []
  const log = createLogger('warn', { write: (line: string) => void said.push(line) })
  const fault = await startApp(config, log).catch((error: unknown) => error)
  return { folder, said, fault }
}

test('a port in use is said by name, and nothing is left running', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  // A listening server has an address with a port.
  const { port } = other.address() as AddressInfo
  const { folder, said, fault } = await start({ PORT: String(port) })
  expect(fault).toBeInstanceOf(OperatorError)
  expect(String(fault)).toContain(`PORT ${port} on 127.0.0.1 is in use`)
  expect(said).toEqual([])
  expect(existsSync(join(folder, 'admin.sock'))).toBe(false)
})

test('a host that is not of this machine is said by name', async () => {
  const { fault } = await start({ HOST: '192.0.2.1', PORT: '39999' })
  expect(fault).toBeInstanceOf(OperatorError)
  expect(String(fault)).toContain('HOST 192.0.2.1')
})
