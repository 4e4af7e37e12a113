// Holds the code to the plan of docs/architecture.md: who may import whom, no cycles, time and chance from their one
// source, sizes, docstrings between rooms. Prints `file:line rule what to do` and exits 1 when there is any.
//   node scripts/structure.mjs [folder of a checkout]
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { readSource } from './structure/read-source.mjs'

/** Each room may import itself and the rooms before it; `import type` counts. */
const ROOMS = [
  'common',
  'telemetry',
  'storage',
  'channels',
  'understanding',
  'conversation',
  'register',
  'providers',
  'outreach',
  'handover',
  'field',
  'reports',
  'console',
]
/** Rooms with a rule of their own. `app` (the files at the top of src, and cli) knows everyone. */
const SPECIAL = {
  flows: ['src/conversation/flow-kit.ts'],
  // The emulators judge our clients, so they share only the ground with them.
  sandbox: ['src/common/'],
  config: ['src/common/', 'src/telemetry/', 'src/channels/channel.ts', 'src/understanding/distance.ts'],
}
const FILE_LINES = { most: 400, p95: 250 }
const FUNCTION_LINES = { most: 80, p95: 40 }
/** Fewer than this say nothing about a 95th percentile. */
const ENOUGH = 20

const USES = {
  clock: { only: (path) => path === 'src/common/clock.ts', say: 'take the time from a Clock' },
  'sql-time': { only: () => false, say: 'pass the time of a Clock as a parameter' },
  random: { only: () => false, say: 'use node:crypto' },
  any: { only: () => false, say: 'name the type, or take unknown and check it' },
  console: {
    only: (path) => roomOf(path) === 'app' || path === 'src/sandbox/main.ts',
    say: 'use the logger',
  },
}

/** The room a file belongs to: a folder of src, `flows`, `config`, `app`, or `locales`. */
function roomOf(path) {
  const [top, second = ''] = path.split('/')
  if (top !== 'src') return top
  if (second === 'config.ts') return 'config'
  return second === 'cli' || second.endsWith('.ts') ? 'app' : second
}

function listSources(root, folder) {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder), { recursive: true }) : []
  return names
    .filter((name) => /\.[cm]?tsx?$/.test(name))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
}

function readAll(root) {
  const paths = [...listSources(root, 'src'), ...listSources(root, 'flows')].sort()
  return new Map(paths.map((path) => [path, readSource(path, readFileSync(join(root, path), 'utf8'))]))
}

/** Relative imports as paths of the checkout; packages are left out. */
function edges(files) {
  const all = []
  for (const [from, file] of files) {
    for (const { path, line, names } of file.imports ?? []) {
      if (path?.startsWith('.')) all.push({ from, line, names, to: normalize(join(dirname(from), path)) })
    }
  }
  return all
}

function mayImport(from, to) {
  const room = roomOf(from)
  if (room === 'app' || room === roomOf(to)) return true
  if (SPECIAL[room]) return SPECIAL[room].some((allowed) => to === allowed || to.startsWith(allowed))
  if (roomOf(to) === 'locales') return ROOMS.indexOf(room) >= ROOMS.indexOf('conversation')
  return ROOMS.includes(roomOf(to)) && ROOMS.indexOf(roomOf(to)) < ROOMS.indexOf(room)
}

function checkImports(root, files, imports, fault) {
  for (const path of files.keys()) {
    const room = roomOf(path)
    if (room !== 'app' && !SPECIAL[room] && !ROOMS.includes(room)) {
      fault(path, 1, 'room', `add the room ${room} to scripts/structure.mjs and docs/architecture.md`)
    }
  }
  for (const { from, to, line } of imports) {
    if (!existsSync(join(root, to))) fault(from, line, 'import', `${to} does not exist`)
    else if (!mayImport(from, to)) fault(from, line, 'direction', `${roomOf(from)} must not import ${to}`)
  }
}

/** Depth-first walk; reports each import that closes a circle. */
function checkCycles(imports, fault) {
  const out = new Map()
  for (const edge of imports) out.set(edge.from, [...(out.get(edge.from) ?? []), edge])
  const state = new Map()
  const walk = (path, trail) => {
    state.set(path, 'open')
    for (const { to, line } of out.get(path) ?? []) {
      if (state.get(to) === 'open') {
        const circle = [...trail.slice(trail.indexOf(to)), to].join(' > ')
        fault(path, line, 'cycle', `break the circle ${circle}`)
      } else if (!state.has(to)) walk(to, [...trail, to])
    }
    state.set(path, 'done')
  }
  for (const path of out.keys()) if (!state.has(path)) walk(path, [path])
}

function checkUses(files, fault) {
  for (const [path, file] of files) {
    if (file.broken) fault(path, 1, 'syntax', file.broken)
    for (const { rule, line } of file.uses ?? []) {
      if (!USES[rule].only(path)) fault(path, line, rule, USES[rule].say)
    }
  }
}

function p95(sizes) {
  const sorted = sizes.map(({ length }) => length).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}

function checkSizes(what, sizes, limits, fault) {
  for (const { path, line, length } of sizes) {
    if (length > limits.most)
      fault(path, line, 'size', `${what} of ${length} lines: split it (at most ${limits.most})`)
  }
  const measured = p95(sizes)
  if (sizes.length < ENOUGH || measured <= limits.p95) return
  const largest = sizes.toSorted((a, b) => b.length - a.length)
  for (const { path, line, length } of largest.slice(0, Math.ceil(sizes.length * 0.05))) {
    fault(
      path,
      line,
      'size',
      `${what} of ${length} lines: one in twenty is above ${limits.p95}, split the large ones`,
    )
  }
}

function checkDocs(files, imports, fault) {
  for (const { from, to, names } of imports) {
    if (roomOf(from) === roomOf(to)) continue
    for (const { name, line, documented } of files.get(to)?.exports ?? []) {
      if (!documented && (names.includes(name) || names.includes('*'))) {
        fault(to, line, 'docstring', `say what ${name} is: other rooms import it`)
      }
    }
  }
}

/** Decisions and rooms that the documents do not mention. */
function checkListed(root, files, fault) {
  const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '')
  const index = read('docs/decisions/README.md')
  const folder = join(root, 'docs/decisions')
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (/^\d{4}-.*\.md$/.test(name) && !index.includes(name)) {
      fault(`docs/decisions/${name}`, 1, 'listed', 'add it to docs/decisions/README.md')
    }
  }
  const map = read('docs/architecture.md')
  for (const room of new Set([...files.keys()].map(roomOf))) {
    if (room !== 'app' && !map.includes(`\`${room}/\``))
      fault('docs/architecture.md', 1, 'listed', `describe the room ${room}`)
  }
}

function check(root) {
  const found = new Set()
  const fault = (path, line, rule, what) => found.add(`${path}:${line} ${rule} ${what}`)
  const files = readAll(root)
  const imports = edges(files)
  checkImports(root, files, imports, fault)
  checkCycles(imports, fault)
  checkUses(files, fault)
  const whole = [...files].map(([path, file]) => ({ path, line: 1, length: file.lines ?? 0 }))
  const functions = [...files].flatMap(([path, file]) =>
    (file.functions ?? []).map((item) => ({ path, ...item })),
  )
  checkSizes('file', whole, FILE_LINES, fault)
  checkSizes('function', functions, FUNCTION_LINES, fault)
  checkDocs(files, imports, fault)
  checkListed(root, files, fault)
  return {
    faults: [...found].sort(),
    summary: `${files.size} files (p95 ${p95(whole)} lines), ${functions.length} functions (p95 ${p95(functions)} lines)`,
  }
}

const { faults, summary } = check(process.argv[2] ?? '.')
for (const line of faults) console.error(line)
console.log(
  faults.length > 0 ? `Structure: ${faults.length} to mend; ${summary}` : `Structure: in order; ${summary}`,
)
process.exitCode = faults.length > 0 ? 1 : 0
