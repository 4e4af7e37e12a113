/** Providers that exist only in the sandbox, with names that fit a button of Messenger: their page is `GET /go/demo/:provider` of this server. */
export const DEMO_PROVIDERS: readonly { id: string; name: string }[] = [
  { id: 'demo-hoa-sen', name: 'Hoa Sen (bản thử)' },
  { id: 'demo-canh-dieu', name: 'Cánh Diều (bản thử)' },
  { id: 'demo-song-que', name: 'Sông Quê (bản thử)' },
]
