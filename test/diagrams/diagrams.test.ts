import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { registry } from '../../flows/registry.ts'
import { pageOf } from './diagram.ts'

/** `npm run flows:diagram` sets it: the pages are written anew. */
const update = process.env['UPDATE_DIAGRAMS'] === '1'
const FOLDER = fileURLToPath(new URL('../../docs/flows/', import.meta.url))

test.each([...registry.values()])('docs/flows/$id.md is as the flow is', async (flow) => {
  const file = `${FOLDER}${flow.id}.md`
  const page = pageOf(flow)
  if (update) {
    await mkdir(FOLDER, { recursive: true })
    await writeFile(file, page)
  }
  const kept = existsSync(file) ? await readFile(file, 'utf8') : ''
  expect(kept === page, `docs/flows/${flow.id}.md is old: run npm run flows:diagram`).toBe(true)
})

test('there is no page of a flow that is gone', async () => {
  const old = (await readdir(FOLDER)).filter((file) => !registry.has(file.replace(/\.md$/, '')))
  if (update) await Promise.all(old.map((file) => rm(`${FOLDER}${file}`)))
  expect(update ? [] : old, 'run npm run flows:diagram').toEqual([])
})
