import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What V8 writes for `--cpu-prof`. */
interface CpuProfile {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

interface Place {
  /** Function, file and line, as the source has them. */
  name: string
  /** The package, or our own file. */
  group: string
  own: boolean
}

/** Arguments of Node that make it write a profile into `folder` when it ends. */
export function profileArgs(folder: string): string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']
}

const maps = new Map<string, SourceMap | null>()

/** The map of our own bundle; packages that bring maps stay as they are. */
function mapOf(path: string): SourceMap | null {
  let map = maps.get(path)
  if (map === undefined) {
    map = existsSync(`${path}.map`) ? new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8'))) : null
    if (!map?.payload.sources.some((source) => source.endsWith('src/main.ts'))) map = null
    maps.set(path, map)
  }
  return map
}

function placeOf({
  functionName,
  url,
  lineNumber,
  columnNumber,
}: CpuProfile['nodes'][0]['callFrame']): Place {
  const name = functionName || '(anonymous)'
  if (!url) return { name, group: name.startsWith('(') ? name : '(native)', own: false }
  if (!url.startsWith('file:'))
    return { name: `${name} ${url}:${lineNumber + 1}`, group: groupOfNode(url), own: false }
  const path = fileURLToPath(url)
  const map = mapOf(path)
  const parts = path.split('/node_modules/')
  if (!map && parts.length > 1) {
    const inside = parts.at(-1) ?? ''
    const words = inside.split('/')
    const group = inside.startsWith('@') ? words.slice(0, 2).join('/') : (words[0] ?? inside)
    return { name: `${name} ${inside}:${lineNumber + 1}`, group, own: false }
  }
  const entry = map?.findEntry(lineNumber, columnNumber)
  const source =
    entry && 'originalSource' in entry ? entry.originalSource.replace(/^(\.\.\/)+/, '') : relative('.', path)
  const line = entry && 'originalLine' in entry ? entry.originalLine + 1 : lineNumber + 1
  return { name: `${name} ${source}:${line}`, group: source, own: true }
}

function groupOfNode(url: string): string {
  if (url.includes('undici')) return 'node: undici'
  return /^node:internal\/(crypto|http|streams|process|timers|async_hooks)/.exec(url)?.[0] ?? 'node: rest'
}

class Times {
  readonly #times = new Map<string, number>()

  add(key: string, time: number): void {
    this.#times.set(key, (this.#times.get(key) ?? 0) + time)
  }

  /** Lines of the largest, with their share of `whole`. */
  top(count: number, whole: number): string {
    const sorted = [...this.#times].sort(([, a], [, b]) => b - a).slice(0, count)
    return sorted
      .map(([key, time]) => `${((100 * time) / whole).toFixed(1).padStart(6)} %  ${key}`)
      .join('\n')
  }
}

/** Prints what takes the server's time: functions and groups by self time, own functions with all they call. */
export function printProfile(folder: string): void {
  const file = latest(folder)
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile
  const self = selfTimes(profile)
  const places = new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)]))
  const [byFunction, byGroup, inclusive] = [new Times(), new Times(), new Times()]
  let busy = 0
  for (const { id, callFrame } of profile.nodes) {
    const time = self.get(id) ?? 0
    const place = places.get(id)
    if (!place || callFrame.functionName === '(idle)') continue
    busy += time
    byFunction.add(place.name, time)
    byGroup.add(place.group, time)
  }
  addInclusive(profile, self, places, inclusive)
  process.stdout.write(
    [
      `\nProfile: ${file} (open it in the browser's developer tools)`,
      `Shares of the time in which the server worked, ${(busy / 1000).toFixed(0)} ms`,
      `\nSelf time by function\n${byFunction.top(30, busy)}`,
      `\nSelf time by package or own file\n${byGroup.top(45, busy)}`,
      `\nOwn functions with all they call\n${inclusive.top(50, busy)}\n`,
    ].join('\n'),
  )
}

function latest(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  const [newest] = files
    .map((name) => join(folder, name))
    // The main thread of a process has thread 0.
    .filter((path) => /\.0\.\d+\.cpuprofile$/.test(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  if (!newest) throw new Error(`no profile in ${folder}`)
  return newest
}

function selfTimes({ samples, timeDeltas }: CpuProfile): Map<number, number> {
  const self = new Map<number, number>()
  for (const [n, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[n] ?? 0))
  return self
}

/** Adds each node's time to every own function above it, once however often it stands there. */
function addInclusive(
  { nodes }: CpuProfile,
  self: Map<number, number>,
  places: Map<number, Place>,
  inclusive: Times,
): void {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const walk = (id: number, above: ReadonlySet<string>) => {
    const node = byId.get(id)
    const place = places.get(id)
    if (!node || !place) return
    const names = place.own ? new Set([...above, place.name]) : above
    for (const name of names) inclusive.add(name, self.get(id) ?? 0)
    for (const child of node.children ?? []) walk(child, names)
  }
  const [root] = nodes
  if (root) walk(root.id, new Set())
}
