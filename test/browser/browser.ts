import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const CANDIDATES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Chromium with a profile of its own. @throws when none is installed, with what to do. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path))
  if (!executablePath)
    throw new Error('Chromium is missing: install it (apt-get install chromium) or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: FLAGS })
}

/** A page that reports what should not happen: requests to elsewhere, errors, refusals by its own policy. */
export class Watched {
  readonly page: Page
  readonly #faults: string[] = []

  constructor(page: Page, home: string) {
    this.page = page
    const context = page.context()
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      if (origin !== home && protocol !== 'data:') this.#faults.push(`request to ${request.url()}`)
    })
    context.on('weberror', (error) => this.#faults.push(`error: ${error.error().message}`))
    context.on('console', (message) => {
      // A click that is refused in words is answered 4xx, which Chromium notes by itself.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.#faults.push(`console: ${message.text()}`)
    })
  }

  /** Fails when anything was reported, then closes. */
  async close(): Promise<void> {
    await this.page.context().close()
    expect(this.#faults).toEqual([])
  }
}

/** Opens an address in a window of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const watched = new Watched(page, new URL(url).origin)
  await page.goto(url)
  return watched
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary?: string }[]
}

/** What shuts people out of the page as it stands: serious and critical findings of axe. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // As a string it is no script of the page, so that the page's policy stays as strict as it is.
  await page.evaluate(AXE)
  const { violations } = (await page.evaluate('axe.run(document)')) as { violations: Finding[] }
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    )
}

/** How much wider the page is than the window, in pixels: above 0 it scrolls sideways. */
export async function overhang(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
}
