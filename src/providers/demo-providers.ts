/** Providers that exist only in the sandbox: their page is `GET /go/demo/:provider` of this server. */
export const DEMO_PROVIDERS: readonly { id: string; name: string }[] = [
  { id: 'demo-hoa-sen', name: 'Chữ ký số Hoa Sen (thử nghiệm)' },
  { id: 'demo-canh-dieu', name: 'Chữ ký số Cánh Diều (thử nghiệm)' },
  { id: 'demo-song-que', name: 'Chữ ký số Sông Quê (thử nghiệm)' },
]
