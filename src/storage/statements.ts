import { createHash } from 'node:crypto'
import type { OperationNode, RawBuilder, RawNode, ValueNode } from 'kysely'

/** SQL ready for the driver. A name makes the server keep its parse and plan for the connection. */
export interface Statement {
  text: string
  values: unknown[]
  name?: string
}

interface Template {
  text: string
  name: string
  calls: number
}

/**
 * A tagged template is one array for the life of the program: its text and its name on the server are made once.
 * Templates with other builders inside have no fixed text; they are compiled each time and stay unnamed.
 */
const templates = new WeakMap<readonly string[], Template>()

function isRaw(node: OperationNode): node is RawNode {
  return node.kind === 'RawNode'
}

function isValue(node: OperationNode): node is ValueNode {
  return node.kind === 'ValueNode' && !('immediate' in node && node.immediate)
}

function templateOf(fragments: readonly string[]): Template {
  const known = templates.get(fragments)
  if (known) return known
  const text = fragments.reduce((before, part, index) => `${before}$${index}${part}`)
  const made = { text, name: createHash('sha256').update(text).digest('base64url').slice(0, 22), calls: 0 }
  templates.set(fragments, made)
  return made
}

/** The statement of a `sql` template that holds plain values only; undefined when it must be compiled. */
export function fromTemplate(builder: RawBuilder<unknown>): Statement | undefined {
  const node = builder.toOperationNode()
  if (!isRaw(node)) return undefined
  const values: unknown[] = []
  for (const parameter of node.parameters) {
    if (!isValue(parameter)) return undefined
    values.push(parameter.value)
  }
  const template = templateOf(node.sqlFragments)
  template.calls++
  // Named from the second call on: text made for one use (`sql.raw`) must not pile up on the server.
  return template.calls > 1
    ? { text: template.text, values, name: template.name }
    : { text: template.text, values }
}
