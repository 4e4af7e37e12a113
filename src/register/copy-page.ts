import type { Language } from '../channels/channel.ts'
import { TIME_ZONE } from '../common/clock.ts'
import { type Html, html } from '../common/html.ts'
import type { Page } from '../common/page.ts'
import { COPY_TEXTS } from './copy-texts.ts'
import type { Kept, KeptItem } from './keeper.ts'

/** What stands between the chat and the copy: nothing of the person, as previews fetch it too. */
export function copyDoor(language: Language, office: string): Page {
  const text = COPY_TEXTS[language]
  const body = html`<h1>${text.title}</h1>
<p>${text.lead}</p>
<p class="note">${text.once}</p>
<form method="post"><button class="act" name="as" value="page" type="submit">${text.show}</button></form>
<form method="post"><button class="act" name="as" value="file" type="submit">${text.save}</button></form>
<p class="quiet"><a href="/privacy">${language === 'vi' ? 'Bảo vệ dữ liệu cá nhân' : 'Privacy'}</a></p>`
  return { title: text.title, lang: language, office, body }
}

/** Everything that is kept, to be read. */
export function copyPage(kept: Kept, language: Language, office: string): Page {
  const text = COPY_TEXTS[language]
  // What nothing is ever shown of is left out; nothing that is kept is.
  const sections = Object.entries(kept).filter(
    ([name, items]) => text.sections[name] !== undefined || items.length > 0,
  )
  const body = html`<h1>${text.title}</h1>
${sections.map(([name, items]) => section(text.sections[name] ?? name, items, language))}`
  return { title: text.title, lang: language, office, body }
}

function section(title: string, items: KeptItem[], language: Language): Html {
  if (items.length === 0) return html`<h2>${title}</h2><p>${COPY_TEXTS[language].none}</p>`
  return html`<h2>${title}</h2>
${items.map((item) => html`<dl class="fact">${Object.entries(item).map((field) => shown(field, language))}</dl>`)}`
}

function shown([name, value]: [string, string | number], language: Language): Html {
  const { fields, values } = COPY_TEXTS[language]
  const words = name.endsWith('At') ? moment(Number(value), language) : (values[name]?.[value] ?? value)
  return html`<dt>${fields[name] ?? name}</dt><dd>${words}</dd>`
}

const MOMENTS = {
  vi: new Intl.DateTimeFormat('vi-VN', { timeZone: TIME_ZONE, dateStyle: 'short', timeStyle: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, dateStyle: 'medium', timeStyle: 'short' }),
}

function moment(at: number, language: Language): string {
  return MOMENTS[language].format(new Date(at))
}

/** The same for machines: times as ISO, names as they are in the code. */
export function copyFile(kept: Kept, office: string, now: number): string {
  const iso = (item: KeptItem) =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        name.endsWith('At') ? new Date(Number(value)).toISOString() : value,
      ]),
    )
  const data = Object.fromEntries(Object.entries(kept).map(([name, items]) => [name, items.map(iso)]))
  return JSON.stringify({ office, madeAt: new Date(now).toISOString(), ...data }, null, 2)
}

/** A link that leads nowhere, or a server that cannot answer now. */
export function copyRefusal(what: 'gone' | 'busy', office: string): Page {
  const text = COPY_TEXTS.vi
  const english = COPY_TEXTS.en
  const body =
    what === 'busy'
      ? html`<h1>${text.title}</h1><p>${text.busy}</p><p lang="en">${english.busy}</p>`
      : html`<h1>${text.gone}</h1><p>${text.goneHint}</p><p lang="en">${english.goneHint}</p>`
  return { title: what === 'busy' ? text.title : text.gone, lang: 'vi', office, body }
}
