import { describe, expect, test } from 'vitest'
import { OA_ROWS, ZNS_ROWS } from '../../../src/channels/zalo/error-table.ts'
import { zaloFailure, zaloSentence, znsFailure } from '../../../src/channels/zalo/errors.ts'
import { FAILURES, type SendPolicy } from '../../../src/common/errors.ts'

/** 23:00:20 in Vietnam. */
const NOW = Date.UTC(2026, 10, 23, 16, 0, 20)
const HOUR = 3_600_000

/** Every row of facts: zalo 7.1 (0 is success; -1241 is of facts: zalo 3), by what its class column asks for. */
const OA: Record<SendPolicy, number[]> = {
  pause: [-32],
  uncertain: [-200],
  retry: [-100, -211, -214, -218, -234],
  refresh: [-216, -220, -124],
  permanent: [-201, -210, -213, -217, -227, -230, -232, -233, -237, -240, -244, -249],
  circuit: [
    -204, -205, -209, -212, -219, -221, -223, -224, -235, -238, -241, -242, -248, -320, -321, -403, -1241,
    -1340, -1341,
  ],
  'as-numbers': [],
}

/** Every number of facts: zalo 7.2. */
const ZNS: Record<SendPolicy, number[]> = {
  pause: [],
  uncertain: [],
  retry: [-100, -133, -144, -147, -1441, -1471, -1472],
  refresh: [-124],
  permanent: [-108, -109, -111, -112, -114, -118, -119, -131, -139, -140, -141, -146, -1121, -1122, -1124],
  circuit: [-101, -102, -103, -104, -105, -115, -117, -120, -126, -127, -135, -136, -137, -1351],
  'as-numbers': [],
}

const rows = (table: Record<SendPolicy, number[]>) =>
  Object.entries(table).flatMap(([policy, codes]) => codes.map((code): [number, string] => [code, policy]))

describe('openapi.zalo.me', () => {
  test.each(rows(OA))('%i: %s, with a sentence of its own for staff', (code, policy) => {
    const failure = zaloFailure(code, false, NOW)
    expect(FAILURES[failure.code].policy).toBe(policy)
    expect(failure.platformCode).toBe(String(code))
    expect(zaloSentence(String(code))).toMatch(/^\p{Lu}.{20,}\.$/u)
  })

  test('no other row is there', () => {
    expect([...OA_ROWS.keys()].sort()).toEqual(Object.values(OA).flat().sort())
  })

  test('quotas wait for the next day, what the night forbids for six in the morning, the rate for the minute', () => {
    for (const code of [-211, -218])
      expect(zaloFailure(code, false, NOW).retryAfterMs).toBe(HOUR + 5 * 60_000 - 20_000)
    expect(zaloFailure(-234, false, NOW).retryAfterMs).toBe(7 * HOUR - 20_000)
    expect(zaloFailure(-32, false, NOW).retryAfterMs).toBe(40_000)
    // At six sharp it is a day until the next.
    expect(zaloFailure(-234, false, NOW + 7 * HOUR - 20_000).retryAfterMs).toBe(24 * HOUR)
    expect(zaloFailure(-234, false, NOW + 7 * HOUR - 21_000).retryAfterMs).toBe(1000)
  })

  test.each(['', 'x', '-99999', 'unsent'])('no sentence for %j', (code) => {
    expect(zaloSentence(code)).toBeUndefined()
  })
})

describe('business.openapi.zalo.me', () => {
  test.each(rows(ZNS))('%i: %s', (code, policy) => {
    expect(FAILURES[znsFailure(code, NOW).code].policy).toBe(policy)
    expect(ZNS_ROWS.get(code)?.staff).toMatch(/^\p{Lu}.{20,}\.$/u)
  })

  test('no other row is there', () => {
    expect([...ZNS_ROWS.keys()].sort()).toEqual(Object.values(ZNS).flat().sort())
  })

  test('the same number means another thing than at the OA API', () => {
    expect(zaloFailure(-100, false, NOW).code).toBe('MEDIA_EXPIRED')
    expect(znsFailure(-100, NOW).code).toBe('PLATFORM_FAILED')
  })

  test('the night and used-up days wait for their end', () => {
    expect(znsFailure(-133, NOW).retryAfterMs).toBe(7 * HOUR - 20_000)
    expect(znsFailure(-144, NOW).retryAfterMs).toBe(HOUR + 5 * 60_000 - 20_000)
  })
})
