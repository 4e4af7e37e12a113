import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registry } from '../../flows/registry.ts'
import type { Language } from '../../src/channels/channel.ts'
import type { TestApp } from '../helpers/app.ts'
import { CHANNELS, type Channel, startOnAllChannels } from '../helpers/channels.ts'
import { Lockstep } from '../helpers/lockstep.ts'
import type { Scenario } from './acts.ts'
import { play } from './play.ts'
import { scenarios } from './scenarios/index.ts'

const LANGUAGES = ['vi', 'en'] as const
const FOLDER = fileURLToPath(new URL('.', import.meta.url))
/** `UPDATE_GOLDEN=1 npx vitest run --project unit test/golden` writes the files anew: read them, then commit them. */
const update = process.env['UPDATE_GOLDEN'] === '1'

interface Part {
  file: string
  scenario: Scenario
  channel: Channel
  language: Language
}

const parts: Part[] = scenarios.flatMap((scenario) =>
  (scenario.on ?? CHANNELS).flatMap((channel) =>
    (scenario.in ?? LANGUAGES).map((language) => ({
      file: `${scenario.name}.${language}.${channel}.jsonl`,
      scenario,
      channel,
      language,
    })),
  ),
)

const played = new Map<string, string | Error>()
let app: TestApp

beforeAll(async () => {
  app = await startOnAllChannels()
  const steps = new Lockstep(app)
  await steps.all(
    parts.map(({ file, scenario, channel, language }) => async () => {
      const text = await play({ app, steps, channel, language }, scenario).catch((fault: Error) => fault)
      played.set(file, text)
    }),
  )
}, 180_000)
afterAll(() => app.close())

describe.each(CHANNELS)('on %s', (channel) => {
  test.each(parts.filter((part) => part.channel === channel))(
    '$file is said as staff have read and approved it',
    async ({ file }) => {
      const now = played.get(file)
      if (typeof now !== 'string') throw now ?? new Error('was not played')
      const path = `${FOLDER}${file}`
      if (update) await writeFile(path, now)
      expect(existsSync(path), `${file} is missing: UPDATE_GOLDEN=1 writes it`).toBe(true)
      expect(now).toBe(await readFile(path, 'utf8'))
    },
  )
})

test('there is no transcript that nothing plays', async () => {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.jsonl'))
  const old = files.filter((file) => !played.has(file))
  if (update) await Promise.all(old.map((file) => rm(`${FOLDER}${file}`)))
  expect(update ? [] : old).toEqual([])
})

test('every flow is played on every channel, in both languages', () => {
  const missing = [...registry.keys()].flatMap((flow) =>
    CHANNELS.flatMap((channel) => LANGUAGES.map((language) => `${flow}.${language}.${channel}.jsonl`)),
  )
  expect(missing.filter((file) => !played.has(file))).toEqual([])
})
