import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'

const PACKAGE = '@fontsource/be-vietnam-pro'

/** Subsets with the ranges that the font's package gives them: a browser fetches only those it shows. */
const SUBSETS = {
  vietnamese:
    'U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212,U+FEFF,U+FFFD',
}
const FILES = Object.keys(SUBSETS).flatMap((subset) =>
  [400, 700].map((weight) => `be-vietnam-pro-${subset}-${weight}-normal.woff2`),
)

/** The `@font-face` rules of Be Vietnam Pro (SIL Open Font License 1.1), served by `fontRoutes`. */
export const FONT_FACES = Object.entries(SUBSETS)
  .flatMap(([subset, range]) =>
    [400, 700].map(
      (weight) =>
        `@font-face{font-family:'Be Vietnam Pro';font-weight:${weight};font-display:swap;src:url(/fonts/be-vietnam-pro-${subset}-${weight}-normal.woff2) format('woff2');unicode-range:${range}}`,
    ),
  )
  .join('\n')

/** `GET /fonts/:file`: the font files of the pages, so that no page asks another server for them. */
export async function fontRoutes(app: FastifyInstance): Promise<void> {
  const { resolve } = createRequire(import.meta.url)
  for (const file of FILES) {
    const body = await readFile(resolve(`${PACKAGE}/files/${file}`))
    app.get(`/fonts/${file}`, (_request, reply) =>
      reply
        .headers({ 'content-type': 'font/woff2', 'cache-control': 'public, max-age=31536000, immutable' })
        .send(body),
    )
  }
}
