import { spawn } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { type AdminHandlers, callRunningServer, serveAdmin } from '../../src/storage/admin-socket.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'admin-'))
})

afterEach(() => rm(dataDir, { recursive: true }))

const handlers: AdminHandlers = {
  echo: async (args) => args,
  refuse: async () => {
    throw new OperatorError('Làm lại từ đầu: do it again')
  },
  fail: async () => {
    throw new Error('secret detail')
  },
}

it('carries commands to the running server and back', async () => {
  const server = await serveAdmin(dataDir, handlers)
  const args = { name: 'Nguyễn Thị Ước', list: [1, null, true] }
  expect(await callRunningServer(dataDir, 'echo', args)).toEqual(args)
  const calls = Array.from({ length: 20 }, (_, n) => callRunningServer(dataDir, 'echo', n))
  expect(await Promise.all(calls)).toEqual(calls.map((_, n) => n))
  await server.close()
})

it('brings back refusals in their words, and of faults no detail', async () => {
  const told: string[] = []
  const server = await serveAdmin(dataDir, handlers, (path, error) => told.push(`${path} ${error}`))
  const refusal = await callRunningServer(dataDir, 'refuse', null).catch((reason: unknown) => reason)
  expect(refusal).toBeInstanceOf(OperatorError)
  expect(refusal).toMatchObject({ message: 'Làm lại từ đầu: do it again' })
  const fault = await callRunningServer(dataDir, 'fail', null).catch((reason: unknown) => reason)
  expect(String(fault)).toContain('failed at "fail", and its log says why')
  expect(String(fault)).not.toContain('secret')
  expect(told).toEqual(['/fail Error: secret detail'])
  await expect(callRunningServer(dataDir, 'toString', null)).rejects.toThrow(
    'does not know the command "toString"',
  )
  await expect(callRunningServer(dataDir, 'echo', 'x'.repeat(1_000_000))).rejects.toThrow('too long')
  expect(await callRunningServer(dataDir, 'echo', 'x'.repeat(100_000))).toHaveLength(100_000)
  await server.close()
})

it('says that nothing runs: never started, stopped, or killed', async () => {
  expect(await callRunningServer(dataDir, 'echo', 1)).toBe('not-running')
  expect(await callRunningServer(join(dataDir, 'absent'), 'echo', 1)).toBe('not-running')
  const server = await serveAdmin(dataDir, handlers)
  await server.close()
  expect(await callRunningServer(dataDir, 'echo', 1)).toBe('not-running')

  const path = join(dataDir, 'admin.sock')
  const code = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await new Promise((resolve) => spawn(process.execPath, ['-e', code]).once('exit', resolve))
  expect(statSync(path).isSocket()).toBe(true)
  expect(await callRunningServer(dataDir, 'echo', 1)).toBe('not-running')
  const next = await serveAdmin(dataDir, handlers)
  expect(await callRunningServer(dataDir, 'echo', 1)).toBe(1)
  await next.close()
})

it('refuses to push another live server aside', async () => {
  const server = await serveAdmin(dataDir, handlers)
  await expect(serveAdmin(dataDir, handlers)).rejects.toBeInstanceOf(OperatorError)
  expect(await callRunningServer(dataDir, 'echo', 1)).toBe(1)
  await server.close()
})

it('opens to its own user only, from the first moment', async () => {
  const before = process.umask(0)
  const modes: number[] = []
  const listen = net.Server.prototype.listen
  net.Server.prototype.listen = function (this: net.Server, ...args: Parameters<typeof listen>) {
    const server = listen.apply(this, args)
    modes.push(statSync(join(dataDir, 'admin.sock')).mode & 0o777)
    return server
  } as typeof listen
  const server = await serveAdmin(dataDir, handlers)
  net.Server.prototype.listen = listen
  expect(process.umask(before)).toBe(0)
  expect(modes).toEqual([0o600])
  expect(statSync(join(dataDir, 'admin.sock')).mode & 0o777).toBe(0o600)
  await server.close()
})

it('finds a place for the socket when the path is too long for one', async () => {
  const long = join(dataDir, 'd'.repeat(120))
  mkdirSync(long)
  const server = await serveAdmin(long, handlers)
  expect(await callRunningServer(long, 'echo', 'far')).toBe('far')
  expect(await callRunningServer(dataDir, 'echo', 'far')).toBe('not-running')
  await server.close()
  expect(await callRunningServer(long, 'echo', 'far')).toBe('not-running')
})
