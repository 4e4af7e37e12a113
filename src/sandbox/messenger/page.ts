import type { MessengerSandboxAccount } from '../accounts.ts'
import { RollingCount } from '../rolling.ts'
import type { Fields } from '../shape.ts'
import { Attachments } from './attachments.ts'
import { FIELDS, type Field } from './fields.ts'
import { Threads } from './routing.ts'
import { Templates } from './templates.ts'
import { Usage } from './usage.ts'

const MINUTE = 60_000

/** A comment or post of a visitor, which permits one private reply (facts: messenger 2.3). */
export interface Comment {
  user: string
  at: number
  answered: boolean
}

/** What one Page has at Meta beside its chats. */
export class PageState {
  readonly threads: Threads
  readonly attachments = new Attachments()
  readonly templates = new Templates()
  readonly usage = new Usage()
  /** The Messenger profile. A Page with a chat bot has its Get Started button. */
  readonly profile: Fields = { get_started: { payload: 'GET_STARTED' } }
  /** Persistent menus of single people. */
  readonly menus = new Map<string, unknown>()
  /** Fields that the app is subscribed to; all, until it subscribes by itself. */
  subscribed: ReadonlySet<Field> = new Set(FIELDS)
  /** Order numbers of receipts: each may be used once. */
  readonly orders = new Set<string>()
  readonly comments = new Map<string, Comment>()
  /** Ten calls in ten minutes, and ten for each person's settings (facts: messenger 3). */
  readonly profileCalls = new RollingCount(10 * MINUTE, 60)
  readonly menuCalls = new Map<string, RollingCount>()

  /** What the account has set up. */
  readonly account: MessengerSandboxAccount

  constructor(account: MessengerSandboxAccount) {
    this.account = account
    this.threads = new Threads(account)
  }
}
