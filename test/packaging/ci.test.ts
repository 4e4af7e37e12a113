import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: object[] }[]
}

function count(status: number, reports: Record<string, Report | undefined>): string {
  for (const [name, report] of Object.entries(reports)) {
    if (report) writeFileSync(join(folder, `${name}.json`), JSON.stringify(report))
  }
  return execFileSync(process.execPath, ['.ci/count.mjs', String(status), folder, ...Object.keys(reports)], {
    encoding: 'utf8',
  }).trim()
}

const report = (passed: number, failed: number, crashed = 0): Report => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: Array.from({ length: crashed }, () => ({ status: 'failed', assertionResults: [] })),
})

describe('.ci/run', () => {
  it('is a script that bash can read', () => {
    execFileSync('bash', ['-n', '.ci/run'])
  })

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readFileSync('.ci/run', 'utf8').matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!)
    for (const name of named) expect(Object.keys(scripts)).toContain(name)
  })
})

describe('.ci/count.mjs', () => {
  it('adds up the reports', () => {
    expect(count(0, { unit: report(40, 0) })).toBe('40 0')
    expect(count(1, { 'services-unit': report(40, 1), 'services-faults': report(3, 2) })).toBe('43 3')
  })

  it('counts a file that crashed, a report that is missing and one that is empty', () => {
    expect(count(1, { a: report(40, 0, 2) })).toBe('40 2')
    expect(count(1, { b: undefined })).toBe('0 1')
    expect(count(0, { c: report(0, 0) })).toBe('0 1')
  })

  it('does not believe reports without failures when the run failed', () => {
    expect(count(1, { unit: report(40, 0) })).toBe('40 1')
  })
})
