import { APP_STEPS, type StepId } from './steps.ts'

/** Providers that exist only in the sandbox, with names that fit a button of Messenger: their page is `GET /go/demo/:provider` of this server. */
export const DEMO_PROVIDERS: readonly {
  id: string
  name: string
  route: 'app' | 'vneid'
  steps: readonly StepId[]
}[] = [
  { id: 'demo-hoa-sen', name: 'Hoa Sen (bản thử)', route: 'app', steps: APP_STEPS },
  { id: 'demo-canh-dieu', name: 'Cánh Diều (bản thử)', route: 'app', steps: APP_STEPS },
  { id: 'demo-song-que', name: 'Sông Quê (bản thử)', route: 'app', steps: APP_STEPS },
  {
    id: 'demo-vneid',
    name: 'VNeID (bản thử)',
    route: 'vneid',
    steps: ['vneidOpen', 'vneidMenu', 'vneidProvider', 'vneidTerms', 'activate'],
  },
]
