import { CsvError, type Info, parse } from 'csv-parse/sync'
import { clean, matchKey } from '../understanding/match-key.ts'
import { placeById, places, readSlot } from '../understanding/slots.ts'

/** A hamlet of staff's list. */
export interface ListedHamlet {
  /** Id of a ward of today or of an old unit. */
  place: string
  name: string
}

/** What is wrong, where, and what mends it. */
export interface CsvFault {
  line: number
  say: string
}

interface Row {
  line: number
  cells: string[]
}

interface Columns {
  name: number
  /** One, or that of the old unit beside that of the ward. */
  ward: number[]
  count: number
}

const NAME_HEADER = /^(?:(?:ten|thon|xom|to|dan|pho|tdp|khu|hoac|va|name|of|hamlet|village)(?: |$))+$/
const WARD_HEADER = /^(?:ten )?(?:phuong|xa|ward|commune|don vi|unit|old unit)\b/
const LONGEST_NAME = 60

/**
 * Reads staff's list: columns by their headers in any spelling and order, parted by comma, semicolon or tab. With a
 * fault nothing of the list is to be used.
 */
export function readHamletCsv(text: string): { hamlets: ListedHamlet[]; faults: CsvFault[] } {
  const rows = rowsOf(text)
  if (!Array.isArray(rows)) return { hamlets: [], faults: [rows] }
  const [header, ...others] = rows
  if (!header)
    return { hamlets: [], faults: [{ line: 1, say: 'the file is empty: the first line names the columns' }] }
  const columns = columnsOf(header)
  if ('faults' in columns) return { hamlets: [], faults: columns.faults }
  if (others.length === 0)
    return {
      hamlets: [],
      faults: [{ line: header.line, say: 'no hamlets stand below the names of the columns' }],
    }
  const read = others.map((row) => readRow(row, columns))
  const hamlets = read.flatMap(({ hamlet }) => (hamlet ? [hamlet] : []))
  const faults = [...read.flatMap((one) => one.faults), ...twice(read)]
  return { hamlets, faults: faults.sort((a, b) => a.line - b.line) }
}

/** Rows in which something stands, or why the text is no table. */
function rowsOf(text: string): Row[] | CsvFault {
  try {
    const found = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    }) as unknown as { record: string[]; info: Info }[]
    return found
      .map(({ record, info }) => ({
        line: info.lines,
        cells: record.map((cell) => clean(cell).replace(/\s+/g, ' ')),
      }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number(error['lines'] ?? 1)
    return { line, say: `is no CSV (${error.message}): quotes around a cell must be closed` }
  }
}

/** By the first line with anything on it, what stands in quotes left out. */
function delimiterOf(text: string): string {
  const first = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? ''
  const bare = first.replace(/"[^"]*"/g, '')
  return [';', '\t'].find((one) => bare.includes(one)) ?? ','
}

function columnsOf({ line, cells }: Row): Columns | { faults: CsvFault[] } {
  const keys = cells.map((cell) => matchKey(cell))
  const at = (pattern: RegExp) => [...keys.keys()].filter((i) => pattern.test(keys[i] ?? ''))
  const [name, otherName] = at(NAME_HEADER)
  const ward = at(WARD_HEADER)
  const faults: CsvFault[] = []
  const missing = (what: string) =>
    `no column is named ${what}: the first line of the file must name the columns (if its letters are broken, save it as "CSV UTF-8")`
  if (name === undefined) faults.push({ line, say: missing('"Thôn, tổ dân phố"') })
  if (otherName !== undefined)
    faults.push({
      line,
      say: `"${cells[name ?? 0]}" and "${cells[otherName]}" could both be the hamlet: leave one column`,
    })
  if (ward.length === 0) faults.push({ line, say: missing('"Phường, xã"') })
  return faults.length > 0 || name === undefined ? { faults } : { name, ward, count: cells.length }
}

interface Read {
  line: number
  hamlet: ListedHamlet | null
  faults: CsvFault[]
}

function readRow({ line, cells }: Row, columns: Columns): Read {
  const name = cells[columns.name] ?? ''
  const ward = columns.ward.flatMap((i) => cells[i] || []).join(', ')
  const place = placeIn(ward)
  const says = [placeFault(ward, place), nameFault(name)]
  if (cells.slice(columns.count).some((cell) => cell !== ''))
    says.push('has more cells than the first line: put a cell with a comma or semicolon in it into quotes')
  const faults = says.flatMap((say) => (say ? [{ line, say }] : []))
  return { line, faults, hamlet: typeof place === 'string' ? { place, name } : null }
}

/** The place's id, or the names of those that could be meant. */
function placeIn(ward: string): string | string[] {
  const reading = readSlot('ward', ward, { now: 0, language: 'vi' })
  if (reading.kind === 'value') return reading.value
  if (reading.kind === 'none') return []
  return reading.candidates.map(({ value }) => titleOf(value))
}

function titleOf(placeId: string): string {
  const place = placeById(placeId)
  return place ? `${place.kind} ${place.name}` : placeId
}

function placeFault(ward: string, place: string | string[]): string | null {
  if (typeof place === 'string') return null
  if (ward === '') return 'names no ward: write the ward of today, or the old unit'
  if (place.length > 0) return `"${ward}" is not clear: write ${place.join(' or ')}`
  const today = places.filter(({ old }) => !old).map(({ id }) => titleOf(id))
  return `"${ward}" is no place of this area: write a ward of today (${today.join(', ')}) or one of their old units`
}

function nameFault(name: string): string | null {
  if (name === '') return 'names no hamlet: write its name, or delete the line'
  if (/[?\ufffd]/.test(name))
    return `"${name}" has lost letters: save the file as "CSV UTF-8" from its source`
  if (matchKey(name) === '') return `"${name}" is no name: write the hamlet's name`
  if (/^\d+$/.test(name)) return `"${name}" is only a number: write for example "Thôn ${name}"`
  if (name.length > LONGEST_NAME)
    return `the name has ${name.length} letters, and at most ${LONGEST_NAME} fit on a button: shorten it`
  return null
}

/** Residents type without marks: names of one place must differ without them. */
function twice(read: readonly Read[]): CsvFault[] {
  const first = new Map<string, { line: number; name: string }>()
  const faults: CsvFault[] = []
  for (const { line, hamlet, faults: own } of read) {
    if (!hamlet || own.length > 0) continue
    const { place, name } = hamlet
    const key = `${place} ${matchKey(name)}`
    const earlier = first.get(key)
    if (!earlier) first.set(key, { line, name })
    else if (earlier.name === name)
      faults.push({ line, say: `repeats line ${earlier.line}: delete one of them` })
    else
      faults.push({
        line,
        say: `"${name}" and "${earlier.name}" of line ${earlier.line} are the same without marks, as residents type: tell them apart by a word more`,
      })
  }
  return faults
}
