import type { Button } from '../people.ts'
import { isFields, isWebAddress } from '../shape.ts'
import { bad, limited, listOf, only } from './checks.ts'

// Limits of facts: messenger 3.
const BUTTONS = 3
export const TITLE = 20
export const PAYLOAD = 1000

/** Checks the buttons of a template. @throws GraphRefusal 100. */
export function checkButtons(list: unknown, at: string): Button[] {
  return listOf(list, 1, BUTTONS, at).map((button, i) => checkButton(button, `${at}[${i}]`, TITLE))
}

/** Checks a postback or URL button. @throws GraphRefusal 100. */
export function checkButton(button: unknown, at: string, mostTitle: number): Button {
  if (!isFields(button)) throw bad(`Param ${at} must be an object`)
  const title = limited(button['title'], mostTitle, `${at}[title]`)
  if (button['type'] === 'postback') {
    only(button, ['type', 'title', 'payload'], at)
    return { title, kind: 'postback', payload: limited(button['payload'], PAYLOAD, `${at}[payload]`) }
  }
  if (button['type'] === 'phone_number') {
    only(button, ['type', 'title', 'payload'], at)
    const phone = limited(button['payload'], PAYLOAD, `${at}[payload]`)
    if (!/^\+\d{6,15}$/.test(phone))
      throw bad(`Param ${at}[payload] must be a phone number with + and country`)
    return { title, kind: 'phone' }
  }
  if (button['type'] !== 'web_url') throw bad(`Param ${at}[type] is not valid`)
  only(button, ['type', 'title', 'url', 'webview_height_ratio', 'messenger_extensions', 'fallback_url'], at)
  const { url, webview_height_ratio: height } = button
  if (!isWebAddress(url)) throw bad(`Param ${at}[url] must be a URL`)
  if (height !== undefined && !['compact', 'tall', 'full'].includes(String(height))) {
    throw bad(`Param ${at}[webview_height_ratio] must be one of compact, tall, full`)
  }
  return { title, kind: 'url', url }
}
