import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { NAMES, ruleOf } from '../../src/config/environment.ts'

interface Instruction {
  name: string
  rest: string
}

/** Instructions of the Dockerfile by stage, continued lines joined. */
function stages(): Instruction[][] {
  const text = readFileSync('Dockerfile', 'utf8').replace(/\\\n/g, ' ')
  const all: Instruction[][] = []
  for (const line of text.split('\n')) {
    if (!line.trim() || line.startsWith('#')) continue
    const [, name = '', rest = ''] = line.trim().match(/^([A-Z]+)\s+(.*)$/) ?? []
    if (name === 'FROM') all.push([])
    all.at(-1)?.push({ name, rest })
  }
  return all
}

const [build = [], image = []] = stages()
const find = (stage: Instruction[], name: string) =>
  stage.filter((item) => item.name === name).map((item) => item.rest)
const ALLOWED: readonly string[] = NAMES

describe('Dockerfile', () => {
  it('builds in one stage on Node 26 and ships another', () => {
    expect(stages()).toHaveLength(2)
    expect(find(build, 'FROM')).toEqual(['node:26-slim AS build'])
    expect(find(image, 'FROM')).toEqual(['node:26-slim'])
    expect(find(build, 'RUN')).toEqual(['npm ci', 'npm run build && npm prune --omit=dev'])
  })

  it('copies only what exists and the engine is sent', () => {
    const sent = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    const sources = find(build, 'COPY').flatMap((rest) => rest.split(' ').slice(0, -1))
    expect(sources.sort()).toEqual(sent.sort())
    for (const source of sources) expect([source, existsSync(source)]).toEqual([source, true])
    for (const rest of find(image, 'COPY'))
      expect(rest).toMatch(/^--from=build \/app\/(node_modules|package\.json|dist) /)
  })

  it('sends the engine everything that the bundle is made of', () => {
    const script = readFileSync('scripts/build.mjs', 'utf8')
    const folders =
      script
        .match(/const SOURCES = \[([^\]]*)\]/)?.[1]
        ?.match(/'[^']+'/g)
        ?.map((item) => item.slice(1, -1)) ?? []
    const needed = folders.map((path) => path.split('/')[0]!).filter((path) => path !== 'bench')
    expect(needed.length).toBeGreaterThan(4)
    expect(find(build, 'COPY').flatMap((rest) => rest.split(' ').slice(0, -1))).toEqual(
      expect.arrayContaining(needed),
    )
  })

  it('runs as a user without rights, with a health check and its data in a volume', () => {
    expect(find(image, 'USER')).toEqual(['node'])
    expect(find(image, 'HEALTHCHECK')[0]).toContain('/healthz')
    expect(find(image, 'EXPOSE')).toEqual(['3000'])
    expect(find(image, 'VOLUME')).toEqual(['/data'])
    expect(find(image, 'CMD')).toEqual([
      '["node", "--enable-source-maps", "--max-semi-space-size=32", "dist/main.js"]',
    ])
    const order = image.map((item) => item.name)
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'))
  })

  it('sets only names that the program reads', () => {
    const set = Object.fromEntries(
      find(image, 'ENV').flatMap((rest) =>
        rest.split(' ').map((pair) => pair.split('=') as [string, string]),
      ),
    )
    expect(ALLOWED).toEqual(expect.arrayContaining(Object.keys(set)))
    expect(set).toMatchObject({ HOST: '0.0.0.0', DATA_DIR: '/data', NODE_ENV: 'production' })
  })

  it('has a health check that is JavaScript', () => {
    const [, command] = find(image, 'HEALTHCHECK')[0]!.split('CMD ')
    const [, , code] = JSON.parse(command!) as string[]
    expect(() => new Function(code!)).not.toThrow()
  })
})

interface Service {
  image?: string
  build?: string
  depends_on?: Record<string, { condition: string }>
  environment?: Record<string, string>
  healthcheck?: { test: string[] }
  volumes?: string[]
}

describe('compose.yaml', () => {
  const file = parse(readFileSync('compose.yaml', 'utf8')) as {
    services: Record<string, Service>
    volumes: object
  }
  const app = file.services['app']!

  it('runs the server, PostgreSQL and Redis', () => {
    expect(Object.keys(file.services)).toEqual(['app', 'db', 'redis'])
    expect(app.build).toBe('.')
    expect(file.services['db']?.image).toBe('postgres:17')
    expect(file.services['redis']?.image).toBe('redis:8')
  })

  it('starts the server when both are healthy, which the image itself checks of the server', () => {
    expect(app.depends_on).toEqual({
      db: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    })
    for (const name of ['db', 'redis'])
      expect(file.services[name]?.healthcheck?.test.length).toBeGreaterThan(1)
  })

  it('keeps what must last in volumes that it declares', () => {
    const used = Object.values(file.services).flatMap((service) =>
      service.volumes!.map((volume) => volume.split(':')[0]),
    )
    expect(used.sort()).toEqual(Object.keys(file.volumes).sort())
  })

  it('passes on every name of the schema but those that the image or the file fixes', () => {
    const fixed = ['HOST', 'PORT', 'DATA_DIR', 'ROLES', 'NODE_ENV']
    expect(Object.keys(app.environment!).sort()).toEqual(
      ALLOWED.filter((name) => !fixed.includes(name)).sort(),
    )
  })

  it('takes each name from the environment under its own name, and secrets never from the file', () => {
    for (const [name, value] of Object.entries(app.environment!)) {
      if (['DATABASE_URL', 'REDIS_URL'].includes(name)) continue
      expect(value).toMatch(new RegExp(`^\\$\\{${name}:[?-].*\\}$`))
      if (ruleOf(name as (typeof NAMES)[number]).secret) expect(value).not.toMatch(/:-[^}]/)
    }
    expect(app.environment!['APP_KEY']).toMatch(/^\$\{APP_KEY:\?/)
    expect(app.environment!['DATABASE_URL']).toContain('$' + '{POSTGRES_PASSWORD:?')
  })
})
