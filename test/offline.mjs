// Refuses every connection that would leave this machine. Plain JavaScript, so that test/setup.ts can hand it to the
// Node processes that tests start (NODE_OPTIONS --import) as well as run it in the test's own process.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const SHARED = Symbol.for('chu-ky-so.offline')

/** True when a host name or address cannot leave the machine. */
function isLoopback(host) {
  const bare = String(host)
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '')
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1') return true
  // 0.0.0.0 and :: as a destination mean this machine.
  if (bare === '' || bare === '0.0.0.0' || bare === '::') return true
  return net.isIPv4(bare) && bare.startsWith('127.')
}

/** Every attempt is also remembered: code under test may swallow the error, the test must fail all the same. */
const refused = globalThis[SHARED] ?? []

function refuse(host) {
  refused.push(String(host))
  const error = new Error(`Tests must not leave the machine: connection to ${host} refused`)
  error.code = 'ERR_OFF_MACHINE'
  return error
}

/** `socket.connect` takes (options), (port, host), (path), or one array of those already normalised by net. */
function hostOf(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof first === 'object' && first !== null) return first.path ? undefined : first.host
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined
  return typeof args[1] === 'string' ? args[1] : undefined
}

function install() {
  const connect = net.Socket.prototype.connect
  net.Socket.prototype.connect = function (...args) {
    const host = hostOf(args)
    if (host !== undefined && !isLoopback(host)) throw refuse(host)
    return connect.apply(this, args)
  }

  const lookup = dns.lookup
  dns.lookup = (host, ...rest) => {
    if (host && !isLoopback(host) && !net.isIP(host)) throw refuse(host)
    return lookup(host, ...rest)
  }
  const lookupLater = dns.promises.lookup
  dns.promises.lookup = async (host, ...rest) => {
    if (host && !isLoopback(host) && !net.isIP(host)) throw refuse(host)
    return lookupLater(host, ...rest)
  }
  for (const name of Object.keys(dns).filter((key) => /^(resolve|reverse)/.test(key))) {
    dns[name] = (host) => {
      throw refuse(host)
    }
  }
  for (const name of Object.keys(dns.promises).filter((key) => /^(resolve|reverse)/.test(key))) {
    dns.promises[name] = async (host) => {
      throw refuse(host)
    }
  }

  const send = dgram.Socket.prototype.send
  dgram.Socket.prototype.send = function (...args) {
    const host = args.slice(1).find((arg) => typeof arg === 'string')
    if (host !== undefined && !isLoopback(host)) throw refuse(host)
    return send.apply(this, args)
  }
  const connectDatagram = dgram.Socket.prototype.connect
  dgram.Socket.prototype.connect = function (...args) {
    if (typeof args[1] === 'string' && !isLoopback(args[1])) throw refuse(args[1])
    return connectDatagram.apply(this, args)
  }
  syncBuiltinESMExports()
}

if (!globalThis[SHARED]) {
  globalThis[SHARED] = refused
  install()
}

/** Hosts refused since the last call. */
export function takeRefused() {
  return refused.splice(0)
}
