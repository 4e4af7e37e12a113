import { type Static, Type } from 'typebox'

/** How one name of the environment is checked and spoken of. Each is optional here: config.ts says when it is needed. */
interface Rule {
  /** What it is, in a few words. */
  description: string
  default?: string
  pattern?: string
  /** What `pattern` asks for, as "must be …". */
  expected?: string
  /** Where the value comes from, as a step to take. */
  remedy?: string
  /** Never the values that people leave in examples. */
  secret?: boolean
  /** An address that must hold together as one, beyond its pattern. */
  address?: boolean
}

const name = (rule: Rule) => Type.Optional(Type.String({ ...rule }))

const ID = { pattern: '^\\d{3,25}$', expected: 'a number of 3 to 25 digits' }
const SECRET = { pattern: '^\\S+$', expected: 'one word without spaces', secret: true }
const API = {
  pattern: '^(https://[^\\s/?#@]+|http://(localhost|127(\\.\\d+){3}|\\[::1\\])(:\\d+)?)(/[^\\s?#]*)?$',
  expected: 'an https:// address (http:// only on loopback) without query',
  address: true,
}

/** Where a password stands in an address, signs such as `#` end it. */
const ESCAPED = 'write # / ? @ % in its password as %23 %2F %3F %40 %25'

const META = 'developers.facebook.com > your app'
const ZALO = 'developers.zalo.me > your app'

/**
 * Every name that this program reads from its environment (DATABASE_URL, ZALO_OA_ID …). `.env.example` and the
 * compose file are held against this list by tests.
 */
export const Environment = Type.Object({
  HOST: name({
    description: 'Address to listen on',
    default: '127.0.0.1',
    pattern: '^[\\w.:-]+$',
    expected: 'an IP address or host name',
  }),
  PORT: name({
    description: 'Port to listen on',
    default: '3000',
    pattern: '^(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])$',
    expected: 'a number from 0 to 65535',
  }),
  TRUST_PROXY: name({
    description:
      'Whose X-Forwarded-* headers count: true, false, or addresses and networks separated by commas',
    default: 'false',
    pattern: '^(true|false|[\\da-fA-F.:/]+(\\s*,\\s*[\\da-fA-F.:/]+)*)$',
    expected: 'true, false, or addresses such as 10.0.0.0/8 separated by commas',
  }),
  PUBLIC_URL: name({
    ...API,
    description: 'How residents and platforms reach this server',
    remedy:
      'set it to the https:// address that residents and the platforms reach, e.g. https://chukyso.example.vn',
  }),
  DATABASE_URL: name({
    description: 'PostgreSQL 15 or newer; unset: embedded PostgreSQL in DATA_DIR',
    pattern: '^postgres(ql)?://\\S+$',
    expected: 'an address such as postgres://user:password@host:5432/database',
    remedy: ESCAPED,
    address: true,
  }),
  DATA_DIR: name({ description: 'Folder of the embedded database and local files', default: './data' }),
  REDIS_URL: name({
    description: 'Redis, shared by several instances; unset: in-process',
    pattern: '^rediss?://\\S+$',
    expected: 'an address such as redis://host:6379',
    remedy: ESCAPED,
    address: true,
  }),
  ROLES: name({
    description: 'Work this instance takes: web, worker or both',
    default: 'web,worker',
    pattern: '^(web|worker)(\\s*,\\s*(web|worker))?$',
    expected: 'web, worker or web,worker',
  }),
  APP_KEY: name({
    description: 'Encrypts phone numbers, texts and platform tokens',
    pattern: '^[A-Za-z0-9+/]{43}=$',
    expected: '32 bytes in base64',
    remedy: 'make one with `openssl rand -base64 32` and keep a copy apart from the database',
    secret: true,
  }),
  MESSENGER_PAGE_ID: name({
    ...ID,
    description: 'Id of the Facebook Page',
    remedy: `copy it from ${META} > Messenger > Settings, below the Page's name`,
  }),
  MESSENGER_PAGE_TOKEN: name({
    ...SECRET,
    description: 'Page access token',
    remedy: `generate it in ${META} > Messenger > Settings > Access tokens`,
  }),
  MESSENGER_APP_ID: name({
    ...ID,
    description: 'Id of the Meta app',
    remedy: `copy it from ${META} > App settings > Basic`,
  }),
  MESSENGER_APP_SECRET: name({
    ...SECRET,
    description: 'Secret of the Meta app: signs webhooks',
    remedy: `copy it from ${META} > App settings > Basic > App secret`,
  }),
  MESSENGER_VERIFY_TOKEN: name({
    ...SECRET,
    description: 'Word by which Meta checks the webhook address',
    remedy: `make one up and enter the same word in ${META} > Webhooks > Verify token`,
  }),
  MESSENGER_FIELDS: name({
    description: 'Webhook fields to subscribe to (optional)',
    pattern: '^[a-z_]+(\\s*,\\s*[a-z_]+)*$',
    expected: 'names such as messages, messaging_postbacks separated by commas',
    remedy: 'leave it unset unless Meta has renamed a field',
  }),
  MESSENGER_API_URL: name({
    ...API,
    description: 'Graph API with its version',
    default: 'https://graph.facebook.com/v26.0',
  }),
  MESSENGER_INBOX_APP_ID: name({
    ...ID,
    description: 'App in which staff answer, to which a conversation is passed: the inbox of the Page',
    default: '263902037430900',
    remedy: 'leave it unset, unless staff answer in another app of the Page',
  }),
  MESSENGER_ROUTING: name({
    description: 'Whether the Page passes conversations between apps: auto, on or off',
    default: 'auto',
    pattern: '^(auto|on|off)$',
    expected: 'auto, on or off',
    remedy: 'leave it unset; on when the Page has our app as default app, off when it has none',
  }),
  MESSENGER_IGNORED_APP_IDS: name({
    description: 'Apps that write by themselves, whose messages do not silence the assistant (optional)',
    pattern: '^\\d{3,25}(\\s*,\\s*\\d{3,25})*$',
    expected: 'numbers separated by commas',
    remedy: 'give the ids of those apps, or leave it unset',
  }),
  MESSENGER_AUTO_REPLIES: name({
    description: 'Automatic replies of the Page, word by word, separated by | (optional)',
    remedy: 'better switch them off in Meta Business Suite > Inbox > Automations',
  }),
  MESSENGER_AUTO_REPLY_S: name({
    description: 'Seconds after a message within which another app’s answer is taken for an automatic one',
    default: '2',
    pattern: '^\\d{1,2}(\\.\\d+)?$',
    expected: 'a number of seconds from 0 to 99; 0: never',
    remedy: 'leave it unset',
  }),
  ZALO_OA_ID: name({
    ...ID,
    description: 'Id of the Official Account',
    remedy: 'copy it from oa.zalo.me > Account information',
  }),
  ZALO_APP_ID: name({ ...ID, description: 'Id of the Zalo app', remedy: `copy it from ${ZALO} > Settings` }),
  ZALO_APP_SECRET: name({
    ...SECRET,
    description: 'Secret of the Zalo app: renews tokens',
    remedy: `copy it from ${ZALO} > Settings > Secret key`,
  }),
  ZALO_OA_SECRET: name({
    ...SECRET,
    description: 'OA secret key: signs webhooks',
    remedy: `copy the OA secret key from ${ZALO} > Webhook; it is not the app's secret key`,
  }),
  ZALO_REFRESH_TOKEN: name({
    ...SECRET,
    description: 'First refresh token (optional); later ones are kept in the database',
    remedy: `leave it unset and open the consent link that \`npm run doctor\` prints, or grant the OA to the app in ${ZALO} > Official Account > API Explorer and copy the refresh token`,
  }),
  ZALO_ACCESS_TOKEN: name({
    ...SECRET,
    description: 'Access token that came with it (optional)',
    remedy: 'copy it from where the refresh token came from, or leave it unset',
  }),
  ZALO_VERIFIER: name({
    description: 'File name of the domain check (optional)',
    pattern: '^zalo_verifier[\\w-]{1,128}\\.html$',
    expected: 'a file name such as zalo_verifierAbC123.html',
    remedy: `copy the file's name from ${ZALO} > Domain verification`,
  }),
  ZALO_CODE_VERIFIER: name({
    description: 'PKCE verifier, where the app keeps one code challenge (optional)',
    pattern: '^[A-Za-z0-9._~-]{43,128}$',
    expected: '43 to 128 letters, digits or . _ ~ -',
    remedy: `leave it unset; only where ${ZALO} > Official Account > callback settings asks for a code challenge, make one up and enter the challenge that \`npm run doctor\` prints`,
  }),
  ZALO_REPLY_HOURS: name({
    description:
      "Hours after a person's last act in which replies are sent: 48 are free, up to 168 cost the OA's quota",
    default: '48',
    pattern: '^([1-9]\\d?|1[0-5]\\d|16[0-8])$',
    expected: 'a whole number of hours from 1 to 168',
  }),
  ZALO_API_URL: name({ ...API, description: 'Official Account API', default: 'https://openapi.zalo.me' }),
  ZALO_OAUTH_URL: name({ ...API, description: 'Token API', default: 'https://oauth.zaloapp.com' }),
  ZALO_ZNS_URL: name({
    ...API,
    description: 'Template message API',
    default: 'https://business.openapi.zalo.me',
  }),
  ACCOUNTS_FILE: name({
    description: 'JSON file with several accounts, in place of the names of one Page and one OA',
  }),
  OFFICE_HOURS: name({
    description:
      'When the office is open, in Vietnam: residents are told when clerks answer, and only then silence of an account means something',
    default: 'Mon-Fri 07:30-17:00',
    pattern:
      '^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$',
    expected: 'days and times such as Mon-Fri 07:30-17:00',
  }),
  OFFICE_CLOSED_DAYS: name({
    description: 'Public holidays and other days on which the office is closed, e.g. 2027-01-01,2027-02-05',
    default: '',
    pattern: '^(\\d{4}-\\d\\d-\\d\\d(,\\d{4}-\\d\\d-\\d\\d)*)?$',
    expected: 'dates such as 2027-01-01,2027-02-05',
  }),
  SILENCE_HOURS: name({
    description: 'Hours of office time without a webhook after which an account raises an alarm; 0: never',
    default: '4',
    pattern: '^\\d{1,3}(\\.\\d+)?$',
    expected: 'a number of hours from 0 to 999',
  }),
  ECHO_WAIT_S: name({
    description: 'Seconds to wait for the echo of a send that may or may not have arrived',
    default: '8',
    pattern: '^\\d{1,3}(\\.\\d+)?$',
    expected: 'a number of seconds from 0 to 999',
  }),
  STAFF_IDLE_H: name({
    description: 'Hours of silence after which a clerk has left a conversation to the assistant again',
    default: '24',
    pattern: '^(?!0+(\\.0+)?$)\\d{1,3}(\\.\\d+)?$',
    expected: 'a number of hours above 0',
  }),
  MEDIA_HOSTS: name({
    description: 'Hosts of pictures that messages may show by address, separated by commas; unset: none',
    pattern: '^[A-Za-z0-9.-]+(:\\d+)?(\\s*,\\s*[A-Za-z0-9.-]+(:\\d+)?)*$',
    expected: 'host names such as chukyso.example.vn separated by commas',
  }),
  METRICS_TOKEN: name({
    description: 'Bearer token for /metrics; unset: only from this machine',
    pattern: '^\\S{16,}$',
    expected: 'at least 16 characters without spaces',
    remedy: 'make one with `openssl rand -hex 24`',
    secret: true,
  }),
  LOG_LEVEL: name({
    description: 'fatal, error, warn, info, debug, trace or silent',
    default: 'info',
    pattern: '^(fatal|error|warn|info|debug|trace|silent)$',
    expected: 'fatal, error, warn, info, debug, trace or silent',
  }),
  SANDBOX: name({
    description: 'Emulated platforms; on by itself without credentials, except in production',
    pattern: '^(true|false)$',
    expected: 'true or false',
  }),
  NODE_ENV: name({
    description: 'production: the sandbox never starts by itself',
    pattern: '^(production|development|test)$',
    expected: 'production, development or test, or unset',
  }),
})

/** One of the names, e.g. `DATABASE_URL`. */
export type Name = keyof Static<typeof Environment>

/** All names, in the order in which they are documented. */
export const NAMES = Object.keys(Environment.properties) as Name[]

/** What the schema says of a name. */
export function ruleOf(key: Name): Rule {
  // TypeBox keeps keywords that it does not know beside its own.
  return Environment.properties[key] as unknown as Rule
}
