import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from '../channels/channel.ts'
import { OperatorError } from '../common/errors.ts'
import type { Config } from '../config.ts'
import { knownByItself, loadFacts } from '../facts.ts'
import { FACTS_FILE, readFact } from '../facts-file.ts'
import { factsReport } from '../facts-report.ts'
import { loadCatalogue } from '../providers/catalogue.ts'
import { isFaqId } from '../understanding/faq/ids.ts'
import { configuration, runCommand } from './command.ts'

const USAGE = `Usage: npm run facts                             lists the facts of this deployment and what staff must verify
       npm run facts -- set <name> "<value>" ["<value in English>"]
       npm run facts -- unset <name>
       npm run facts -- verified <question>      staff have verified the answer
A running server reads the facts when it starts.`

type Stored = { facts?: Record<string, unknown>; verified?: string[] }

/** Changes facts.json and keeps what it said besides. */
async function change(config: Config, edit: (stored: Stored) => void): Promise<void> {
  // Refuses a faulty file, in words.
  await loadFacts(config.dataDir)
  const path = join(config.dataDir, FACTS_FILE)
  const content = await readFile(path, 'utf8').catch(() => '{}')
  const stored: Stored = JSON.parse(content)
  edit(stored)
  await mkdir(config.dataDir, { recursive: true })
  await writeFile(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`)
  await rename(`${path}.new`, path)
}

async function set(config: Config, [name = '', vi = '', en]: string[]): Promise<string> {
  const value = en === undefined ? vi : { vi, en }
  const { fault } = readFact(name, value)
  if (fault) throw new OperatorError(fault.replace(/^facts\./, ''))
  await change(config, (stored) => {
    stored.facts = { ...stored.facts, [name]: value }
  })
  return `${name} is set. A running server takes it in when it is started again.`
}

async function unset(config: Config, [name = '']: string[]): Promise<string> {
  await change(config, (stored) => {
    const { [name]: _, ...rest } = stored.facts ?? {}
    stored.facts = rest
  })
  return `${name} is not set any more.`
}

async function verify(config: Config, [id = '']: string[]): Promise<string> {
  if (!isFaqId(id))
    throw new OperatorError(`${id || 'Nothing'} is no question of the FAQ: npm run facts lists them.`)
  await change(config, (stored) => {
    stored.verified = [...new Set([...(stored.verified ?? []), id])]
  })
  return `${id} is verified.`
}

async function report(config: Config): Promise<string> {
  const accounts: readonly Account[] = config.accounts
  const catalogue = await loadCatalogue(config)
  const known = knownByItself({ accounts, catalogue, officeHours: config.officeHours })
  return factsReport(await loadFacts(config.dataDir), known)
}

await runCommand(async () => {
  const config = configuration()
  const [verb, ...rest] = process.argv.slice(2)
  if (verb === undefined) return report(config)
  if (verb === 'set' && (rest.length === 2 || rest.length === 3)) return set(config, rest)
  if (verb === 'unset' && rest.length === 1) return unset(config, rest)
  if (verb === 'verified' && rest.length === 1) return verify(config, rest)
  throw new OperatorError(USAGE)
})
