import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { readConfig } from '../../src/config.ts'
import shipped from '../../src/providers/catalogue.json' with { type: 'json' }
import { catalogueFaults, loadCatalogue, openFacts } from '../../src/providers/catalogue.ts'
import { entryFaults } from '../../src/providers/override.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'catalogue-'))
})
afterAll(() => rm(dataDir, { recursive: true }))

const publicUrl = 'https://chukyso.example.vn'

async function load(override: unknown, sandbox = false) {
  const file = join(dataDir, 'providers.json')
  if (override === undefined) await rm(file, { force: true })
  else await writeFile(file, typeof override === 'string' ? override : JSON.stringify(override))
  return loadCatalogue({ dataDir, publicUrl, sandbox })
}

const faultsOf = async (override: unknown) => {
  const failure = await load(override).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(OperatorError)
  return (failure as OperatorError).message
}

const ids = (catalogue: { offered: { id: string }[] }) => catalogue.offered.map(({ id }) => id)

describe('what is offered', () => {
  test('by itself only what is verified', async () => {
    const catalogue = await load(undefined)
    expect(ids(catalogue)).toEqual(['vnpt-smartca'])
    expect([...catalogue.hosts]).toEqual(['smartca.vnpt.vn'])
    expect(catalogue.find('vnpt-smartca')).toMatchObject({ url: 'https://smartca.vnpt.vn', demo: false })
    expect(catalogue.find('eca')).toBeUndefined()
  })

  test('in the sandbox made-up ones, which lead to this server', async () => {
    const catalogue = await load(undefined, true)
    expect(catalogue.offered).toHaveLength(4)
    expect(catalogue.offered.at(-1)).toMatchObject({ route: 'vneid', url: '', host: '' })
    for (const { name, url, demo } of catalogue.offered.slice(0, 3)) {
      expect(name).toMatch(/^.{1,10} \(bản thử\)$/)
      expect(url.startsWith(`${publicUrl}/go/demo/`)).toBe(true)
      expect(demo).toBe(true)
    }
  })

  test('as shipped, by the rules of the operator’s own file, each with what is still to be verified', () => {
    expect(shipped.providers.flatMap(entryFaults)).toEqual([])
    const facts = openFacts({ dataDir: '/nowhere', sandbox: false }, () => {
      throw Object.assign(new Error('none'), { code: 'ENOENT' })
    })
    expect(facts.map(({ provider }) => provider)).toEqual(shipped.providers.map(({ name }) => name))
    expect(facts.filter(({ offered }) => offered).map(({ provider }) => provider)).toEqual(['VNPT SmartCA'])
    expect(facts.every(({ verify }) => verify.length > 0)).toBe(true)
  })

  test('what the operator enables, changes or adds', async () => {
    const catalogue = await load({
      providers: [
        { id: 'vnpt-smartca', enabled: false },
        { id: 'eca', enabled: true, appStore: 'https://apps.apple.com/vn/app/eca/id1' },
        {
          id: 'ca-moi',
          name: 'CA Mới',
          host: 'dangky.ca-moi.vn',
          url: 'https://dangky.ca-moi.vn/phuong',
          enabled: true,
        },
      ],
    })
    expect(ids(catalogue)).toEqual(['eca', 'ca-moi'])
    expect([...catalogue.hosts]).toEqual(['eca.com.vn', 'apps.apple.com', 'dangky.ca-moi.vn'])
  })

  test('an address need not be right before it is offered', async () => {
    expect(ids(await load({ providers: [{ id: 'viettel-mysign', note: 'đã gửi công văn hỏi' }] }))).toEqual([
      'vnpt-smartca',
    ])
  })
})

describe('faults are named all at once, each with its place and remedy', () => {
  test.each<[string, unknown, string[]]>([
    [
      'not JSON',
      '{"providers":',
      [expect.stringMatching(/^providers\.json: is not valid JSON: check commas/)],
    ],
    [
      'another shape',
      { provider: [] },
      [expect.stringContaining('must hold a list of providers, such as {')],
    ],
    ['no object', { providers: ['eca'] }, ['providers.json: providers[0] must be an object in braces']],
    [
      'a misspelt id',
      { providers: [{ id: 'vnpt-smartcaa', enabled: true }] },
      [
        'providers.json: providers[0].id names no known provider: did you mean vnpt-smartca? A new one needs name, host, url too',
      ],
    ],
    [
      'an id that nobody knows',
      { providers: [{ id: 'moi', enabled: true, name: 'CA Mới' }] },
      [expect.stringMatching(/names no known provider: known are vnpt-smartca, .*A new one needs host, url/)],
    ],
    [
      'misspelt and faulty fields',
      { note: '', providers: [{ id: 'eca', enable: true, verified: 'yes', url: 5 }, { id: 'E CA' }, {}] },
      [
        'providers.json: note is not known: remove it',
        'providers.json: providers[0].enable is not known: did you mean enabled?',
        'providers.json: providers[0].verified must be true or false, without quotes',
        'providers.json: providers[0].url must be an address in quotes, such as "https://eca.com.vn"',
        expect.stringMatching(/^providers\.json: providers\[1\]\.id must be 2 to 40 small letters/),
        expect.stringMatching(/^providers\.json: providers\[2\]\.id is missing: give/),
      ],
    ],
    [
      'no provider left',
      { providers: [{ id: 'vnpt-smartca', enabled: false }] },
      ['providers.json: no provider is enabled: set "enabled": true for at least one'],
    ],
    [
      'enabled without an address',
      { providers: [{ id: 'viettel-mysign', enabled: true }] },
      [
        'providers.json: providers[0] (viettel-mysign): "url" is not a web address: give one that begins with https://',
      ],
    ],
    [
      'several',
      {
        providers: [
          { id: 'eca', enabled: true, url: 'http://eca.com.vn' },
          { id: 'newca', enabled: true },
          { id: 'newca', note: '' },
        ],
      },
      [
        'providers.json: providers[2].id repeats providers[1].id: keep one of the two',
        'providers.json: providers[0] (eca): "url" must begin with https://',
      ],
    ],
  ])('%s', async (_, override, faults) => {
    expect((await faultsOf(override)).split('\n')).toEqual(faults)
  })

  test('together with those of the environment, before anything is started', async () => {
    await load(undefined)
    await writeFile(join(dataDir, 'providers.json'), '{"providers": [{"id": "ecaa"}]}')
    const readFile = (path: string) => readFileSync(path, 'utf8')
    const start = () =>
      readConfig({ DATA_DIR: dataDir, PORT: 'x', LOG_LEVEL: 'loud' }, readFile, (told) =>
        catalogueFaults(told, readFile),
      )
    expect(start).toThrow(
      /PORT must be[\s\S]*LOG_LEVEL must be[\s\S]*providers\[0\]\.id names no known provider/,
    )
  })

  test('a file that cannot be read', async () => {
    const denied = () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' })
    }
    expect(catalogueFaults({ dataDir, sandbox: false }, denied)).toEqual([
      'providers.json cannot be read (EACCES): check that it is a file which this user may read',
    ])
  })

  test.each([
    ['another host', 'https://eca.com.vn.evil.example/', 'leads to eca.com.vn.evil.example'],
    ['a host hidden behind a user', 'https://eca.com.vn@evil.example/', 'must not carry a user'],
    ['a port', 'https://eca.com.vn:8443/', 'port'],
    ['script', 'javascript:alert(1)', 'must begin with https://'],
    ['look-alike letters', 'https://еca.com.vn/', 'look like another one'],
    ['an address of a network', 'https://[::1]/', 'no proper host name'],
  ])('an address with %s', async (_, url, fault) => {
    expect(await faultsOf({ providers: [{ id: 'eca', enabled: true, url }] })).toContain(fault)
  })

  test('a store that is not one', async () => {
    const playStore = 'https://play.google.com.evil.example/'
    expect(await faultsOf({ providers: [{ id: 'eca', enabled: true, playStore }] })).toContain(
      'not to play.google.com',
    )
  })
})
