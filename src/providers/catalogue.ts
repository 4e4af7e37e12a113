import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../common/errors.ts'
import shipped from './catalogue.json' with { type: 'json' }
import { type Entry, linkFaults } from './catalogue-entry.ts'
import { DEMO_PROVIDERS } from './demo-providers.ts'
import { FILE, readOverride } from './override.ts'
import { APP_STEPS, type StepId } from './steps.ts'

/** A provider that residents may be led to. */
export interface Provider {
  id: string
  name: string
  host: string
  /** Empty where an app that people have already is all they need. */
  url: string
  route: 'app' | 'vneid'
  appStore: string | null
  playStore: string | null
  steps: readonly StepId[]
  freePackage: string | null
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

/** As the shipped file has them: test/providers/catalogue.test.ts checks it against the rules of the operator's file. */
const SHIPPED = shipped.providers as readonly Entry[]

const NEW_ENTRY = {
  route: 'app',
  appStore: null,
  playStore: null,
  steps: APP_STEPS,
  freePackage: null,
  verified: false,
  note: '',
  verify: [],
} as const

/**
 * The shipped providers as changed by providers.json in the data folder: `{"providers": [{"id": "eca", "enabled":
 * true}, …]}`. A known id changes the fields given; a new one is a whole provider.
 * @throws OperatorError that lists everything that is wrong in the file.
 */
export async function loadCatalogue({ dataDir, publicUrl, sandbox }: CatalogueOptions): Promise<Catalogue> {
  const content = await readFile(join(dataDir, FILE), 'utf8').catch(absent)
  const { chosen, faults } = choose(content, sandbox)
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
  const offered = [...(sandbox ? demoProviders(publicUrl) : []), ...chosen.map(toProvider)]
  // VNeID is a way to any provider and none itself: it takes no turn among them.
  offered.sort((a, b) => Number(a.route === 'vneid') - Number(b.route === 'vneid'))
  return {
    offered,
    find: (id) => offered.find((provider) => provider.id === id),
    hosts: new Set(
      offered.flatMap(({ url, appStore, playStore }) => [url, appStore, playStore].flatMap(hostOf)),
    ),
  }
}

/**
 * What is wrong in providers.json, each with its place and remedy; empty when `loadCatalogue` will take it.
 * @param read gives a file as UTF-8 text, and throws as `readFileSync` does
 */
export function catalogueFaults(
  { dataDir, sandbox }: Pick<CatalogueOptions, 'dataDir' | 'sandbox'>,
  read: (path: string) => string,
): string[] {
  try {
    return choose(contentOf(join(dataDir, FILE), read), sandbox).faults
  } catch (error) {
    if (error instanceof OperatorError) return [error.message]
    throw error
  }
}

function contentOf(path: string, read: (path: string) => string): string | undefined {
  try {
    return read(path)
  } catch (error) {
    return absent(error)
  }
}

/** Most deployments have no such file. @throws OperatorError when there is one that cannot be read */
function absent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault'
  if (code !== 'ENOENT')
    throw new OperatorError(
      `${FILE} cannot be read (${code}): check that it is a file which this user may read`,
    )
}

/** The entries to be offered, and all that is wrong. */
function choose(
  content: string | undefined,
  sandbox: boolean,
): { entries: Entry[]; chosen: Entry[]; faults: string[] } {
  const entries = new Map<string, Entry>(SHIPPED.map((entry) => [entry.id, entry]))
  const { changes, faults } = readOverride(content, [...entries.keys()])
  const places = new Map(changes.map(({ id, place }) => [id, place]))
  for (const { id, fields } of changes)
    entries.set(id, { ...(entries.get(id) ?? { ...NEW_ENTRY, id, name: '', host: '', url: '' }), ...fields })
  const chosen = [...entries.values()].filter((entry) => entry.enabled ?? (entry.verified && !sandbox))
  for (const entry of chosen) {
    const place = places.get(entry.id) ?? entry.id
    faults.push(...linkFaults(entry).map((fault) => `${place} (${entry.id}): ${fault}`))
  }
  // Where more is wrong, this may only follow from it.
  if (chosen.length === 0 && !sandbox && faults.length === 0)
    faults.push('no provider is enabled: set "enabled": true for at least one')
  return { entries: [...entries.values()], chosen, faults: faults.map((fault) => `${FILE}: ${fault}`) }
}

function demoProviders(publicUrl: string): Provider[] {
  return DEMO_PROVIDERS.map(({ id, name, route, steps }) => ({
    id,
    name,
    route,
    host: route === 'vneid' ? '' : new URL(publicUrl).host,
    url: route === 'vneid' ? '' : `${publicUrl}/go/demo/${id}`,
    appStore: null,
    playStore: null,
    steps,
    freePackage: null,
    demo: true,
  }))
}

function toProvider({ note: _, verify: _v, verified: _w, enabled: _e, ...entry }: Entry): Provider {
  return { ...entry, demo: false }
}

function hostOf(address: string | null): string[] {
  return address ? [new URL(address).host] : []
}

/** What staff must still find out about a provider. */
export interface OpenFact {
  provider: string
  /** Residents are led there already. */
  offered: boolean
  /** Sentences in Vietnamese. */
  verify: readonly string[]
}

/** Every provider of whom something is still to be verified, those that are offered first. @throws as `loadCatalogue` */
export function openFacts(
  { dataDir, sandbox }: Pick<CatalogueOptions, 'dataDir' | 'sandbox'>,
  read: (path: string) => string,
): OpenFact[] {
  const { entries, chosen, faults } = choose(contentOf(join(dataDir, FILE), read), sandbox)
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
  return entries
    .filter(({ verify }) => verify.length > 0)
    .map((entry) => ({ provider: entry.name, offered: chosen.includes(entry), verify: entry.verify }))
    .sort((a, b) => Number(b.offered) - Number(a.offered))
}
