import { type Static, Type } from 'typebox'
import type { Behaviour, BehaviourChange } from '../faults.ts'
import type { Platform, Weather } from './types.ts'

const Flag = Type.Optional(Type.Boolean())

/** A change of the weather of one platform; what is not named stays. */
export const WeatherChange = Type.Object(
  {
    outage: Flag,
    slow: Flag,
    duplicates: Flag,
    disorder: Flag,
    webhookDown: Flag,
    lostAnswers: Flag,
    noButtons: Flag,
    routing: Flag,
    refuse: Type.Optional(
      Type.Union([
        Type.Literal('nothing'),
        Type.Literal('window'),
        Type.Literal('quota'),
        Type.Literal('error'),
      ]),
    ),
  },
  { additionalProperties: false },
)
export type WeatherChange = Static<typeof WeatherChange>

export const FAIR: Weather = {
  outage: false,
  slow: false,
  duplicates: false,
  disorder: false,
  webhookDown: false,
  lostAnswers: false,
  noButtons: false,
  routing: false,
  refuse: 'nothing',
}

/** Long enough to be noticed, short enough for the 8 s that a send waits. */
const SLOW_MS: [number, number] = [3000, 4000]
const DISORDER_MS = 3000

/** What a platform says to a refused send (facts: zalo 7.1, messenger 4.2). */
const FAILURES: Record<Platform, Record<Exclude<Weather['refuse'], 'nothing'>, Behaviour['failure']>> = {
  messenger: { window: { code: 10, subcode: 2018278 }, quota: { code: 613 }, error: { httpStatus: 500 } },
  zalo: { window: { code: -230 }, quota: { code: -211 }, error: { httpStatus: 500 } },
}

/** The emulator's behaviour in that weather. Whether webhooks arrive is not part of it. */
export function behaviourIn(platform: Platform, weather: Weather): BehaviourChange {
  const { refuse } = weather
  return {
    outage: weather.outage,
    latencyMs: weather.slow ? SLOW_MS : [0, 0],
    copies: weather.duplicates ? 3 : 1,
    reorderMs: weather.disorder ? DISORDER_MS : 0,
    timeoutAfterAccept: weather.lostAnswers ? 1 : 0,
    buttonsForbidden: weather.noButtons,
    failRate: refuse === 'nothing' ? 0 : 1,
    failure: refuse === 'nothing' ? { httpStatus: 500 } : FAILURES[platform][refuse],
  }
}
