import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { loadCatalogue } from '../../src/providers/catalogue.ts'

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
    expect(catalogue.offered).toHaveLength(3)
    for (const { name, url, demo } of catalogue.offered) {
      expect(name).toMatch(/^.{1,10} \(bản thử\)$/)
      expect(url.startsWith(`${publicUrl}/go/demo/`)).toBe(true)
      expect(demo).toBe(true)
    }
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

describe('faults are named all at once', () => {
  test('not JSON', async () => expect(await faultsOf('{"providers":')).toContain('is not valid JSON'))
  test('another shape', async () => expect(await faultsOf({ provider: [] })).toContain('providers'))
  test('misspelt fields', async () =>
    expect(await faultsOf({ providers: [{ id: 'eca', enable: true }] })).toMatch(/\/providers\/0/))
  test('no provider left', async () =>
    expect(await faultsOf({ providers: [{ id: 'vnpt-smartca', enabled: false }] })).toContain(
      'no provider is enabled',
    ))
  test('an incomplete new one', async () =>
    expect(await faultsOf({ providers: [{ id: 'moi', enabled: true }] })).toMatch(/"moi".*name/))
  test('enabled without an address', async () =>
    expect(await faultsOf({ providers: [{ id: 'viettel-mysign', enabled: true }] })).toContain(
      'not a web address',
    ))

  test('several at a time', async () => {
    const message = await faultsOf({
      providers: [
        { id: 'eca', enabled: true, url: 'http://eca.com.vn' },
        { id: 'newca', enabled: true, url: 'https://newca.vn.evil.example' },
        { id: 'newca', enabled: true },
      ],
    })
    expect(message).toContain('provider "eca": "url" must begin with https://')
    expect(message).toContain('provider "newca" stands there twice')
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
