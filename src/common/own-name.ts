import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/** Names that no public DNS server can give to this machine: those alone could be another site's. */
const LOCAL = /^[^.]+$|\.(localhost|local|lan|internal)$/

/**
 * Whether a request came by a name of this server, and, where a page sent it, from a page of this server. Pages that are
 * open to whoever reaches the port need it: any site in the same browser can send requests to 127.0.0.1, and one whose
 * name is made to lead there (DNS rebinding) reads the answers as well.
 * @param names further host names, without port, under which the server is reached
 */
export function byOwnName(headers: IncomingHttpHeaders, names: readonly string[] = []): boolean {
  const { host = '', origin } = headers
  const own = (hostname: string) => isLocal(hostname) || names.includes(hostname)
  const asked = parsed(`http://${host}`)
  if (!asked || !own(asked.hostname)) return false
  if (origin === undefined) return true
  const from = parsed(origin)
  // A proxy may put its own name in place of the one that the browser used.
  return from !== null && (from.host === asked.host || names.includes(from.hostname))
}

function isLocal(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || LOCAL.test(hostname)
}

function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}
