import { parseArgs } from 'node:util'

/** Parts of a run, in this order. */
export const PARTS = ['closed', 'echoes', 'open', 'lone', 'pglite'] as const
export type Part = (typeof PARTS)[number]

export interface Options {
  parts: readonly Part[]
  bare: boolean
  rounds: number
  seconds: number
  /** Turns before the first round: V8 compiles by use, not by time. `warmUpSeconds` at most. */
  warmUpTurns: number
  warmUpSeconds: number
  /** Until a loop's residents are spread over the whole walk, ms. */
  spreadMs: number
  residents: number
  /** How long the platforms take to answer a send, ms. */
  platformMs: number
  loneSamples: number
  json: string | null
  /** Folder of the profile; null: none is taken. */
  profile: string | null
}

/** Usage, as `--help` shows it. */
export const USAGE = `npm run bench -- [options]
  --short             smaller, quicker (under a minute), without PGlite: a check that it runs
  --only a,b          of: ${PARTS.join(', ')}
  --no-bare           without the bare server beside it
  --rounds n          of each, alternating (3)
  --seconds n         measured in each round (10)
  --warm-up n         turns before the first round (10000)
  --residents n       of the closed loop (256)
  --platform-ms n     the platforms take so long to answer a send (0)
  --json file         writes all figures there
  --profile [folder]  profiles the server in the closed loop, without the bare one (node_modules/.cache/chu-ky-so/profile)
`

/** @throws when an option is not known or not a number. */
export function readOptions(args: string[]): Options | null {
  // parseArgs knows no option whose value may be left out.
  const given = args.map((arg, n) =>
    arg === '--profile' && !isValue(args[n + 1]) ? '--profile=node_modules/.cache/chu-ky-so/profile' : arg,
  )
  const { values } = parseArgs({
    args: given,
    options: {
      help: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      only: { type: 'string' },
      'no-bare': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      residents: { type: 'string' },
      'platform-ms': { type: 'string', default: '0' },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  if (values.help) return null
  const { short, profile = null } = values
  return {
    parts: profile ? ['closed'] : partsOf(values.only, short),
    bare: !values['no-bare'] && !profile,
    rounds: number('rounds', values.rounds ?? (short || profile ? '1' : '3')),
    seconds: number('seconds', values.seconds ?? (short ? '2' : '10')),
    warmUpTurns: number('warm-up', values['warm-up'] ?? (short ? '1000' : '10000')),
    warmUpSeconds: short ? 3 : 60,
    spreadMs: short ? 500 : 1500,
    residents: number('residents', values.residents ?? (short ? '64' : '256')),
    platformMs: number('platform-ms', values['platform-ms']),
    loneSamples: short ? 10 : 50,
    json: values.json ?? null,
    profile,
  }
}

const isValue = (arg: string | undefined) => arg !== undefined && !arg.startsWith('--')

function number(name: string, text: string): number {
  const value = Number(text)
  if (!(value >= 0) || text.trim() === '') throw new Error(`--${name} must be a number`)
  return value
}

/** An embedded database takes most of a short run's minute to be made. */
function partsOf(only: string | undefined, short: boolean): readonly Part[] {
  if (only === undefined) return short ? PARTS.filter((part) => part !== 'pglite') : PARTS
  const wanted = only.split(',')
  const odd = wanted.find((name) => !PARTS.some((part) => part === name))
  if (odd !== undefined) throw new Error(`--only ${odd}: must be of ${PARTS.join(', ')}`)
  return PARTS.filter((part) => wanted.includes(part))
}
