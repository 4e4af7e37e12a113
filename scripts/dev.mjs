// Builds on every change and starts the server anew. Ctrl+C ends both.
import { spawn } from 'node:child_process'
import esbuild from 'esbuild'
import { buildOptions, fingerprint, pageOptions, stamp } from './build.mjs'

let server
let ending = false

/** Asks the server to stop, waits until it has, and insists after ten seconds. */
async function stop() {
  const running = server
  if (!running || running.exitCode !== null || running.signalCode !== null) return
  const gone = new Promise((resolve) => running.once('exit', resolve))
  running.kill('SIGTERM')
  const insist = setTimeout(() => running.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(insist)
}

async function restart() {
  await stop()
  if (ending) return
  server = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], { stdio: 'inherit' })
  server.once('exit', (code) => {
    if (code) console.error(`The server ended with ${code}; waiting for a change`)
  })
}

// Restarts follow one another: a change during a restart waits for it.
let last = Promise.resolve()
const watcher = {
  name: 'restart',
  setup(build) {
    build.onEnd((result) => {
      if (result.errors.length > 0) return
      stamp('dist', fingerprint())
      last = last.then(restart)
    })
  },
}

const context = await esbuild.context({ ...buildOptions('dist'), plugins: [watcher] })
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    ending = true
    await context.dispose()
    await pageContext?.dispose()
    await last
    await stop()
    process.exit(0)
  })
}
const page = pageOptions('dist')
const pageContext = page && (await esbuild.context(page))
await pageContext?.watch()
await context.watch()
console.error('Watching for changes')
