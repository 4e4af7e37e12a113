import type { Channel, ChannelContext } from '../channel.ts'
import type { Http } from '../http.ts'
import { projectMessenger } from './project.ts'
import { createSend } from './send.ts'
import { messengerRoutes } from './webhook.ts'

/** From the person's last act a Page may answer freely for 24 hours (Meta: standard messaging window). */
const REPLY_WINDOW_MS = 24 * 3_600_000

/** Facebook Messenger for all Pages among `ctx.accounts`. `http` is the caller's to close. */
export function createMessenger(ctx: ChannelContext, http: Http): Channel {
  const accounts = ctx.accounts.filter((account) => account.platform === 'messenger')
  return {
    platform: 'messenger',
    project: projectMessenger,
    // Not needed to know an echo by: ours carry `metadata`.
    echoText: () => null,
    routes: (app, sink) => messengerRoutes(app, sink, accounts, ctx),
    send: createSend(http),
    // Page tokens do not expire and cannot be renewed: a person reconnects the Page.
    refreshToken: async () => false,
    replyWindowMs: REPLY_WINDOW_MS,
    close: async () => {},
  }
}
