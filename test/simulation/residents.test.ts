import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../src/sandbox/random.ts'
import { FULL } from '../faults/support/form.ts'
import type { TestApp } from '../helpers/app.ts'
import { CHANNELS, startOnAllChannels } from '../helpers/channels.ts'
import { Lockstep } from '../helpers/lockstep.ts'
import { find, wholeDatabase } from '../helpers/search.ts'
import { figuresOf } from './figures.ts'
import { Life, type Story } from './life.ts'
import { Person } from './person.ts'

/**
 * Residents who do as people do: mistype, leave out marks, answer something else, fall silent for days, tap twice, tap
 * old buttons, send photos and secrets, command from anywhere. The long form, 1,000 of them, with a seed of its own:
 *   FAULTS_FULL=1 npx vitest run --project unit test/simulation
 * and the same ones again: RESIDENTS_SEED=<the seed printed>. RESIDENTS=<n> meets only the first n of them.
 */
const SEED =
  process.env['RESIDENTS_SEED'] ?? (FULL ? randomBytes(4).toString('hex') : 'two thousand twenty-six')
const RESIDENTS = Number(process.env['RESIDENTS'] ?? (FULL ? 1000 : 60))

let app: TestApp
let stories: Story[] = []
let log = ''
let dump = ''

beforeAll(
  async () => {
    app = await startOnAllChannels()
    const steps = new Lockstep(app)
    const lives = Array.from({ length: RESIDENTS }, (_, n) => {
      const name = `${SEED} ${n}`
      const language = n % 5 === 4 ? 'en' : 'vi'
      const person = new Person(name, n, language, new Random(name))
      return new Life(app, steps, person, CHANNELS[n % CHANNELS.length]!)
    })
    await steps.all(lives.map((life) => async () => void (await life.live())))
    stories = lives.map(({ story }) => story)
    dump = await wholeDatabase(app)
    log = app.log.join('\n')
    console.log(`seed ${SEED}\n${figuresOf(stories, app)}`)
  },
  FULL ? 3_600_000 : 240_000,
)
afterAll(() => app.close())

const told = () => stories.flatMap(({ person }) => person.secrets)

test('each is answered, asked and understood, and comes to an end or to a person', () => {
  const bad = stories.filter(({ faults }) => faults.length > 0)
  const report = bad
    .slice(0, 5)
    .map(({ person, channel, faults, lines }) =>
      [person.name, channel, ...faults, ...lines.slice(-14)].join('\n'),
    )
  expect(report.join('\n\n'), `seed ${SEED}: ${bad.length} of ${stories.length}`).toBe('')
  expect(stories.filter(({ end }) => end === null)).toEqual([])
})

test('nothing is left over, set aside or refused by a platform', async () => {
  expect(await app.rows('select * from inbox where due_at <= 9e15')).toEqual([])
  const failed = await app.rows<{ reason: string; n: number }>(
    // A Page that does not pass threads between apps says so: it is tried by default.
    `select reason, count(*)::int as n from outbox
     where state = 'failed' and reason not like 'CONTROL_REFUSED%' group by reason`,
  )
  expect(failed).toEqual([])
})

test('what they gave away stands in no table and in no log', () => {
  expect(told().length).toBeGreaterThan(RESIDENTS / 2)
  expect(dump.length).toBeGreaterThan(1000 * RESIDENTS)
  expect(find(told(), [{ name: 'the database', bytes: Buffer.from(dump) }])).toEqual([])
  expect(find(told(), [{ name: 'the log', bytes: Buffer.from(log) }])).toEqual([])
})
