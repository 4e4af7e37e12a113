/**
 * What every channel must do, whichever platform it speaks. A channel's test calls
 *
 *   channelContract('Messenger', () => subject)
 *
 * where `subject` (made anew for each test; see `ContractSubject`) says how this platform signs, writes and answers.
 * Sends go to a real local server, webhooks through Fastify. The channel under test is given a mask that replaces
 * `OTP-4711` by `[masked]`, a clock that stands at `NOW`, and time-outs of 300 ms.
 */
import { afterEach, beforeEach, describe } from 'vitest'
import { type Bench, setUp } from './contract/bench.ts'
import { parserContract } from './contract/parser.ts'
import { picturesContract } from './contract/pictures.ts'
import { projectContract } from './contract/projection.ts'
import { sendContract } from './contract/sending.ts'
import type { ContractSubject } from './contract/subject.ts'
import { refusalContract, webhookContract } from './contract/webhook.ts'

export { type ContractSubject, NOW, type SentText } from './contract/subject.ts'

/** Runs the contract on one channel. @param make what differs between platforms; called for each test. */
export function channelContract(name: string, make: () => ContractSubject): void {
  describe(`${name}: what every channel does`, () => {
    let bench: Bench
    const current = () => bench
    beforeEach(async () => {
      bench = await setUp(make())
    })
    afterEach(() => bench.close())

    describe('webhook', () => webhookContract(current))
    describe('webhook, refusing', () => refusalContract(current))
    describe('parser', () => parserContract(make))
    describe('projection', () => projectContract(current))
    describe('sending', () => sendContract(current))
    describe('pictures', () => picturesContract(make))
  })
}
