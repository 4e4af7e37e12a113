// Prints `<passed> <failed>` over vitest's JSON reports.
//   node .ci/count.mjs <exit status of the run> <folder> <report> …
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [status, folder, ...reports] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const report of reports) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(join(folder, `${report}.json`), 'utf8'),
    )
    // A file that fell over before its tests has none of them in the counts.
    const crashed = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    passed += numPassedTests
    failed += numFailedTests + crashed.length
    // A report without a single test checked nothing.
    if (numPassedTests + numFailedTests + crashed.length === 0) failed += 1
  } catch {
    failed += 1
  }
}
// Unhandled errors, failing hooks and time-outs fail the run, not a test.
if (status !== '0' && failed === 0) failed = 1
console.log(`${passed} ${failed}`)
