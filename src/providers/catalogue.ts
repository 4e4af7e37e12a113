import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { OperatorError } from '../common/errors.ts'
import shipped from './catalogue.json' with { type: 'json' }
import { type Entry, EntrySchema, linkFaults, type Override, OverrideSchema } from './catalogue-entry.ts'
import { DEMO_PROVIDERS } from './demo-providers.ts'

/** A provider that residents may be led to. */
export interface Provider {
  id: string
  name: string
  host: string
  url: string
  appStore: string | null
  playStore: string | null
  /** Plays a provider in the sandbox: leads to a page of this server. */
  demo: boolean
}

/** The providers of this deployment. */
export interface Catalogue {
  /** In the order of the catalogue; never empty. */
  offered: Provider[]
  /** One that is offered. */
  find(id: string): Provider | undefined
  /** Every host that a provider's link may lead to, in lower case. */
  hosts: ReadonlySet<string>
}

export interface CatalogueOptions {
  /** Folder that may hold the operator's providers.json. */
  dataDir: string
  /** Address of this server, without a slash at its end. */
  publicUrl: string
  /** Offers the made-up providers, and of the real ones only those that providers.json enables. */
  sandbox: boolean
}

const FILE = 'providers.json'
const checkOverride = Compile(OverrideSchema)
const checkEntry = Compile(EntrySchema)
const NEW_ENTRY = { appStore: null, playStore: null, verified: false, note: '' }

/**
 * The shipped providers as changed by providers.json in the data folder: `{"providers": [{"id": "eca", "enabled":
 * true}, …]}`. A known id changes the fields given; a new one is a whole provider.
 * @throws OperatorError that lists everything that is wrong in the file.
 */
export async function loadCatalogue(options: CatalogueOptions): Promise<Catalogue> {
  const override = await readOverride(options.dataDir)
  const { entries, faults } = merge(shipped.providers, override)
  const chosen = entries.filter((entry) => entry.enabled ?? (entry.verified && !options.sandbox))
  for (const entry of chosen)
    faults.push(...linkFaults(entry).map((fault) => `provider "${entry.id}": ${fault}`))
  const offered = [...(options.sandbox ? demoProviders(options.publicUrl) : []), ...chosen.map(toProvider)]
  if (offered.length === 0) faults.push('no provider is enabled: set "enabled": true for at least one')
  if (faults.length > 0) throw invalid(faults)
  return {
    offered,
    find: (id) => offered.find((provider) => provider.id === id),
    hosts: new Set(
      offered.flatMap(({ url, appStore, playStore }) => [url, appStore, playStore].flatMap(hostOf)),
    ),
  }
}

async function readOverride(dataDir: string): Promise<Override> {
  let text: string
  try {
    text = await readFile(join(dataDir, FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { providers: [] }
    throw invalid([`cannot be read (${(error as NodeJS.ErrnoException).code})`])
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalid([`is not valid JSON: ${(error as Error).message}`])
  }
  if (!checkOverride.Check(value)) throw invalid(checkOverride.Errors(value).map(describe))
  return value
}

function merge(base: Entry[], override: Override): { entries: Entry[]; faults: string[] } {
  const entries = new Map(base.map((entry) => [entry.id, entry]))
  const faults: string[] = []
  const named = new Set<string>()
  for (const change of override.providers) {
    if (named.has(change.id)) faults.push(`provider "${change.id}" stands there twice`)
    named.add(change.id)
    const entry = { ...(entries.get(change.id) ?? NEW_ENTRY), ...change }
    if (checkEntry.Check(entry)) entries.set(entry.id, entry)
    else
      faults.push(...checkEntry.Errors(entry).map((error) => `provider "${change.id}": ${describe(error)}`))
  }
  return { entries: [...entries.values()], faults }
}

function demoProviders(publicUrl: string): Provider[] {
  return DEMO_PROVIDERS.map(({ id, name }) => ({
    id,
    name,
    host: new URL(publicUrl).host,
    url: `${publicUrl}/go/demo/${id}`,
    appStore: null,
    playStore: null,
    demo: true,
  }))
}

function toProvider({ id, name, host, url, appStore, playStore }: Entry): Provider {
  return { id, name, host, url, appStore, playStore, demo: false }
}

function hostOf(address: string | null): string[] {
  return address ? [new URL(address).host] : []
}

function describe({ instancePath, message }: { instancePath: string; message: string }): string {
  return `${instancePath || 'the file'} ${message}`
}

function invalid(faults: string[]): OperatorError {
  return new OperatorError(`${FILE} in the data folder:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
}
