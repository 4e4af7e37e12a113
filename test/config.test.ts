import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OperatorError } from '../src/common/errors.ts'
import { NAMES, ruleOf } from '../src/config/environment.ts'
import { type Config, readConfig } from '../src/config.ts'

type Env = Record<string, string | undefined>

const KEY = Buffer.from('a key of thirty-two bytes, mixed').toString('base64')
const BASE = { PUBLIC_URL: 'https://chukyso.example.vn', APP_KEY: KEY }
const MESSENGER = {
  MESSENGER_PAGE_ID: '104857600000001',
  MESSENGER_PAGE_TOKEN: 'EAAGm0PX4ZCps',
  MESSENGER_APP_ID: '204857600000002',
  MESSENGER_APP_SECRET: '5f0c9ad2b17e',
  MESSENGER_VERIFY_TOKEN: 'hoa-sen-2026',
}
const ZALO = {
  ZALO_OA_ID: '3048576000000003',
  ZALO_APP_ID: '4048576000000004',
  ZALO_APP_SECRET: 'q8Wd2LmZ7',
  ZALO_OA_SECRET: 'Tn4KpXv91',
  ZALO_REFRESH_TOKEN: 'rT-8fJ2kQ',
}

const noFile = () => {
  throw new Error('no file was expected to be read')
}
const read = (env: Env, file: () => string = noFile) => readConfig(env, file)

/** Fault lines without their bullets. */
function faults(env: Env, file?: () => string): string[] {
  try {
    read(env, file)
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError)
    return (error as OperatorError).message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ''))
  }
  return []
}

describe('readConfig on an empty machine', () => {
  it('starts the sandbox with the documented defaults', () => {
    expect(read({})).toEqual({
      http: { host: '127.0.0.1', port: 3000, trustProxy: false },
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: undefined,
      dataDir: './data',
      redisUrl: undefined,
      roles: { web: true, worker: true },
      appKey: undefined,
      accounts: [],
      mediaHosts: [],
      echoWaitMs: 8000,
      officeHours: 'Mon-Fri 07:30-17:00',
      officeClosedDays: '',
      silenceHours: 4,
      staffIdleMs: 24 * 3_600_000,
      metricsToken: undefined,
      logLevel: 'info',
      sandbox: true,
    } satisfies Config)
  })

  it('counts blank values as unset', () => {
    expect(read(Object.fromEntries(NAMES.map((name) => [name, ' '])))).toEqual(read({}))
  })

  it('gives a result that cannot be changed', () => {
    const config = read({ ...BASE, ...ZALO, TRUST_PROXY: '10.0.0.0/8' })
    const parts = [
      config,
      config.http,
      config.roles,
      config.accounts,
      config.accounts[0],
      config.http.trustProxy,
    ]
    for (const part of parts) expect(Object.isFrozen(part)).toBe(true)
  })
})

describe('readConfig with credentials', () => {
  it('serves one Page', () => {
    const config = read({ ...BASE, ...MESSENGER })
    expect(config.sandbox).toBe(false)
    expect(config.accounts).toEqual([
      {
        id: 'messenger',
        platform: 'messenger',
        name: 'UBND phường Mỹ Hào',
        nameEn: 'the People’s Committee of Mỹ Hào ward',
        place: 'new:12103',
        language: 'vi',
        pageId: MESSENGER.MESSENGER_PAGE_ID,
        pageToken: MESSENGER.MESSENGER_PAGE_TOKEN,
        appId: MESSENGER.MESSENGER_APP_ID,
        appSecret: MESSENGER.MESSENGER_APP_SECRET,
        verifyToken: MESSENGER.MESSENGER_VERIFY_TOKEN,
        apiUrl: 'https://graph.facebook.com/v26.0',
        inboxAppId: '263902037430900',
        routing: 'auto',
        autoReplyS: '2',
      },
    ])
  })

  it('reads how a Page is used, which alone makes no account', () => {
    const habits = {
      MESSENGER_ROUTING: 'on',
      MESSENGER_INBOX_APP_ID: '1217981644879628',
      MESSENGER_IGNORED_APP_IDS: '111111, 222222',
      MESSENGER_AUTO_REPLIES: 'Chào bạn! | Phường sẽ trả lời sớm.',
      MESSENGER_AUTO_REPLY_S: '0',
      STAFF_IDLE_H: '0.5',
    }
    expect(read(habits)).toMatchObject({ sandbox: true, accounts: [], staffIdleMs: 1_800_000 })
    expect(read({ ...BASE, ...MESSENGER, ...habits }).accounts).toMatchObject([
      {
        routing: 'on',
        inboxAppId: '1217981644879628',
        ignoredAppIds: '111111, 222222',
        autoReplies: 'Chào bạn! | Phường sẽ trả lời sớm.',
        autoReplyS: '0',
      },
    ])
    for (const name of ['MESSENGER_ROUTING', 'MESSENGER_IGNORED_APP_IDS', 'STAFF_IDLE_H'])
      expect(() => read({ [name]: 'maybe' })).toThrow(name)
    expect(() => read({ STAFF_IDLE_H: '0' })).toThrow('STAFF_IDLE_H')
  })

  it('serves one OA, in production, its API on loopback', () => {
    const env = {
      ...BASE,
      ...ZALO,
      NODE_ENV: 'production',
      ZALO_API_URL: 'http://127.0.0.1:4010/',
      ZALO_VERIFIER: 'zalo_verifierA1.html',
    }
    expect(read(env).accounts).toMatchObject([
      {
        id: 'zalo',
        platform: 'zalo',
        oaId: ZALO.ZALO_OA_ID,
        oaSecret: ZALO.ZALO_OA_SECRET,
        refreshToken: ZALO.ZALO_REFRESH_TOKEN,
        verifier: 'zalo_verifierA1.html',
        apiUrl: 'http://127.0.0.1:4010',
        oauthUrl: 'https://oauth.zaloapp.com',
        znsUrl: 'https://business.openapi.zalo.me',
      },
    ])
  })

  it('starts an OA without a refresh token: a consent makes the first pair', () => {
    const [oa] = read({ ...BASE, ...ZALO, ZALO_REFRESH_TOKEN: undefined }).accounts
    expect(oa).toMatchObject({ platform: 'zalo', oaId: ZALO.ZALO_OA_ID })
    expect(oa).not.toHaveProperty('refreshToken')
  })

  it('names a key by its secret', () => {
    const { appKey } = read({ ...BASE, ...ZALO })
    expect(appKey?.secret).toEqual(Buffer.from(KEY, 'base64'))
    expect(appKey?.id).toMatch(/^[0-9a-f]{8}$/)
  })

  it.each([
    ...Object.keys(MESSENGER).map((name) => [name, MESSENGER] as const),
    ...Object.keys(ZALO)
      .filter((name) => name !== 'ZALO_REFRESH_TOKEN')
      .map((name) => [name, ZALO] as const),
  ])('asks for %s when another credential of its platform is set', (name, all) => {
    const [fault, ...more] = faults({ ...BASE, ...all, [name]: undefined })
    expect(fault).toMatch(new RegExp(`^${name} is missing: .+`))
    expect(more).toEqual([])
  })

  it('asks for the public address and the key', () => {
    expect(faults(ZALO)).toEqual([
      'PUBLIC_URL is missing: set it to the https:// address that residents and the platforms reach, e.g. https://chukyso.example.vn',
      'APP_KEY is missing: make one with `openssl rand -base64 32` and keep a copy apart from the database',
    ])
  })

  it('takes a public address of http:// on loopback only', () => {
    const at = (PUBLIC_URL: string) => faults({ ...BASE, ...ZALO, PUBLIC_URL })
    expect(at('http://localhost:3000/')).toEqual([])
    expect(at('http://chukyso.example.vn')[0]).toMatch(/^PUBLIC_URL must be an https:\/\/ address/)
    expect(at('https://chukyso.example.vn?a=1')[0]).toMatch(/^PUBLIC_URL must be/)
  })

  it('tells the OA secret from the app secret', () => {
    expect(faults({ ...BASE, ...ZALO, ZALO_OA_SECRET: ZALO.ZALO_APP_SECRET })[0]).toMatch(
      /^ZALO_OA_SECRET equals ZALO_APP_SECRET: copy the OA secret key/,
    )
  })
})

describe('the sandbox', () => {
  it('never starts by itself in production', () => {
    expect(faults({ NODE_ENV: 'production' })).toEqual([
      'No account is configured: set the MESSENGER_* or ZALO_* names, or ACCOUNTS_FILE, or SANDBOX=true to try it without a platform',
    ])
    expect(read({ NODE_ENV: 'production', SANDBOX: 'true' }).sandbox).toBe(true)
  })

  it('does not mix with real credentials', () => {
    expect(faults({ ...BASE, ...ZALO, SANDBOX: 'true' })[0]).toMatch(
      /^SANDBOX=true and real credentials \(ZALO_OA_ID, /,
    )
    expect(read({ ...BASE, ...ZALO, SANDBOX: 'false' }).sandbox).toBe(false)
  })

  it('when switched off needs an account', () => {
    expect(faults({ SANDBOX: 'false' })[0]).toMatch(/^No account is configured/)
  })
})

describe('faults', () => {
  it('are reported all at once, each by name, and quote no value', () => {
    const env = {
      ...MESSENGER,
      MESSENGER_APP_SECRET: undefined,
      MESSENGER_PAGE_ID: 'my page S3CRET',
      ZALO_OA_SECRET: 'two words S3CRET',
      PUBLIC_URL: 'ftp://S3CRET',
      PORT: '70000S3CRET',
      APP_KEY: 'S3CRET',
      DATABASE_URL: 'mysql://u:S3CRET@h/d',
      REDIS_URL: 'S3CRET',
      METRICS_TOKEN: 'S3CRET',
      ROLES: 'web,S3CRET',
      LOG_LEVEL: 'S3CRET',
      ECHO_WAIT_S: 'S3CRET',
      TRUST_PROXY: 'S3CRET',
      SANDBOX: 'S3CRET',
    }
    const lines = faults(env)
    const named = ['MESSENGER_APP_SECRET', ...Object.keys(env).filter((name) => !(name in MESSENGER))]
    for (const name of named) expect(lines.filter((line) => line.startsWith(name))).not.toEqual([])
    expect(lines.join('\n')).not.toContain('S3CRET')
    expect(new Set(lines).size).toBe(lines.length)
  })

  it.each([
    ['MESSENGER_APPSECRET', 'MESSENGER_APP_SECRET'],
    ['ZALO_SECRET_OA', undefined],
    ['ZALO_OAID', 'ZALO_OA_ID'],
    ['MESSENGER_COMPLETELY_DIFFERENT_THING', undefined],
  ])('name %s as unknown', (typo, meant) => {
    const [fault] = faults({ ...BASE, ...ZALO, [typo]: 'x' })
    expect(fault).toBe(
      `${typo} is not a name this program reads${meant ? `: did you mean ${meant}?` : ': remove it'}`,
    )
  })

  it.each([
    'changeme',
    'xxx',
    'XXXXXXXX',
    'your-app-secret',
    'your_token_here',
    '<secret>',
    '\u0024{SECRET}',
    '000000',
  ])('refuse the placeholder %s as a secret', (value) => {
    expect(faults({ ...BASE, ...ZALO, ZALO_APP_SECRET: value })[0]).toMatch(
      /^ZALO_APP_SECRET still holds an example value: /,
    )
  })

  it('refuse a key that is no key', () => {
    expect(faults({ ...BASE, ...ZALO, APP_KEY: Buffer.alloc(32).toString('base64') })[0]).toMatch(
      /^APP_KEY still holds/,
    )
    expect(faults({ ...BASE, ...ZALO, APP_KEY: Buffer.alloc(16, 'abc').toString('base64') })[0]).toMatch(
      /^APP_KEY must be 32 bytes/,
    )
  })

  it.each([
    ['PORT', ['0', '3000', '65535'], ['-1', '65536', '3000x', '1e3']],
    [
      'REDIS_URL',
      ['redis://h:6379', 'rediss://u:p@h/1'],
      ['http://h', 'h:6379', 'redis://u:p#a@h', 'redis://h:70000'],
    ],
    [
      'DATABASE_URL',
      ['postgres://u:p%23@h:5432/d?sslmode=verify-full', 'postgres://u@/d?host=/run/postgresql'],
      ['mysql://h/d', 'postgres://u:p#a@h/d', 'postgres://u@h:70000/d'],
    ],
    ['ZALO_VERIFIER', [], ['page.html', 'zalo_verifierAbC']],
    ['MEDIA_HOSTS', ['a.vn', 'a.vn, b.example:8443'], ['https://a.vn', 'a.vn/x', 'a.vn,,b.vn']],
    ['ZALO_REPLY_HOURS', ['1', '48', '99', '100', '168'], ['0', '169', '48h', '1000']],
    ['NODE_ENV', ['production', 'development', 'test'], ['prod', 'Production']],
    [
      'TRUST_PROXY',
      ['true', '127.0.0.1', '10.0.0.0/8, ::1'],
      ['yes', '10.0.0.0/33', '300.1.1.1', '10.0.0.0/8/8'],
    ],
    ['ECHO_WAIT_S', ['0', '2.5', '60'], ['-1', '8s', '1000']],
    [
      'MESSENGER_API_URL',
      ['https://graph.facebook.com/v26.0', 'http://localhost:1/v26.0', 'http://[::1]:2'],
      ['http://graph.facebook.com', 'graph.facebook.com', 'http://127.0.0.1.evil.example'],
    ],
  ] as const)('check %s', (name, good, bad) => {
    for (const value of good) expect(faults({ SANDBOX: 'true', [name]: value })).toEqual([])
    for (const value of bad) expect(faults({ [name]: value })[0]).toMatch(new RegExp(`^${name} must be`))
  })

  it('refuse to split the work over an embedded database', () => {
    expect(faults({ ROLES: 'web' })[0]).toMatch(/set DATABASE_URL/)
    expect(read({ ROLES: 'worker', DATABASE_URL: 'postgres://u@h/d' }).roles).toEqual({
      web: false,
      worker: true,
    })
  })
})

describe('ACCOUNTS_FILE', () => {
  const env = { ...BASE, ACCOUNTS_FILE: 'accounts.json' }
  const zalo = {
    id: 'my-hao',
    platform: 'zalo',
    name: 'Phường Mỹ Hào',
    place: 'new:12103',
    oaId: '3048576000000003',
    appId: '4048576000000004',
    appSecret: 'q8Wd2LmZ7',
    oaSecret: 'Tn4KpXv91',
    refreshToken: 'rT-8fJ2kQ',
  }
  const page = {
    id: 'duong-hao',
    platform: 'messenger',
    name: 'Phường Đường Hào',
    nameEn: 'Đường Hào ward',
    place: 'new:12133',
    language: 'en',
    pageId: '104857600000001',
    pageToken: 'EAAGm0PX4ZCps',
    appId: '204857600000002',
    appSecret: '5f0c9ad2b17e',
    verifyToken: 'hoa-sen-2026',
  }
  const file =
    (...accounts: unknown[]) =>
    () =>
      JSON.stringify({ accounts })

  it('serves several accounts', () => {
    const { accounts, sandbox } = read(env, file(zalo, page))
    expect(sandbox).toBe(false)
    expect(accounts).toMatchObject([
      { ...zalo, language: 'vi', apiUrl: 'https://openapi.zalo.me' },
      { ...page, apiUrl: 'https://graph.facebook.com/v26.0' },
    ])
  })

  it('is read from the path given', () => {
    const paths: string[] = []
    readConfig(env, (path) => {
      paths.push(path)
      return file(zalo)()
    })
    expect(paths).toEqual(['accounts.json'])
  })

  it('may begin with a byte order mark', () => {
    expect(read(env, () => `\uFEFF${file(zalo)()}`).accounts).toHaveLength(1)
  })

  it('names faults by their place in the file', () => {
    const { oaSecret: _, ...noSecret } = zalo
    const lines = faults(
      env,
      file(
        page,
        { ...noSecret, id: 'My Hào', place: 'old:12103', oaSecrets: 'x' },
        { ...page, oaId: 5 },
        'zalo',
        { platform: 'viber' },
      ),
    )
    expect(lines).toEqual([
      'accounts[1].oaSecrets is not known: did you mean oaSecret?',
      'accounts[1].id must be up to 40 small letters, digits and hyphens',
      'accounts[1].place must be the id of a new ward, such as new:12103',
      expect.stringMatching(/^accounts\[1\]\.oaSecret is missing: copy the OA secret key/),
      'accounts[2].oaId must be a text in quotes',
      'accounts[2].oaId is not known: remove it',
      'accounts[3] must be an object in braces',
      'accounts[4].platform must be messenger or zalo',
      'accounts[2].id repeats accounts[0].id: each account stands there once',
      'accounts[2].pageId repeats accounts[0].pageId: each account stands there once',
    ])
  })

  it('may give an account its own budget of sends', () => {
    for (const sendsPerSecond of [20, 100_000])
      expect(read(env, file({ ...zalo, sendsPerSecond })).accounts).toMatchObject([{ sendsPerSecond }])
    for (const sendsPerSecond of [0, 1.5, '20', 100_001]) {
      expect(faults(env, file({ ...zalo, sendsPerSecond }))).toEqual([
        'accounts[0].sendsPerSecond must be a whole number from 1 to 100000',
      ])
    }
  })

  it('does not mix with the names of single accounts', () => {
    expect(faults({ ...env, ZALO_OA_ID: '3048576000000003' }, file(zalo))).toEqual([
      'ACCOUNTS_FILE and ZALO_OA_ID are both set: keep one of the two ways',
    ])
  })

  it.each([
    [
      '{"accounts": [{"appSecret": "S3CRET"',
      'ACCOUNTS_FILE is not valid JSON: check commas, quotes and braces',
    ],
    ['[]', 'ACCOUNTS_FILE must hold {"accounts": [ … ]} with at least one account'],
    ['{"accounts": []}', 'ACCOUNTS_FILE must hold {"accounts": [ … ]} with at least one account'],
  ])('refuses %s', (text, fault) => {
    expect(faults(env, () => text)).toEqual([fault])
  })

  it('that cannot be read is a fault', () => {
    const away = () => {
      throw new Error('ENOENT')
    }
    expect(faults(env, away)).toEqual([
      'ACCOUNTS_FILE cannot be read: check the path and that this user may read it',
    ])
  })
})

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n')
  const entries = lines
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(/=(.*)/s) as [string, string])

  it('names everything that is read, once and nothing else', () => {
    expect(entries.map(([name]) => name).sort()).toEqual([...NAMES].sort())
  })

  it('shows the defaults, and no secret', () => {
    for (const [name, value] of entries)
      expect([name, value]).toEqual([name, ruleOf(name as (typeof NAMES)[number]).default ?? ''])
  })

  it('is itself a configuration that starts', () => {
    expect(read(Object.fromEntries(entries)).sandbox).toBe(true)
  })
})
