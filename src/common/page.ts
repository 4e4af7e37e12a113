import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { FONT_FACES } from './fonts.ts'
import { Html, html } from './html.ts'

/** One look for the pages that residents open: 18 px, one column, contrast of 7:1 and more, fit for 360 px. */
const STYLE = `${FONT_FACES}
*{box-sizing:border-box}
html{font:18px/1.55 'Be Vietnam Pro',system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1b1f24;background:#fff;-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word}
header{background:#123a75;color:#fff;padding:14px 20px}
header p{margin:0 auto;max-width:36rem}
.office{font-weight:700}
main{max-width:calc(36rem + 40px);margin:0 auto;padding:8px 20px 32px}
h1{font-size:1.45rem;line-height:1.3;margin:20px 0 12px}
h2{font-size:1.15rem;line-height:1.35;margin:32px 0 8px}
h3{font-size:1rem;margin:20px 0 4px}
p,ul,ol{margin:0 0 14px}
ul,ol{padding-left:1.3em}
li{margin-bottom:8px}
a{color:#0f4a9e}
.fact{margin:0 0 18px;padding:12px 16px;border:2px solid #c3cad4;border-radius:8px}
.fact dt{color:#4a525d;font-size:.9rem}
.fact dd{margin:0 0 10px;font-weight:700;font-size:1.15rem}
.fact dd:last-child{margin-bottom:0}
.code{font-variant-numeric:tabular-nums;letter-spacing:.06em}
.note{margin:0 0 18px;padding:12px 16px;border-left:6px solid #123a75;background:#eef2f8}
.note>:last-child{margin-bottom:0}
.note>:first-child{margin-top:0}
.act{display:block;width:100%;margin:20px 0;padding:16px;border:0;border-radius:8px;background:#123a75;color:#fff;font:inherit;font-weight:700;font-size:1.1rem;text-align:center;cursor:pointer}
.field{width:100%;padding:12px;border:2px solid #4a525d;border-radius:8px;font:inherit}
.act:hover{background:#0d2c5a}
a:focus-visible,.act:focus-visible{outline:4px solid #f0b400;outline-offset:2px}
.quiet{color:#4a525d;font-size:.9rem}
@media print{header{background:none;color:inherit;padding:0}.act{display:none}}
`.trim()

const styleHash = createHash('sha256').update(STYLE).digest('base64')

/** What a page is made of. */
export interface Page {
  title: string
  lang: 'vi' | 'en'
  /** Whose page it is: shown on top of it. */
  office: string
  body: Html
  /** More elements for the head, such as a platform's meta tag. */
  head?: Html
}

/** Renders a whole page; everything that is not `Html` is escaped. */
export function page({ title, lang, office, body, head }: Page): string {
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
${head ?? null}
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><p class="office">${office}</p></header>
<main>
${body}
</main>
</body>
</html>
`.toString()
}

/**
 * Sends a page with the headers that keep it to itself: no script, nothing from elsewhere, no framing, no referrer.
 * `cache`: the Cache-Control header. Forms may lead to any https address because Chrome applies `form-action` to
 * where a form's answer redirects, and to every redirect after that, which is for the provider to decide.
 */
export function sendPage(
  reply: FastifyReply,
  status: number,
  content: Page,
  cache = 'no-store',
): FastifyReply {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; font-src 'self'; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': cache,
    })
    .send(page(content))
}
