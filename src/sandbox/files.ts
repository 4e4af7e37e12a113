import { request } from 'undici'

/** What a platform found at an address. */
export type Fetched =
  | { found: 'file'; bytes: number; type: string }
  | { found: 'nothing' }
  | { found: 'too-large' }
  /** Outside of this machine: the emulator believes that it is there. */
  | { found: 'believed' }

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Fetches a file as the platform would before it sends it on; only from this machine, since nothing of the emulator
 * leaves it.
 * @param most bytes that are taken.
 * @param timeoutMs real time.
 */
export async function fetchFile(url: string, most: number, timeoutMs: number): Promise<Fetched> {
  if (!LOOPBACK.test(new URL(url).hostname)) return { found: 'believed' }
  try {
    const answer = await request(url, { headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
    if (answer.statusCode !== 200) {
      await answer.body.dump()
      return { found: 'nothing' }
    }
    let bytes = 0
    for await (const chunk of answer.body) {
      bytes += (chunk as Buffer).length
      if (bytes > most) return { found: 'too-large' }
    }
    const type = String(answer.headers['content-type'] ?? '')
      .split(';')[0]!
      .trim()
    return { found: 'file', bytes, type }
  } catch {
    return { found: 'nothing' }
  }
}

/** A file or a field of a multipart form. */
export interface FormParts {
  fields: Record<string, string>
  file?: { bytes: number; type: string; name: string }
}

/** Reads a multipart form; the first file counts. @throws when it is none. */
export async function readForm(body: Buffer, contentType: string): Promise<FormParts> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData()
  const parts: FormParts = { fields: {} }
  for (const [name, value] of form) {
    if (typeof value === 'string') parts.fields[name] = value
    else parts.file ??= { bytes: value.size, type: value.type, name: value.name }
  }
  return parts
}
