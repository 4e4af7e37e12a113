import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'structure-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes the files over an orderly little checkout, and returns what the check says of it. */
function check(files: Record<string, string>): { status: number | null; faults: string[] } {
  const orderly = {
    'docs/architecture.md': '`common/` `storage/` `channels/` `conversation/` `flows/` `sandbox/`',
    'docs/decisions/README.md': '',
    'src/conversation/flow-kit.ts': '/** The kit. */\nexport const kit = 1\n',
  }
  for (const [path, text] of Object.entries({ ...orderly, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const { status, stderr } = spawnSync(process.execPath, ['scripts/structure.mjs', root], {
    encoding: 'utf8',
  })
  return { status, faults: stderr.trim().split('\n').filter(Boolean) }
}

const lines = (count: number) => Array(count).fill('  void 0').join('\n')

describe('scripts/structure.mjs', () => {
  it('is content with code that keeps to the plan', () => {
    const result = check({
      'src/common/ids.ts': '/** An id. */\nexport type Id = string\n',
      'src/storage/open.ts':
        "import type { Id } from '../common/ids.ts'\nconst a: Id = 'x'\nvoid new Date(1)\nvoid a\n",
      'src/app.ts': "import './storage/open.ts'\nimport '../flows/menu.ts'\n",
      'src/main.ts': "import './app.ts'\nconsole.log('ready')\n",
      'flows/menu.ts': "import { kit } from '../src/conversation/flow-kit.ts'\nvoid kit\n",
    })
    expect(result).toEqual({ status: 0, faults: [] })
  })

  it.each([
    [
      'a type import against the direction',
      'src/common/a.ts',
      "import type { kit } from '../conversation/flow-kit.ts'\nexport type A = typeof kit\n",
      'src/common/a.ts:1 direction',
    ],
    [
      'an inline type import',
      'src/common/a.ts',
      "\nexport type A = import('../conversation/flow-kit.ts').Kit\n",
      'src/common/a.ts:2 direction',
    ],
    [
      'a re-export',
      'src/common/a.ts',
      "export { kit } from '../conversation/flow-kit.ts'\n",
      'src/common/a.ts:1 direction',
    ],
    [
      'a dynamic import',
      'src/common/a.ts',
      "await import('../conversation/flow-kit.ts')\n",
      'src/common/a.ts:1 direction',
    ],
    [
      'a flow that sees more than the kit',
      'flows/a.ts',
      "import '../src/conversation/other.ts'\n",
      'flows/a.ts:1 direction',
    ],
    [
      'an emulator that sees our client',
      'src/sandbox/a.ts',
      "import '../conversation/flow-kit.ts'\n",
      'src/sandbox/a.ts:1 direction',
    ],
    [
      'a room that knows the app',
      'src/conversation/a.ts',
      "import '../app.ts'\n",
      'src/conversation/a.ts:1 direction',
    ],
    ['an import of nothing', 'src/common/a.ts', "import './gone.ts'\n", 'src/common/a.ts:1 import'],
    ['a room that is in no plan', 'src/garage/a.ts', 'void 0\n', 'src/garage/a.ts:1 room'],
    ['Date.now()', 'src/common/a.ts', '\n\nvoid Date.now()\n', 'src/common/a.ts:3 clock'],
    ['new Date()', 'src/common/a.ts', 'void new Date()\n', 'src/common/a.ts:1 clock'],
    [
      'now() in SQL',
      'src/storage/a.ts',
      'const id = 1\nvoid `select now() where id = \u0024{id}`\n',
      'src/storage/a.ts:2 sql-time',
    ],
    [
      'current_timestamp',
      'src/storage/a.ts',
      "void 'default CURRENT_TIMESTAMP'\n",
      'src/storage/a.ts:1 sql-time',
    ],
    ['Math.random()', 'src/common/a.ts', 'void Math.random()\n', 'src/common/a.ts:1 random'],
    ['any', 'src/common/a.ts', 'const a: any[] = []\nvoid a\n', 'src/common/a.ts:1 any'],
    ['console.log', 'src/common/a.ts', 'console.log(1)\n', 'src/common/a.ts:1 console'],
    ['a file that is too long', 'src/common/a.ts', lines(401), 'src/common/a.ts:1 size'],
    [
      'a function that is too long',
      'src/common/a.ts',
      `void 0\nexport function f() {\n${lines(79)}\n}\n`,
      'src/common/a.ts:2 size',
    ],
    ['no TypeScript', 'src/common/a.ts', 'const = ;\n', 'src/common/a.ts:1 syntax'],
    [
      'a decision that is not listed',
      'docs/decisions/0009-why.md',
      '# Why\n',
      'docs/decisions/0009-why.md:1 listed',
    ],
  ])('finds %s', (_, path, text, fault) => {
    const { status, faults } = check({
      'src/conversation/other.ts': 'void 0\n',
      'src/app.ts': 'void 0\n',
      [path]: text,
    })
    expect(status).toBe(1)
    expect(
      faults
        .filter((line) => !line.includes('listed describe'))
        .map((line) => line.split(' ').slice(0, 2).join(' ')),
    ).toEqual([fault])
  })

  it('finds circles, type imports included', () => {
    const { faults } = check({
      'src/common/a.ts': "import type { B } from './b.ts'\nexport type A = B\n",
      'src/common/b.ts': "import type { C } from './c.ts'\nexport type B = C\n",
      'src/common/c.ts': "import type { A } from './a.ts'\nexport type C = A\n",
    })
    expect(faults).toEqual([
      'src/common/c.ts:1 cycle break the circle src/common/a.ts > src/common/b.ts > src/common/c.ts > src/common/a.ts',
    ])
  })

  it('wants a docstring where another room imports, and only there', () => {
    const { faults } = check({
      'src/common/a.ts':
        '// a remark\nexport const told = 1\nexport const private_ = 2\n/** Good. */\nexport const good = 3\n',
      'src/storage/b.ts': "import { good, told } from '../common/a.ts'\nvoid [good, told]\n",
      'src/common/c.ts': "import { private_ } from './a.ts'\nvoid private_\n",
    })
    expect(faults).toEqual(['src/common/a.ts:2 docstring say what told is: other rooms import it'])
  })

  it('wants nineteen files in twenty to be small', () => {
    const files = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`src/common/f${i}.ts`, lines(10)]))
    const { faults } = check({
      ...files,
      'src/common/x.ts': lines(300),
      'src/common/y.ts': lines(260),
      'src/common/z.ts': lines(30),
    })
    expect(faults).toEqual([
      expect.stringMatching(/^src\/common\/x\.ts:1 size file of 300 lines: one in twenty/),
      expect.stringMatching(/^src\/common\/y/),
    ])
  })

  it('wants every room in the map', () => {
    const { faults } = check({ 'src/storage/a.ts': 'void 0\n', 'docs/architecture.md': '`conversation/`' })
    expect(faults).toEqual(['docs/architecture.md:1 listed describe the room storage'])
  })
})
