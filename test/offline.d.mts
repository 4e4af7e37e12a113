/** Hosts to which a connection was refused since the last call. */
export function takeRefused(): string[]
