import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import { builtProgram, run } from '../helpers/built.ts'

let built: string
let app: TestApp
beforeAll(async () => {
  built = await builtProgram()
  app = await startTestApp()
})
afterAll(async () => {
  await app?.close()
  await rm(built, { recursive: true })
})

const cases = (...args: string[]) =>
  run(join(built, 'cli', 'cases.js'), args, { DATA_DIR: app.folder, SANDBOX: 'true' }, app.folder)

it('is worked in the terminal by the running server, under the name of who works', async () => {
  const resident = app.resident('zalo')
  await resident.says('gặp cán bộ')
  const list = await cases()
  expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining('ĐANG CHỜ TRẢ LỜI') })
  const code = /HT-\w+/.exec(list.stdout)?.[0] ?? ''
  expect(await cases('answer', code.toLowerCase(), 'Chào bác ạ', '--as', 'Lan')).toMatchObject({ code: 0 })
  expect((await resident.waits()).text).toContain('Chào bác ạ')
  expect(await cases('answer', code, 'bác vào bit.ly/x')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('không thuộc danh sách được phép'),
  })
  expect(await cases('close', code, '--say', 'Chúc bác khỏe')).toMatchObject({ code: 0 })
  expect((await resident.waits()).text).toContain('Chúc bác khỏe')
  const actors = await app.rows<{ actor: string }>(`select actor from audit where act = 'answer'`)
  expect(actors).toEqual([{ actor: expect.stringMatching(/^Lan( \(.+\))?$/) }])
})

it.each([
  [['show']],
  [['answer', 'HT-AAAA']],
  [['list', 'x']],
  [['close', 'HT-AAAA', 'x']],
  [['foo']],
  [['--x']],
])('says how it is used: %j', async (args) => {
  expect(await cases(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('Cách dùng') })
})

it('knows no such case', async () => {
  expect(await cases('show', 'HT-0000')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Không có yêu cầu hỗ trợ nào mang mã HT-0000'),
  })
})
