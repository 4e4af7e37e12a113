import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reaches } from '../e2e/steps.ts'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import { builtProgram, run } from '../helpers/built.ts'
import { openTestDatabase, serverUrl } from '../helpers/database.ts'

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

const command = (args: string[], env: Record<string, string> = {}) =>
  run(join(built, 'cli', 'hamlets.js'), args, { DATA_DIR: app.folder, SANDBOX: 'true', ...env }, app.folder)
const hamlets = (...args: string[]) => command(args)
const file = async (content: string | Uint8Array) => {
  await writeFile(join(app.folder, 'list.csv'), content)
  return 'list.csv'
}
const stored = () =>
  app.rows('select id, name, place, gone_at is not null as gone from hamlet order by position, id')

it('loads a list into the running server; then whoever registers there is asked', async () => {
  expect(await hamlets()).toMatchObject({ code: 0, stdout: expect.stringContaining('nobody is asked') })
  const list = await file(
    '\ufeffTổ dân phố, thôn;Phường/xã\r\nThôn Nhân Vinh;Dị Sử\r\n"Tổ dân phố số 5";Đường Hào\r\n',
  )
  const loaded = await hamlets('load', list)
  expect(loaded).toMatchObject({ code: 0, stdout: expect.stringContaining('Added: 2. Already there: 0.') })
  expect(loaded.stdout).toContain('phường Đường Hào: 2\n  of these phường Dị Sử (old): 1')
  const resident = app.resident('zalo')
  await reaches(resident, 'place')
  const asked = await resident.says('Dị Sử')
  expect(asked.text).toMatch(sentence('register.hamlet'))
  // The ward's own as well: a list of today's wards says nothing of old units.
  expect((await resident.says('tdp 5')).text).toMatch(sentence('register.group'))
  const elsewhere = app.resident('zalo')
  await reaches(elsewhere, 'place')
  expect((await elsewhere.says('Bạch Sam')).text).toMatch(sentence('register.group'))
})

it('loading it again doubles nothing', async () => {
  const before = await stored()
  expect(await hamlets('load', 'list.csv')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Added: 0. Already there: 2. Taken away: 0.'),
  })
  expect(await stored()).toEqual(before)
})

it('--replace takes away the others of its wards alone, keeps their rows, and gives them back', async () => {
  await hamlets('load', await file('Thôn,Xã\nThôn Bạch Sam,Bạch Sam\n'))
  const [vinh] = await stored()
  const replaced = await hamlets('load', await file('Xã,Thôn\nDi Su,Thôn Mới\n'), '--replace')
  expect(replaced.stdout).toContain(
    'Added: 1. Already there: 0. Taken away: 2.\n  taken away: Thôn Nhân Vinh, Dị Sử',
  )
  expect(replaced.stdout).toContain('phường Đường Hào: 1')
  expect(replaced.stdout).toContain('phường Thượng Hồng: 1')
  expect(await stored()).toContainEqual({ ...vinh, gone: true })
  await hamlets('load', await file('Xã,Thôn\nDị Sử,thôn Nhân Vinh\n'))
  expect(await stored()).toContainEqual({ ...vinh, name: 'thôn Nhân Vinh', gone: false })
})

it('a fault in any line is shown, and nothing is written', async () => {
  const before = await stored()
  const { code, stderr } = await hamlets('load', await file('Thôn,Xã\nThôn A,Dị Sử\n7,Dị Sử\nThôn B,Huế\n'))
  expect(code).toBe(1)
  expect(stderr).toContain('list.csv was not loaded, and nothing is changed:\n  line 3: "7" is only a number')
  expect(stderr).toContain('\n  line 4: "Huế" is no place of this area')
  const other = await hamlets('load', await file(Buffer.from('Th\xf4n,X\xe3\n', 'latin1')))
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('CSV UTF-8') })
  expect(await hamlets('load', 'none.csv')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none.csv cannot be read (ENOENT)'),
  })
  expect(await stored()).toEqual(before)
})

it.each([[['load']], [['load', 'a', 'b']], [['foo']], [['--replace']], [['--x']]])(
  'says how it is used: %j',
  async (args) => {
    expect(await hamlets(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('Usage:') })
  },
)

it.runIf(serverUrl)('opens PostgreSQL itself', async () => {
  const ground = await openTestDatabase()
  const list = await file('Thôn,Xã\nThôn A,Dị Sử\n')
  const loaded = await command(['load', list], { DATABASE_URL: ground.url ?? '' })
  expect(loaded).toMatchObject({ code: 0, stdout: expect.stringContaining('Added: 1.') })
  await ground.close()
})

it.skipIf(serverUrl)('opens the embedded database itself while no server runs, and makes none', async () => {
  await app.stop()
  const list = await file('Thôn,Xã\nThôn Mới,Dị Sử\n')
  expect(await hamlets('load', list)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Added: 0. Already there: 1.'),
  })
  expect(await command([], { DATA_DIR: 'typo' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('DATA_DIR typo holds no database'),
  })
})
