import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** How deep the inbox is, measured when Prometheus asks. */
export interface InboxDepth {
  waiting: number
  /** Age of the oldest event in seconds; 0 when none waits. */
  oldestAgeS: number
}

/** How an account stands. */
export interface AccountMeasures {
  account: string
  budgetRemaining: number
  /** Percent. */
  limitUsed: number
  /** Messages left of what the account has paid for, by kind; empty where no send told. */
  quotas: { kind: string; remain: number }[]
  circuitOpen: boolean
}

/** What other rooms measure only when Prometheus asks, in place of counting along. */
export interface Collectors {
  inbox(): Promise<InboxDepth>
  /** Messages by lane (`replies`, `unasked`) and state, only those not settled. */
  outbox(): Promise<{ lane: string; state: string; count: number }[]>
  accounts(): Promise<AccountMeasures[]>
}

/** How an account is connected to its platform, as last checked. */
export interface ConnectionState {
  account: string
  /** 0 well, 1 warning, 2 something must be done; by what was looked at. */
  checks: { check: string; level: number }[]
  /** Seconds since the last webhook; absent when there never was one. */
  silentS?: number
  /** Seconds since the last check; absent when there never was one. */
  checkAgeS?: number
  /** Age of the token pair in seconds, where tokens are renewed. */
  tokenAgeS?: number
}

const PREFIX = 'chukyso_'
const TURN_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60]
const SEND_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** No label takes more values than this; what comes after is counted as `other` (event names come from outside). */
const LABEL_VALUES = 64
/** Names of events, a closed list of each platform's. */
const EVENT_NAMES = 256
/** Names that only our own flows give. */
const FLOW_STATES = 1000
const CHILDREN = 1000

/** Keeps a label that is filled from outside to a bounded set of short words. */
function bounded(most: number): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    if (known.has(value)) return value
    if (known.size >= most || !/^[\w.:/-]{1,48}$/.test(value)) return 'other'
    known.add(value)
    return value
  }
}

/** A counter whose named labels are bounded; `inc(...values)` takes them in the order of `labels`. */
class BoundedCounter<const L extends readonly string[]> {
  readonly #counter: Counter
  readonly #labels: L
  readonly #bounds: ((value: string) => string)[]
  /** Hashing labels anew at every count cost about 1 µs each. */
  readonly #children = new Map<string, Counter.Internal>()

  constructor(registry: Registry, name: string, help: string, labels: L, most: number) {
    this.#counter = new Counter({
      name: `${PREFIX}${name}`,
      help,
      labelNames: [...labels],
      registers: [registry],
    })
    this.#labels = labels
    this.#bounds = labels.map(() => bounded(most))
  }

  /** Counts one. */
  inc(...values: { [K in keyof L]: string }): void {
    this.add(1, ...values)
  }

  /** Counts `by`. */
  add(by: number, ...values: { [K in keyof L]: string }): void {
    const name = values.join('\0')
    let child = this.#children.get(name)
    if (!child) {
      const labels: Record<string, string> = {}
      for (const [i, label] of this.#labels.entries()) labels[label] = this.#bounds[i]!(values[i]!)
      child = this.#counter.labels(labels)
      // Values from outside are many; those that share a child need no entry each.
      if (this.#children.size < CHILDREN) this.#children.set(name, child)
    }
    child.inc(by)
  }
}

function counters(registry: Registry) {
  const counter = <const L extends readonly string[]>(
    name: string,
    help: string,
    labels: L,
    most = LABEL_VALUES,
  ) => new BoundedCounter(registry, name, help, labels, most)
  return {
    webhooksReceived: counter('webhooks_received_total', 'Webhook requests accepted', ['platform']),
    webhooksRefused: counter('webhooks_refused_total', 'Webhook requests refused', ['platform', 'reason']),
    events: counter('events_total', 'Inbound events stored', ['platform', 'kind']),
    duplicates: counter('events_duplicate_total', 'Inbound events dropped because known', ['platform']),
    ignored: counter(
      'events_ignored_total',
      'Acknowledged but not used, by name',
      ['platform', 'name'],
      EVENT_NAMES,
    ),
    accountNotices: counter(
      'account_notices_total',
      'What platforms told of accounts: blocked, revoked, unblocked, warned, quota, template',
      ['account', 'kind'],
    ),
    turns: counter('turns_total', 'Turns by outcome', ['outcome']),
    flowSteps: counter(
      'flow_steps_total',
      'Steps of flows, by the state entered',
      ['flow', 'state'],
      FLOW_STATES,
    ),
    sends: counter('sends_total', 'Sends by outcome: ok or the failure code', ['platform', 'outcome']),
    uncertain: counter('sends_uncertain_total', 'Sends of which it is not known whether they arrived', [
      'platform',
    ]),
    resent: counter('sends_resent_total', 'Uncertain replies sent a second time', ['platform']),
    givenUp: counter(
      'messages_given_up_total',
      'Messages that are not tried again, by the state they end in',
      ['platform', 'state'],
    ),
    setAside: counter('set_aside_total', 'Events and messages given up on', ['what']),
    errors: counter('errors_total', 'Faults by room and class', ['room', 'class']),
    alarms: counter('alarms_total', 'Alarms that ask for a person, by name', ['alarm']),
    handoffNotes: counter('handoff_notes_total', 'Where people were stuck, and what they said when asked', [
      'kind',
      'step',
      'answer',
    ]),
    certificates: counter('certificates_total', 'Certificates told of, and used for the first time', [
      'what',
    ]),
    casesOpened: counter('cases_opened_total', 'Cases opened for staff, by reason', ['reason']),
  }
}

function histograms(registry: Registry) {
  const registers = [registry]
  return {
    /** Seconds from the webhook's acknowledgement to the commit of its turn. */
    turnSeconds: new Histogram({
      name: `${PREFIX}turn_seconds`,
      help: 'From acknowledgement of an event to the commit of its turn',
      buckets: TURN_SECONDS,
      registers,
    }),
    /** Seconds of one platform call. */
    sendSeconds: new Histogram({
      name: `${PREFIX}send_seconds`,
      help: 'Duration of one send to the platform',
      labelNames: ['platform'] as const,
      buckets: SEND_SECONDS,
      registers,
    }),
  }
}

function gauges(registry: Registry) {
  return {
    /** Messages a day that an account may send, as its platform told last. */
    dailyQuota: new Gauge({
      name: `${PREFIX}daily_quota`,
      help: 'Messages a day that an account may send, as its platform told last',
      labelNames: ['account'] as const,
      registers: [registry],
    }),
  }
}

/**
 * Registers the gauges that ask other rooms when Prometheus does. A collector that fails (database away) leaves its
 * gauges out of that answer and the rest stands.
 */
function watch(registry: Registry, collectors: Collectors): void {
  const gauge = (name: string, help: string, labelNames: string[], fill: (gauge: Gauge) => Promise<void>) =>
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset()
        // After reset() a gauge without labels stands at 0, which would be a lie.
        await fill(this).catch(() => labelNames.length === 0 && this.remove())
      },
    })
  const inbox = once(() => collectors.inbox())
  const accounts = once(() => collectors.accounts())
  gauge('inbox_waiting', 'Events that wait for their turn', [], async (g) => g.set((await inbox()).waiting))
  gauge('inbox_oldest_seconds', 'Age of the oldest waiting event', [], async (g) =>
    g.set((await inbox()).oldestAgeS),
  )
  gauge('outbox_messages', 'Unsettled messages by lane and state', ['lane', 'state'], async (g) => {
    for (const { lane, state, count } of await collectors.outbox()) g.set({ lane, state }, count)
  })
  gauge(
    'budget_remaining',
    'Sends that this instance may still do for an account within the running second',
    ['account'],
    async (g) => {
      for (const { account, budgetRemaining } of await accounts()) g.set({ account }, budgetRemaining)
    },
  )
  gauge(
    'limit_used_percent',
    'Used of the account limit that is nearest, as the platform says or we count: 80 slows down, 100 stops',
    ['account'],
    async (g) => {
      for (const { account, limitUsed } of await accounts()) g.set({ account }, limitUsed)
    },
  )
  gauge(
    'quota_remaining',
    'Messages left of what an account has paid for, as its last sends told',
    ['account', 'kind'],
    async (g) => {
      for (const { account, quotas } of await accounts())
        for (const { kind, remain } of quotas) g.set({ account, kind }, remain)
    },
  )
  gauge('circuit_open', '1 when an account is stopped until a person acts', ['account'], async (g) => {
    for (const { account, circuitOpen } of await accounts()) g.set({ account }, circuitOpen ? 1 : 0)
  })
}

/** Registers the gauges of the connections, asked for when Prometheus asks. */
function watchConnections(registry: Registry, collect: () => Promise<ConnectionState[]>): void {
  const states = once(collect)
  const gauge = (name: string, help: string, more: string[], fill: (g: Gauge, s: ConnectionState) => void) =>
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames: ['account', ...more],
      registers: [registry],
      async collect() {
        this.reset()
        for (const state of await states().catch(() => [])) fill(this, state)
      },
    })
  gauge(
    'connection_state',
    'An account with its platform, as last checked: 0 well, 1 warning, 2 something must be done',
    ['check'],
    (g, { account, checks }) => {
      for (const { check, level } of checks) g.set({ account, check }, level)
    },
  )
  const ages = {
    webhook_age_seconds: ['Since the last webhook of an account', 'silentS'],
    connection_check_age_seconds: ['Since an account was last checked with its platform', 'checkAgeS'],
    token_age_seconds: ['Age of the token pair of an OA', 'tokenAgeS'],
  } as const
  for (const [name, [help, field]] of Object.entries(ages))
    gauge(name, help, [], (g, state) => {
      const seconds = state[field]
      if (seconds !== undefined) g.set({ account: state.account }, seconds)
    })
}

/** Two gauges of one scrape share one query: a call while one is under way joins it. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}

/** Makes the metrics of one instance, with a registry of its own so that tests can have many. */
export function createMetrics() {
  const registry = new Registry()
  return {
    ...counters(registry),
    ...histograms(registry),
    ...gauges(registry),
    registry,
    watch: (collectors: Collectors) => watch(registry, collectors),
    watchConnections: (collect: () => Promise<ConnectionState[]>) => watchConnections(registry, collect),
    /** Adds Node's own figures (memory, event loop, CPU); once per process. */
    watchProcess: () => collectDefaultMetrics({ register: registry }),
  }
}

/** Everything that is counted. Counters: `metrics.sends.inc('zalo', 'ok')`. */
export type Metrics = ReturnType<typeof createMetrics>
