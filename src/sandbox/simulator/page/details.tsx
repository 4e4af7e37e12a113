import type { SeenCall, SeenRun, SeenTurn, SeenWebhook } from '../types.ts'
import { dayOf, pretty, secondOf } from './format.ts'
import { reachable } from './scroller.tsx'
import { stateOf } from './titles.ts'

const json = (value: unknown) => JSON.stringify(value, null, 2)

function Block({ title, text }: { title: string; text: string }) {
  return (
    <>
      <h3>{title}</h3>
      <pre ref={reachable}>{text}</pre>
    </>
  )
}

const headersOf = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

export function WebhookDetails({ webhook }: { webhook: SeenWebhook }) {
  return (
    <div class="details">
      <p>
        POST {webhook.path} → {webhook.status}, {webhook.tookMs} ms
      </p>
      <Block title="Headers" text={headersOf(webhook.headers)} />
      <Block title="Body" text={pretty(webhook.body)} />
      <Block title="Body, từng byte như đã ký" text={webhook.body} />
    </div>
  )
}

export function CallDetails({ call }: { call: SeenCall }) {
  return (
    <div class="details">
      <p>
        {call.method} {call.url}
      </p>
      {call.refusal === null ? null : (
        <p class="refusal">
          <b>Cán bộ sẽ đọc:</b> {call.refusal}
        </p>
      )}
      <Block title="Headers" text={headersOf(call.headers)} />
      {call.body === '' ? null : <Block title="Body" text={pretty(call.body)} />}
      <Block
        title={
          call.status === null
            ? `Không có trả lời (${call.tookMs} ms)`
            : `Trả lời ${call.status} (${call.tookMs} ms)`
        }
        text={pretty(call.answer)}
      />
    </div>
  )
}

export function TurnDetails({ turn }: { turn: SeenTurn }) {
  return (
    <div class="details">
      <p>
        {turn.heard.map(({ outcome }) => outcome).join(', ')} · owner {turn.owner} · {turn.language} ·
        conversation {turn.conversationId}
      </p>
      <h3>Runs: trước</h3>
      <Stack runs={turn.before} />
      <h3>Runs: sau</h3>
      <Stack runs={turn.after} />
      <h3>Effects</h3>
      {turn.effects.length === 0 ? <p>Không có.</p> : null}
      <ol class="effects">
        {turn.effects.map((effect, i) => (
          <li key={`${i}:${effect.type}`}>
            <code>
              {effect.flow} · <b>{effect.type}</b> {JSON.stringify(effect.params)}
            </code>
          </li>
        ))}
      </ol>
      {turn.armed.length + turn.cancelled.length === 0 ? null : (
        <Block
          title="Timers"
          text={[
            ...turn.armed.map(({ timer, fireAt }) => `+ ${timer} → ${dayOf(fireAt)} ${secondOf(fireAt)}`),
            ...turn.cancelled.map((timer) => `− ${timer}`),
          ].join('\n')}
        />
      )}
      <Block title="Events" text={json(turn.heard)} />
      <Block title="Messages" text={json(turn.messages)} />
    </div>
  )
}

/** Bottom first, as the stack lies. */
function Stack({ runs }: { runs: SeenRun[] }) {
  if (runs.length === 0) return <p>Chưa có.</p>
  return (
    <ol class="stack">
      {runs.map((run) => (
        <li key={run.flow}>
          <code>
            {run.flow} v{run.version} · <b>{stateOf(run.state)}</b>
            {run.question ? ` · hỏi ${run.question.key}` : ''}
          </code>
          <pre ref={reachable}>{json({ context: run.context, question: run.question })}</pre>
        </li>
      ))}
    </ol>
  )
}
