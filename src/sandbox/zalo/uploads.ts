import { ZaloRefusal } from './errors.ts'

const MB = 1024 * 1024
/** Life of an attachment id or a token (facts: zalo 6). */
const LIFE_MS = 7 * 24 * 3_600_000
/** Uploads in a month (facts: zalo 6). */
const PER_MONTH = 5000

/** What may be uploaded: sizes and types (facts: zalo 6). */
const KINDS = {
  image: { bytes: MB, types: ['image/jpeg', 'image/png'], names: /\.(jpe?g|png)$/i },
  gif: { bytes: 5 * MB, types: ['image/gif'], names: /\.gif$/i },
  file: {
    bytes: 5 * MB,
    types: [
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'text/csv',
    ],
    names: /\.(pdf|docx?|csv)$/i,
  },
} as const
export type UploadKind = keyof typeof KINDS

/** Files that an OA uploaded. */
export class Uploads {
  readonly #kept = new Map<string, { kind: UploadKind; at: number }>()
  #month = ''
  #inMonth = 0

  /** @throws ZaloRefusal -201 no file or another type, -210 too large, -211 the month's uploads are used up. */
  add(
    kind: UploadKind,
    file: { bytes: number; type: string; name: string } | undefined,
    id: string,
    now: number,
    perMonth = PER_MONTH,
  ): void {
    const { bytes, types, names } = KINDS[kind]
    if (!file) throw new ZaloRefusal(-201, 'file is missing')
    if (!(types as readonly string[]).includes(file.type) && !names.test(file.name)) {
      throw new ZaloRefusal(-201, `file is not valid for ${kind}`)
    }
    if (file.bytes > bytes) throw new ZaloRefusal(-210, 'file is over the limit')
    const month = new Date(now).toISOString().slice(0, 7)
    if (this.#month !== month) this.#inMonth = 0
    this.#month = month
    if (this.#inMonth >= perMonth) throw new ZaloRefusal(-211, 'Out of quota: upload')
    this.#inMonth += 1
    this.#kept.set(id, { kind, at: now })
  }

  /** @throws ZaloRefusal -100 unknown, of another kind, or older than 7 days. */
  check(id: string, kind: UploadKind, now: number): void {
    const kept = this.#kept.get(id)
    if (kept?.kind === kind && now < kept.at + LIFE_MS) return
    throw new ZaloRefusal(-100, 'attachment_id is invalid or has expired')
  }
}
