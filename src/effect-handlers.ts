import type { Keyring } from './common/crypto.ts'
import type { EffectHandler } from './conversation/effects.ts'
import { caseOpen, closeCases } from './handover/cases.ts'
import type { Catalogue } from './providers/catalogue.ts'
import { eraseOffers } from './providers/erasure.ts'
import { handoffCreate } from './providers/handoffs.ts'
import { providersOffer } from './providers/offers.ts'
import { consentRecord } from './register/consents.ts'
import { eraseRegistrations, personErase } from './register/erasure.ts'
import { registrationSave } from './register/registrations.ts'
import { registrationStanding } from './register/standing.ts'
import type { Metrics } from './telemetry/metrics.ts'

/** What the rooms do for flows. */
export function effectHandlers(
  keyring: Keyring,
  catalogue: Catalogue,
  publicUrl: string,
  metrics: Metrics,
): ReadonlyMap<string, EffectHandler> {
  const openCase = caseOpen()
  const erasers = [eraseRegistrations, eraseOffers]
  return new Map<string, EffectHandler>([
    ['consent.record', consentRecord(keyring, erasers)],
    ['person.erase', personErase([...erasers, closeCases])],
    ['registration.save', registrationSave(keyring)],
    ['registration.standing', registrationStanding()],
    ['providers.offer', providersOffer(catalogue)],
    ['handoff.create', handoffCreate({ keyring, catalogue, publicUrl })],
    [
      'case.open',
      (tx, items) => {
        for (const { params } of items) metrics.casesOpened.inc(String(params['reason']))
        return openCase(tx, items)
      },
    ],
  ])
}
