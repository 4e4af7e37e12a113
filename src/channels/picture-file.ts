import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A picture read from the media folder. */
export interface PictureFile {
  name: string
  type: 'image/png' | 'image/jpeg'
  bytes: Buffer
}

/** More than any platform takes. */
const MOST_BYTES = 25 * 1024 * 1024
const NAME = /^[\w][\w.-]{0,99}\.(png|jpe?g)$/i
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

/** What the bytes are, whatever the name says. */
function typeOf(bytes: Buffer): PictureFile['type'] | null {
  if (bytes.subarray(0, 4).equals(PNG)) return 'image/png'
  return bytes.subarray(0, 3).equals(JPEG) ? 'image/jpeg' : null
}

/**
 * Reads a JPEG or PNG of the folder; a name with a path in it is no name, and a link may not lead out of the folder.
 * @returns null when there is no such file, or it is no picture, or too large
 */
export async function readPicture(folder: string, name: string): Promise<PictureFile | null> {
  if (!NAME.test(name)) return null
  try {
    const path = await realpath(join(folder, name))
    if (dirname(path) !== (await realpath(folder))) return null
    const found = await stat(path)
    // Whoever reads a pipe waits for somebody to write.
    if (!found.isFile() || found.size > MOST_BYTES) return null
    const bytes = await readFile(path)
    const type = typeOf(bytes)
    return type && { name, type, bytes }
  } catch {
    return null
  }
}

/** A form with one file, as HTTP carries it. */
export async function fileForm(
  field: string,
  { name, type, bytes }: PictureFile,
  fields: Record<string, string> = {},
): Promise<{ body: Buffer; contentType: string }> {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  form.append(field, new Blob([new Uint8Array(bytes)], { type }), name)
  const encoded = new Response(form)
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') ?? '',
  }
}
