import type { FastifyInstance } from 'fastify'
import { html } from '../../common/html.ts'
import { type Page, sendPage } from '../../common/page.ts'
import type { ZaloAccount } from '../channel.ts'

const NAME = /^(?:zalo_verifier)?([\w-]{1,128})(?:\.html)?$/

/** The code in a verifier's file name, which may also stand alone; undefined for a name of another form. */
export function verifierCode(verifier: string | undefined): string | undefined {
  return verifier === undefined ? undefined : NAME.exec(verifier)?.[1]
}

const metaTag = (code: string) => html`<meta name="zalo-platform-site-verification" content="${code}">`

/**
 * How Zalo learns that the domain is ours, for each account that names its file or code: `/zalo_verifier<code>.html`, and
 * the same code as a meta tag on the home page (facts: zalo 2.3). Without such an account there is no home page.
 */
export function verifierRoutes(app: FastifyInstance, accounts: ZaloAccount[]): void {
  const codes = new Set(accounts.flatMap(({ verifier }) => verifierCode(verifier) ?? []))
  if (codes.size === 0) return
  for (const code of codes) {
    const page = html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
${metaTag(code)}
<title>Zalo</title>
</head>
<body></body>
</html>
`.toString()
    app.get(`/zalo_verifier${code}.html`, async (_req, reply) =>
      reply.type('text/html; charset=utf-8').send(page),
    )
  }
  const home = homePage([...codes], [...new Set(accounts.map(({ name }) => name))])
  app.get('/', async (_req, reply) => sendPage(reply, 200, home, 'public, max-age=300'))
}

function homePage(codes: string[], offices: string[]): Page {
  const body = html`<h1>Trợ lý chữ ký số</h1>
<p>Đây là máy chủ của trợ lý tự động giúp người dân đăng ký chữ ký số cá nhân miễn phí. Xin nhắn tin cho trang Zalo chính thức của:</p>
<ul>${offices.map((office) => html`<li>${office}</li>`)}</ul>
<p><a href="/privacy">Phường giữ thông tin gì</a></p>`
  return {
    title: 'Trợ lý chữ ký số',
    lang: 'vi',
    office: offices.length === 1 ? (offices[0] ?? '') : 'Trợ lý chữ ký số',
    head: html`${codes.map(metaTag)}`,
    body,
  }
}
