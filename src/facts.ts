import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account, Language } from './channels/channel.ts'
import { OperatorError } from './common/errors.ts'
import type { Config } from './config.ts'
import type { Plain } from './conversation/texts.ts'
import { FACTS_FILE, type FactName, type FactsFile, readFactsFile } from './facts-file.ts'
import type { Catalogue } from './providers/catalogue.ts'

/** What the rest of the program knows by itself. */
export type Known = Partial<Record<FactName, { vi: string; en: string }>>

interface Surroundings {
  accounts: readonly Account[]
  catalogue: Pick<Catalogue, 'offered'>
  officeHours: Config['officeHours']
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const DAYS_VI = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật']
const DAYS_EN = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** `Mon-Fri 07:30-17:00` in words. */
function hoursInWords(officeHours: string): { vi: string; en: string } {
  const [days = '', hours = ''] = officeHours.split(' ')
  const [from = '', to = ''] = hours.split('-')
  const names = (list: string[]) => days.split('-').map((day) => list[DAYS.indexOf(day)] ?? day)
  return {
    vi: `${names(DAYS_VI).join(' đến ')}, ${from} đến ${to}`,
    en: `${names(DAYS_EN).join(' to ')}, ${from} to ${to}`,
  }
}

/** Facts that need not be told: from the accounts, the catalogue of providers and OFFICE_HOURS. */
export function knownByItself({ accounts, catalogue, officeHours }: Surroundings): Known {
  const nameOf = (platform: Account['platform']) => {
    const [first, another] = accounts.filter((account) => account.platform === platform)
    return first && !another ? { vi: first.name, en: first.name } : undefined
  }
  const providers = catalogue.offered.map(({ name }) => name).join(', ')
  const known = {
    ten_oa: nameOf('zalo'),
    ten_fanpage: nameOf('messenger'),
    danh_sach_ncc: providers ? { vi: providers, en: providers } : undefined,
    gio_lam_viec: hoursInWords(officeHours),
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
}

/** What answers may name, by language: the file's word goes before what is known by itself. */
export function factsFor(file: FactsFile, known: Known): (account: Account, language: Language) => Plain {
  const all = { ...known, ...file.facts }
  const by = (language: Language): Plain =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value[language]]))
  const vars = { vi: by('vi'), en: by('en') }
  return (_account, language) => vars[language]
}

/** Reads facts.json of the data folder. @throws OperatorError that lists every fault */
export async function loadFacts(dataDir: string): Promise<FactsFile> {
  const content = await readFile(join(dataDir, FACTS_FILE), 'utf8').catch(absent)
  const { file, faults } = readFactsFile(content)
  if (faults.length > 0) throw new OperatorError(faults.map((fault) => `${FACTS_FILE}: ${fault}`).join('\n'))
  return file
}

/** What is wrong in facts.json; empty when `loadFacts` will take it. @param read throws as `readFileSync` does */
export function factsFaults(dataDir: string, read: (path: string) => string): string[] {
  let content: string | undefined
  try {
    content = read(join(dataDir, FACTS_FILE))
  } catch (error) {
    try {
      content = absent(error)
    } catch (fault) {
      return [fault instanceof Error ? fault.message : String(fault)]
    }
  }
  return readFactsFile(content).faults.map((fault) => `${FACTS_FILE}: ${fault}`)
}

/** Most deployments begin without the file. @throws OperatorError when there is one that cannot be read */
function absent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault'
  if (code !== 'ENOENT')
    throw new OperatorError(
      `${FACTS_FILE} cannot be read (${code}): check that it is a file which this user may read`,
    )
}
