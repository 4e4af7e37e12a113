import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { FONT_FACES } from '../../common/fonts.ts'
import { html } from '../../common/html.ts'
import options from './page/build.json' with { type: 'json' }

/** The page's files, with their names in it: a name changes with its content, so browsers may keep them for ever. */
export interface Assets {
  script: string
  style: string
  page: string
}

/** Beside the bundle, and one folder up from a command's. */
const BUILT = ['./simulator', '../simulator']

/**
 * The page of the simulator. Built, its parts lie beside the program; run from source (tests, benches) they are made
 * here, as the worker of the database is.
 */
export async function loadAssets(): Promise<Assets> {
  const { script, style } = (await built()) ?? (await bundled())
  return { script, style: `${FONT_FACES}\n${style}`, page: pageOf(script, style) }
}

async function built(): Promise<Pick<Assets, 'script' | 'style'> | null> {
  for (const name of BUILT) {
    const [js = '', css = ''] = ['js', 'css'].map((ending) =>
      fileURLToPath(new URL(`${name}.${ending}`, import.meta.url)),
    )
    if (existsSync(js) && existsSync(css))
      return { script: await readFile(js, 'utf8'), style: await readFile(css, 'utf8') }
  }
  return null
}

async function bundled(): Promise<Pick<Assets, 'script' | 'style'>> {
  const { build } = await import('esbuild')
  const at = (file: string) => fileURLToPath(new URL(`./page/${file}`, import.meta.url))
  const { outputFiles } = await build({
    ...(options as object),
    entryPoints: [at('main.tsx'), at('style.css')],
    outdir: at('.'),
    write: false,
  })
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
  return { script: text('.js'), style: text('.css') }
}

function pageOf(script: string, style: string): string {
  const version = createHash('sha256').update(script).update(style).digest('hex').slice(0, 12)
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="theme-color" content="#123a75">
<title>Trang diễn tập: Zalo và Messenger</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/simulator/page.css?${version}">
<script src="/simulator/page.js?${version}" defer></script>
</head>
<body>
<div id="app"><p class="starting">Đang mở trang diễn tập…</p></div>
<noscript><p class="starting">Trang này cần JavaScript: hãy bật trong trình duyệt rồi tải lại.</p></noscript>
</body>
</html>
`.toString()
}
