import type { Catalogue, Provider } from '../../src/providers/catalogue.ts'

export const PUBLIC_URL = 'https://chukyso.example.vn'

export const provider = (id: string, more: Partial<Provider> = {}): Provider => ({
  id,
  name: `CA ${id}`,
  host: `${id}.example.vn`,
  url: `https://${id}.example.vn/dang-ky`,
  route: 'app',
  appStore: null,
  playStore: null,
  steps: ['install', 'activate'],
  freePackage: null,
  demo: false,
  ...more,
})

/** A catalogue that offers just these. */
export const catalogueOf = (...offered: Provider[]): Catalogue => ({
  offered,
  find: (id) => offered.find((known) => known.id === id),
  hosts: new Set(
    offered.flatMap(({ host, appStore, playStore }) => [
      host,
      ...[appStore, playStore].flatMap((address) => (address ? [new URL(address).host] : [])),
    ]),
  ),
})
