import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** How often connections are looked at, ms. */
const LOOK_MS = 10

interface Activity {
  query: string
  wait: string | null
}

/**
 * What the database is busy with, by looking at its connections again and again: needs no extension, and a statement's
 * share of the looks is its share of the time.
 */
export class StatementSampler {
  readonly #client: pg.Client
  readonly #database: string
  readonly #seen = new Map<string, { working: number; waiting: Map<string, number> }>()
  #looks = 0
  #running: Promise<void> | null = null
  #going = true

  constructor(url: string, database: string) {
    this.#client = new pg.Client({ connectionString: url })
    this.#database = database
  }

  async start(): Promise<void> {
    await this.#client.connect()
    this.#running = this.#run()
  }

  /** Ends the watch. @returns a line for each statement: share of the looks in which it worked, and waited. */
  async stop(): Promise<string> {
    this.#going = false
    await this.#running
    await this.#client.end()
    const share = (looks: number) => `${((100 * looks) / this.#looks).toFixed(1).padStart(6)} %`
    const rows = [...this.#seen].map(([query, { working, waiting }]) => {
      const total = [...waiting.values()].reduce((sum, looks) => sum + looks, working)
      const waits = [...waiting].sort(([, a], [, b]) => b - a).slice(0, 3)
      const waited = waits.map(([what, looks]) => `${what}${share(looks)}`).join(', ')
      return {
        total,
        line: `${share(working)} working  ${query}${waited ? `\n${' '.repeat(19)}waiting: ${waited}` : ''}`,
      }
    })
    return rows
      .sort((a, b) => b.total - a.total)
      .slice(0, 25)
      .map(({ line }) => line)
      .join('\n')
  }

  async #run(): Promise<void> {
    while (this.#going) {
      const { rows } = await this.#client.query<Activity>({
        name: 'look',
        text: `select left(query, 400) as query, wait_event as wait from pg_stat_activity
          where datname = $1 and state = 'active'`,
        values: [this.#database],
      })
      this.#looks += 1
      for (const row of rows) this.#count(row)
      await sleep(LOOK_MS)
    }
  }

  #count({ query, wait }: Activity): void {
    const key = query.replaceAll(/\s+/g, ' ').trim().slice(0, 160)
    const seen = this.#seen.get(key) ?? { working: 0, waiting: new Map<string, number>() }
    this.#seen.set(key, seen)
    if (wait === null) seen.working += 1
    else seen.waiting.set(wait, (seen.waiting.get(wait) ?? 0) + 1)
  }
}
