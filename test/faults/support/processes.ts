import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

const running = new Set<ChildProcess>()

/** How a process ended. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}

/** One child process whose output goes to a file, so that nothing of it is lost when it is killed. */
export class Process {
  readonly #child: ChildProcess
  readonly ended: Promise<Ended>
  isRunning = true

  constructor(command: string, args: string[], logFile: string, options: SpawnOptions = {}) {
    const log = openSync(logFile, 'a')
    this.#child = spawn(command, args, { ...options, stdio: ['ignore', log, log] })
    closeSync(log)
    running.add(this.#child)
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        this.isRunning = false
        running.delete(this.#child)
        resolve({ code, signal })
      }
      this.#child.once('exit', end)
      this.#child.once('error', () => end(null, null))
    })
  }

  /** Sends a signal to this process alone, by its id. */
  async end(signal: NodeJS.Signals): Promise<Ended> {
    if (this.isRunning) this.#child.kill(signal)
    return this.ended
  }
}

function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

// Whatever happens to the tests, what they started does not outlive them.
process.once('exit', endAll)
for (const end of ['SIGTERM', 'SIGINT', 'disconnect']) {
  process.once(end, () => {
    endAll()
    process.exit(1)
  })
}
