import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

function tryRead(read: () => string): string {
  try {
    return read().trim()
  } catch {
    return ''
  }
}

/**
 * Where process ids mean the same: this boot of this machine and, on Linux, this pid namespace (two containers on
 * one volume both have a process 1).
 */
export function pidScope(): string {
  const boot = tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))
  const namespace = tryRead(() => readlinkSync('/proc/self/ns/pid'))
  return [hostname(), boot, namespace].join(' ')
}

/**
 * What tells a process from a later one with the same id, undefined when there is none. Linux: start in clock ticks
 * since boot (field 22 of /proc/<pid>/stat, man 5 proc); elsewhere the start time of `ps`, or nothing on Windows.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStart(pid)
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, and is someone else's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return undefined
  }
  if (process.platform === 'win32') return ''
  return tryRead(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }))
}

function linuxStart(pid: number): string | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The command name, field 2, may hold spaces and brackets: count from behind it.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const dead = !state || state === 'Z' || state === 'X'
  return dead ? undefined : rest[18]
}
