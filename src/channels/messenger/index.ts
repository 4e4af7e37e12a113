import type { Channel, ChannelContext } from '../channel.ts'
import { explain } from '../explain.ts'
import type { Http } from '../http.ts'
import { createControl } from './control.ts'
import { messengerSentence } from './errors.ts'
import { projectMessenger } from './project.ts'
import { Routing } from './routing.ts'
import { createSend, createSigns } from './send.ts'
import { messengerRoutes } from './webhook.ts'

/** From the person's last act a Page may answer freely for 24 hours (Meta: standard messaging window). */
const REPLY_WINDOW_MS = 24 * 3_600_000

/** Facebook Messenger for all Pages among `ctx.accounts`. `http` is the caller's to close. */
export function createMessenger(ctx: ChannelContext, http: Http): Channel {
  const accounts = ctx.accounts.filter((account) => account.platform === 'messenger')
  const routing = new Routing(ctx.clock)
  const send = createSend(http, ctx.pictures)
  const control = createControl(http, routing)
  return {
    platform: 'messenger',
    project: projectMessenger,
    // Not needed to know an echo by: ours carry `metadata`.
    echoText: () => null,
    passesThreads: (account) => routing.passes(account),
    routes: (app, sink) => messengerRoutes(app, sink, accounts, { ...ctx, routing }),
    send: (account, job) => {
      const { control: to } = job.message
      return to ? control(account, job.user, to) : send(account, job)
    },
    showTyping: createSigns(http),
    explain: (reason) => explain(reason, messengerSentence),
    // Page tokens do not expire and cannot be renewed: a person reconnects the Page.
    refreshToken: async () => false,
    replyWindowMs: () => REPLY_WINDOW_MS,
    close: async () => {},
  }
}
