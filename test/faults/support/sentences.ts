import common from '../../../locales/vi/common.json' with { type: 'json' }
import explain from '../../../locales/vi/explain.json' with { type: 'json' }
import handoff from '../../../locales/vi/handoff.json' with { type: 'json' }
import home from '../../../locales/vi/home.json' with { type: 'json' }
import register from '../../../locales/vi/register.json' with { type: 'json' }

const rooms: Record<string, Record<string, string>> = { common, explain, handoff, home, register }

/** The Vietnamese sentence of a key such as `register.name`. */
export function sentence(key: string): string {
  const dot = key.indexOf('.')
  const text = rooms[key.slice(0, dot)]?.[key.slice(dot + 1)]
  if (text === undefined) throw new Error(`no sentence ${key}`)
  return text
}

/** Whether a message says the sentence, whatever stands in its blanks. */
export function says(text: string, key: string): boolean {
  let from = 0
  for (const part of sentence(key)
    .normalize('NFC')
    .split(/\{\{\w+\}\}/)) {
    const at = text.normalize('NFC').indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return true
}
