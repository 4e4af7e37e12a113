import type { FastifyInstance } from 'fastify'
import type { ZaloAccount } from '../channel.ts'

const NAME = /^(?:zalo_verifier)?([\w-]{1,128})(?:\.html)?$/

/**
 * Serves `/zalo_verifier<code>.html` for each account that names its file or code: how Zalo learns that the domain is
 * ours (facts: zalo 2.3). A name of another form is left out.
 */
export function verifierRoutes(app: FastifyInstance, accounts: ZaloAccount[]): void {
  const codes = new Set(accounts.map(({ verifier }) => verifier && NAME.exec(verifier)?.[1]))
  for (const code of codes) {
    if (!code) continue
    const page = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="zalo-platform-site-verification" content="${code}">
<title>Zalo</title>
</head>
<body></body>
</html>
`
    app.get(`/zalo_verifier${code}.html`, async (_req, reply) =>
      reply.type('text/html; charset=utf-8').send(page),
    )
  }
}
