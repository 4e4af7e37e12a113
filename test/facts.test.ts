import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { resources } from '../locales/index.ts'
import { createTexts } from '../src/conversation/texts.ts'
import { factsFaults, factsFor, knownByItself } from '../src/facts.ts'
import { FACT_NAMES, FACTS, readFactsFile } from '../src/facts-file.ts'
import { factsReport } from '../src/facts-report.ts'
import toVerify from '../src/faq-to-verify.json' with { type: 'json' }
import { FAQ_IDS } from '../src/understanding/faq/ids.ts'
import { OA } from './conversation/support/parts.ts'
import { builtProgram, run } from './helpers/built.ts'

const texts = createTexts(resources)

describe('the facts', () => {
  it('are those that the answers name', () => {
    const named = FAQ_IDS.flatMap((id) => texts.variables('vi', `faq.${id}.answer`))
    expect([...new Set(named)].sort()).toEqual([...FACT_NAMES].sort())
  })

  it('take their own examples', () => {
    const facts = Object.fromEntries(FACT_NAMES.map((name) => [name, FACTS[name].example]))
    expect(readFactsFile(JSON.stringify({ facts })).faults).toEqual([])
  })

  it('are partly known without being told, and the file goes before', () => {
    const known = knownByItself({
      accounts: [OA],
      catalogue: { offered: [{ name: 'A' }, { name: 'B' }] as never },
      officeHours: 'Mon-Fri 07:30-17:00',
    })
    const { file } = readFactsFile('{"facts": {"danh_sach_ncc": {"vi": "C và D", "en": "C and D"}}}')
    const facts = factsFor(file, known)
    expect(facts(OA, 'vi')).toMatchObject({
      ten_oa: OA.name,
      danh_sach_ncc: 'C và D',
      gio_lam_viec: 'thứ Hai đến thứ Sáu, 07:30 đến 17:00',
    })
    expect(facts(OA, 'en')).toMatchObject({ danh_sach_ncc: 'C and D' })
    expect(facts(OA, 'vi')).not.toHaveProperty('hotline_phuong')
  })

  it('are listed, with what they are for and what staff must verify', () => {
    const report = factsReport(
      readFactsFile('{"facts": {"so_phut": "15"}, "verified": ["forgot-pin"]}').file,
      {},
    )
    expect(report).toContain('1 of 14 known')
    expect(report).toContain('hotline_phuong: missing')
    expect(report).toContain('needed by foreigners, never-ask-otp-pin, who-to-call')
    expect(report).not.toContain('  forgot-pin: ')
    for (const id of Object.keys(toVerify)) if (id !== 'forgot-pin') expect(report).toContain(`  ${id}: `)
  })
})

describe('a faulty file', () => {
  it.each<[string, RegExp]>([
    ['{', /not valid JSON/],
    ['[]', /must hold an object/],
    ['{"fact": {}}', /fact is not known/],
    ['{"facts": []}', /facts must be an object/],
    ['{"facts": {"hotline_phong": "1"}}', /did you mean hotline_phuong/],
    ['{"facts": {"hotline_phuong": "gọi phường"}}', /facts.hotline_phuong must be .*phone/],
    ['{"facts": {"website_phuong": "https://phuong.example.com"}}', /under .gov.vn/],
    ['{"facts": {"so_phut": "{{x}}"}}', /facts.so_phut/],
    ['{"verified": ["is-it-fre"]}', /did you mean is-it-free/],
  ])('%s', (content, fault) => {
    const { faults } = readFactsFile(content)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(fault)
  })

  it('tells every fault at once, and never throws', () => {
    expect(readFactsFile('{"facts": {"a": 1, "so_phut": 2}, "verified": 3}').faults).toHaveLength(3)
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(readFactsFile(JSON.stringify(value)).faults)).toBe(true)
      }),
    )
  })

  it('is told at start, as is one that cannot be read', () => {
    const unreadable = () => {
      throw Object.assign(new Error(''), { code: 'EACCES' })
    }
    expect(factsFaults('x', () => '{"facts": {"a": "b"}}')).toEqual([
      'facts.json: facts.a is not known: remove it',
    ])
    expect(factsFaults('x', unreadable)[0]).toMatch(/EACCES/)
    const none = () => {
      throw Object.assign(new Error(''), { code: 'ENOENT' })
    }
    expect(factsFaults('x', none)).toEqual([])
  })
})

describe('npm run facts', () => {
  let built: string
  let folder: string
  beforeAll(async () => {
    built = await builtProgram()
    return () => rm(built, { recursive: true })
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cks-facts-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const facts = (...args: string[]) =>
    run(join(built, 'cli/facts.js'), args, { DATA_DIR: folder }, folder, '')
  const stored = async () => JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8')) as unknown

  it('sets and unsets a fact, and keeps the rest', async () => {
    expect((await facts()).stdout).toContain('hotline_phuong: missing')
    expect(await facts('set', 'hotline_phuong', '0221 100 100')).toMatchObject({ code: 0 })
    expect(await facts('set', 'thoi_gian_duyet', '24 giờ', '24 hours')).toMatchObject({ code: 0 })
    expect(await facts('verified', 'is-it-free')).toMatchObject({ code: 0 })
    expect(await stored()).toEqual({
      facts: { hotline_phuong: '0221 100 100', thoi_gian_duyet: { vi: '24 giờ', en: '24 hours' } },
      verified: ['is-it-free'],
    })
    expect((await facts()).stdout).toContain('hotline_phuong: 0221 100 100')
    await facts('unset', 'hotline_phuong')
    expect(await stored()).toMatchObject({ facts: { thoi_gian_duyet: { vi: '24 giờ', en: '24 hours' } } })
    expect(JSON.stringify(await stored())).not.toContain('hotline')
  }, 30_000)

  it('refuses what is no fact, and a faulty file', async () => {
    expect(await facts('set', 'hotline', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not known'),
    })
    await writeFile(join(folder, 'facts.json'), '{')
    expect(await facts('set', 'so_phut', '15')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('facts.json: is not valid JSON'),
    })
    expect(await readFile(join(folder, 'facts.json'), 'utf8')).toBe('{')
  }, 30_000)
})
