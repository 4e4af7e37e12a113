import type { Account } from './channels/channel.ts'
import type { Keyring } from './common/crypto.ts'
import type { EffectHandler } from './conversation/effects.ts'
import { conversationKeepers } from './conversation/kept.ts'
import { caseAct } from './handover/case-acts.ts'
import { caseKeeper, caseOpen, caseStanding } from './handover/cases.ts'
import { deskInfo, type Facts, officialAccounts } from './handover/desk.ts'
import type { Catalogue } from './providers/catalogue.ts'
import { certificateSave, certificateUse } from './providers/certificates.ts'
import { certificateKeeper, linkKeeper } from './providers/erasure.ts'
import { handoffNote } from './providers/handoff-events.ts'
import { handoffCreate } from './providers/handoffs.ts'
import { providersOffer } from './providers/offers.ts'
import { providerStanding } from './providers/standing.ts'
import { consentRecord } from './register/consents.ts'
import { dataExport } from './register/copy-link.ts'
import { dataErase } from './register/erase-all.ts'
import { hamletFind, hamletList } from './register/hamlets.ts'
import type { Keeper } from './register/keeper.ts'
import { registerKeepers } from './register/keepers.ts'
import { registrationLook } from './register/look.ts'
import { dataLook } from './register/my-data.ts'
import { registrationSave } from './register/registrations.ts'
import { registrationStanding } from './register/standing.ts'
import type { Metrics } from './telemetry/metrics.ts'

/** Everybody who keeps something of a person: to be seen, copied and erased. In the order in which a copy shows it. */
export function keepersOf(keyring: Keyring, catalogue: Catalogue): Keeper[] {
  return [
    ...registerKeepers(keyring),
    linkKeeper(catalogue),
    certificateKeeper(catalogue),
    caseKeeper,
    ...conversationKeepers(keyring),
  ]
}

/** What several rooms know of the same persons, in one answer. */
function joined(...handlers: EffectHandler[]): EffectHandler {
  return async (tx, items) => {
    const parts: Record<string, unknown>[][] = []
    for (const handler of handlers) parts.push(await handler(tx, items))
    return items.map((_, i) => Object.assign({}, ...parts.map((values) => values[i])))
  }
}

/** What the rooms do for flows. */
export function effectHandlers(
  keyring: Keyring,
  catalogue: Catalogue,
  publicUrl: string,
  metrics: Metrics,
  accounts: readonly Account[],
  facts: Facts,
): ReadonlyMap<string, EffectHandler> {
  const openCase = caseOpen()
  const keepers = keepersOf(keyring, catalogue)
  const onWithdrawal = keepers.filter(({ byConsent }) => byConsent).map(({ erase }) => erase)
  return new Map<string, EffectHandler>([
    ['consent.record', consentRecord(keyring, onWithdrawal)],
    ['data.look', dataLook(keepers)],
    ['data.export', dataExport(keyring, publicUrl)],
    ['data.erase', dataErase(keyring, keepers)],
    ['registration.save', registrationSave(keyring)],
    ['registration.look', registrationLook(keyring)],
    ['hamlet.list', hamletList()],
    ['hamlet.find', hamletFind()],
    ['person.standing', joined(registrationStanding(), providerStanding(catalogue), caseStanding)],
    ['providers.offer', providersOffer(catalogue)],
    ['handoff.create', handoffCreate({ keyring, catalogue, publicUrl })],
    ['case.act', caseAct()],
    ['accounts.official', officialAccounts(accounts)],
    ['desk.info', deskInfo(accounts, facts)],
    ['handoff.note', handoffNote((...note) => metrics.handoffNotes.inc(...note))],
    ['certificate.save', certificateSave(() => metrics.certificates.inc('told'))],
    ['certificate.use', certificateUse(() => metrics.certificates.inc('used'))],
    [
      'case.open',
      (tx, items) => {
        for (const { params } of items) metrics.casesOpened.inc(String(params['reason']))
        return openCase(tx, items)
      },
    ],
  ])
}
