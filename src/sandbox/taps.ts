import type { TapAction } from './actions.ts'
import type { Button, Person } from './people.ts'

/**
 * The button that a tap means: the newest that fits.
 * @throws when the person sees no such button.
 */
export function findButton(person: Person, tap: TapAction): Button {
  let vanished = false
  for (let i = person.received.length - 1; i >= 0; i -= 1) {
    const message = person.received[i]!
    if (tap.messageId !== undefined && message.id !== tap.messageId) continue
    const button = message.buttons.find((one) => fits(one, tap))
    if (!button) continue
    // Quick replies vanish after the next message (facts: Messenger 3).
    if (button.kind !== 'quick-reply' || message.id === person.quickRepliesOf || tap.force) return button
    vanished = true
  }
  if (tap.force && tap.payload !== undefined) {
    return { title: tap.title ?? tap.payload, payload: tap.payload, kind: 'quick-reply' }
  }
  throw new Error(
    vanished
      ? 'This quick reply has vanished: it showed only under the last message'
      : 'The person sees no such button',
  )
}

function fits(button: Button, { title, payload }: TapAction): boolean {
  return (
    (title === undefined || button.title === title) && (payload === undefined || button.payload === payload)
  )
}
