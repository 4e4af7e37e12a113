import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPicture } from '../../src/channels/picture-file.ts'

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

let ground: string
let media: string
beforeAll(() => {
  ground = mkdtempSync(join(tmpdir(), 'cks-pictures-'))
  media = join(ground, 'media')
  mkdirSync(join(media, 'folder.png'), { recursive: true })
  writeFileSync(join(media, 'a.png'), PNG)
  writeFileSync(join(media, 'text.png'), 'APP_KEY=')
  writeFileSync(join(ground, 'outside.png'), PNG)
  symlinkSync('a.png', join(media, 'inside.png'))
  symlinkSync('../outside.png', join(media, 'link.png'))
})
afterAll(() => rmSync(ground, { recursive: true, force: true }))

test('a picture of the folder, also by another name in it', async () => {
  expect(await readPicture(media, 'a.png')).toEqual({ name: 'a.png', type: 'image/png', bytes: PNG })
  expect(await readPicture(media, 'inside.png')).toMatchObject({ name: 'inside.png', bytes: PNG })
})

test('the folder itself may be a link to another disk', async () => {
  symlinkSync('media', join(ground, 'elsewhere'))
  expect(await readPicture(join(ground, 'elsewhere'), 'a.png')).toMatchObject({ bytes: PNG })
})

test.each(['../outside.png', 'folder.png', 'text.png', 'missing.png', '.a.png', '/etc/a.png', 'a.png\0'])(
  '%j is no picture of the folder',
  async (name) => {
    expect(await readPicture(media, name)).toBeNull()
  },
)

test('a link that leads out of the folder is not followed', async () => {
  expect(await readPicture(media, 'link.png')).toBeNull()
})

test.skipIf(process.platform === 'win32')('a pipe is not waited for', async () => {
  execFileSync('mkfifo', [join(media, 'pipe.png')])
  expect(await readPicture(media, 'pipe.png')).toBeNull()
})
