import type { AnyStateMachine, Flow } from '../src/conversation/flow-kit.ts'
import { machine as booth } from './booth/machine.ts'
import { migrations as boothMigrations } from './booth/migrations.ts'
import { samples as boothSamples } from './booth/samples.ts'
import { machine as certificate } from './certificate/machine.ts'
import { migrations as certificateMigrations } from './certificate/migrations.ts'
import { samples as certificateSamples } from './certificate/samples.ts'
import { machine as explain } from './explain/machine.ts'
import { migrations as explainMigrations } from './explain/migrations.ts'
import { samples as explainSamples } from './explain/samples.ts'
import { machine as faq } from './faq/machine.ts'
import { migrations as faqMigrations } from './faq/migrations.ts'
import { samples as faqSamples } from './faq/samples.ts'
import { machine as handoff } from './handoff/machine.ts'
import { migrations as handoffMigrations } from './handoff/migrations.ts'
import { samples as handoffSamples } from './handoff/samples.ts'
import { machine as home } from './home/machine.ts'
import { migrations as homeMigrations } from './home/migrations.ts'
import { samples as homeSamples } from './home/samples.ts'
import { machine as homeVisit } from './homeVisit/machine.ts'
import { migrations as homeVisitMigrations } from './homeVisit/migrations.ts'
import { samples as homeVisitSamples } from './homeVisit/samples.ts'
import { machine as myData } from './my-data/machine.ts'
import { migrations as myDataMigrations } from './my-data/migrations.ts'
import { samples as myDataSamples } from './my-data/samples.ts'
import { machine as register } from './register/machine.ts'
import { migrations as registerMigrations } from './register/migrations.ts'
import { contexts as registerContexts, samples as registerSamples } from './register/samples.ts'
import { machine as scam } from './scam/machine.ts'
import { migrations as scamMigrations } from './scam/migrations.ts'
import { samples as scamSamples } from './scam/samples.ts'
import { machine as status } from './status/machine.ts'
import { migrations as statusMigrations } from './status/migrations.ts'
import { samples as statusSamples } from './status/samples.ts'

function list(
  machine: AnyStateMachine,
  more: Pick<Flow, 'migrations' | 'samples' | 'contexts' | 'passing'>,
): Flow {
  return { id: machine.id, version: Number(machine.version), machine, ...more }
}

const flows: Flow[] = [
  list(home, { migrations: homeMigrations, samples: homeSamples }),
  list(explain, { migrations: explainMigrations, samples: explainSamples, passing: true }),
  list(faq, { migrations: faqMigrations, samples: faqSamples, passing: true }),
  list(register, {
    migrations: registerMigrations,
    samples: registerSamples,
    contexts: registerContexts,
  }),
  list(myData, { migrations: myDataMigrations, samples: myDataSamples, passing: true }),
  list(handoff, { migrations: handoffMigrations, samples: handoffSamples }),
  list(scam, { migrations: scamMigrations, samples: scamSamples, passing: true }),
  list(booth, { migrations: boothMigrations, samples: boothSamples, passing: true }),
  list(homeVisit, { migrations: homeVisitMigrations, samples: homeVisitSamples, passing: true }),
  list(certificate, { migrations: certificateMigrations, samples: certificateSamples }),
  list(status, { migrations: statusMigrations, samples: statusSamples, passing: true }),
]

/** Every flow of the program by id. A released flow stays here as long as a saved run may name it. */
export const registry: ReadonlyMap<string, Flow> = new Map(flows.map((flow) => [flow.id, flow]))

/** The flow at the bottom of every conversation. */
export const HOME = 'home'
