import type { MessengerSandboxAccount } from '../accounts.ts'
import { fetchFile } from '../files.ts'
import type { Media } from './attachments.ts'
import { GraphRefusal } from './errors.ts'
import type { SentFile } from './message-rules.ts'
import type { MessengerStage } from './stage.ts'

const MB = 1024 * 1024
/** 25 MB, pictures by address 8 MB; 10 s to fetch, 75 s for video (facts: messenger 3). */
export const FILE_BYTES = 25 * MB
const IMAGE_BYTES = 8 * MB
const FETCH_MS = 10_000
const VIDEO_MS = 75_000

/**
 * Takes the files of a message: fetches addresses, looks ids up, keeps what is reusable.
 * @returns ids of what was kept.
 * @throws GraphRefusal 100/2018008 could not be fetched, 2018294 video too slow, 2018109 too large, 2018074 and 2018047
 * for ids.
 */
export async function takeFiles(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  files: SentFile[],
): Promise<string[]> {
  const { attachments } = stage.page(account)
  const now = stage.clock.now()
  const kept: string[] = []
  for (const file of files) {
    if (file.id !== undefined) attachments.check(file.id, file.type, now)
    else {
      await fetchMedia(file.url ?? '', file.type)
      if (file.reusable) kept.push(attachments.keep(fileId(stage), file.type, now))
    }
  }
  return kept
}

/** A fresh `attachment_id`: digits. */
export function fileId(stage: MessengerStage): string {
  return BigInt(`0x${stage.random.id(13)}`).toString()
}

/** @throws GraphRefusal 100/2018008, 2018294, 2018109, 2018047. */
export async function fetchMedia(url: string, type: Media): Promise<void> {
  const isVideo = type === 'video'
  const fetched = await fetchFile(
    url,
    type === 'image' ? IMAGE_BYTES : FILE_BYTES,
    isVideo ? VIDEO_MS : FETCH_MS,
  )
  if (fetched.found === 'too-large') throw new GraphRefusal(100, 'The file is too large', 2018109)
  if (fetched.found === 'nothing') {
    if (isVideo) throw new GraphRefusal(100, 'The video could not be fetched in time', 2018294)
    throw new GraphRefusal(100, 'Failed to fetch the file from the url', 2018008)
  }
  if (fetched.found === 'file' && type !== 'file' && !fetched.type.startsWith(`${type}/`)) {
    throw new GraphRefusal(100, `The file is no ${type}: ${fetched.type}`, 2018047)
  }
}
