import type { FlowEvent } from '../../src/conversation/flow-kit.ts'

/** Choices of the menu that open the flow of the same name. */
const FLOWS_OF_MENU = ['explain', 'register', 'faq'] as const

/** The flow that an event asks for: chosen from the menu, or named by the flow that ended. */
export function nextFlow(event: FlowEvent): string {
  if (event.type === 'CHILD_DONE' && event.output.goto) return event.output.goto
  const chosen = event.type === 'ANSWER' ? event.value : ''
  return FLOWS_OF_MENU.find((flow) => flow === chosen) ?? FLOWS_OF_MENU[0]
}
