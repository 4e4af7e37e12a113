import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { systemClock } from '../common/clock.ts'
import { Keyring } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import { sandboxAppKey } from '../config/app-key.ts'
import type { Config } from '../config.ts'
import { atCaseDesk, type CaseRequest } from '../handover/case-desk.ts'
import { knownLinks } from '../known-links.ts'
import { loadCatalogue } from '../providers/catalogue.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { checkKey } from '../storage/key-check.ts'
import { migrationsCurrent } from '../storage/migrate.ts'
import { openChecked } from '../storage/surroundings.ts'
import { configuration, databaseOf, runCommand } from './command.ts'

const USAGE = `Cách dùng:
  npm run cases                                     các yêu cầu đang mở
  npm run cases -- show HT-7K3Q                     xem cuộc trò chuyện từ khi mở
  npm run cases -- answer HT-7K3Q "câu trả lời"     trả lời người dân
  npm run cases -- close HT-7K3Q [--say "lời chào"] đóng, trợ lý tự động tiếp tục
  npm run cases -- reopen HT-7K3Q                   mở lại
Thêm --as "họ tên" nếu nhiều người dùng chung một tài khoản máy.`

const ACTS: readonly CaseRequest['act'][] = ['list', 'show', 'answer', 'close', 'reopen']

/** Who asks: the user of the operating system, and the name that they give where several share one. */
function actor(named: string | undefined): string {
  const name = named?.trim().slice(0, 80)
  let user = ''
  try {
    user = userInfo().username
  } catch {
    // A container may run under a number without a name.
  }
  return name && user ? `${name} (${user})` : (name ?? user)
}

/** What was asked on the command line. @throws OperatorError with the usage */
function request(): CaseRequest {
  try {
    const text = { type: 'string' } as const
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { as: text, say: text },
    })
    const [word = 'list', code, answer, ...more] = positionals
    const act = ACTS.find((one) => one === word)
    const by = actor(values.as)
    const fits =
      act &&
      more.length === 0 &&
      (act === 'list') === (code === undefined) &&
      (act === 'answer') === (answer !== undefined)
    if (!act || !fits || (values.say !== undefined && act !== 'close')) throw new Error('usage')
    if (!by) throw new OperatorError('Chưa biết ai đang dùng lệnh này: thêm --as "họ tên".')
    return { act, code: code?.toUpperCase() ?? null, text: answer ?? values.say ?? null, by }
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw new OperatorError(USAGE)
  }
}

/** By the running server where it holds the database, else here. */
async function asked(config: Config, wanted: CaseRequest): Promise<string> {
  if (config.sandbox || !config.databaseUrl) {
    const answer = await callRunningServer(config.dataDir, 'cases', { ...wanted })
    if (answer !== 'not-running') return String(answer)
    if (config.sandbox) throw new OperatorError('Máy chủ thử nghiệm không chạy: hãy chạy npm start trước.')
  }
  const db = await openChecked(databaseOf(config))
  try {
    if (!(await migrationsCurrent(db)))
      throw new OperatorError('Cơ sở dữ liệu chưa đúng phiên bản của chương trình: hãy chạy máy chủ trước.')
    const key = config.appKey ?? sandboxAppKey(config.dataDir)
    const { accounts } = config
    await checkKey(
      db,
      [key],
      accounts.map(({ id }) => id),
    )
    const { dataDir, publicUrl, sandbox } = config
    const links = knownLinks(publicUrl, await loadCatalogue({ dataDir, publicUrl, sandbox }), accounts)
    return await atCaseDesk({ db, keyring: new Keyring([key]), clock: systemClock, accounts, links }, wanted)
  } finally {
    await db.close()
  }
}

await runCommand(async () => {
  const wanted = request()
  return asked(configuration(), wanted)
})
