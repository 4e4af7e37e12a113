import { type Html, html } from '../common/html.ts'
import type { Page } from '../common/page.ts'
import type { Provider } from './catalogue.ts'
import type { Device } from './device.ts'
import type { Handoff } from './handoffs.ts'
import { LINK_STEPS } from './link-steps.ts'
import { LINK_TEXTS } from './link-texts.ts'
import type { Way, Ways } from './ways.ts'

/** What the page is made for. */
export interface LinkView {
  handoff: Handoff
  provider: Provider
  ways: Ways
  office: string
  device: Device
}

type Text = (typeof LINK_TEXTS)['vi' | 'en']
type Store = Exclude<Way, 'site'>

/** Phones before 2016 know only the older word for "send no referrer"; the newer ones take it too. */
const OLD_REFERRER = html`<meta name="referrer" content="never">`

/** The page on which a person sees where the link leads before they go there. */
export function linkPage(view: LinkView): Page {
  const { handoff, provider, office } = view
  const text = LINK_TEXTS[handoff.language]
  const body = html`<h1>${text.title(provider.name)}</h1>
<p>${text.lead}</p>
<dl class="fact">
<dt>${text.provider}</dt><dd>${provider.name}</dd>
<dt>${text.code}</dt><dd class="code">${handoff.code}</dd>
</dl>
<p class="quiet">${text.codeHint}</p>
<div class="note">
<h2>${text.safety}</h2>
<ul>${text.warnings(provider.freePackage).map((warning) => html`<li>${warning}</li>`)}</ul>
</div>
${provider.route === 'vneid' ? inVneid(view, text) : byApp(view, text)}
<p class="quiet">${text.until(handoff.expiresAt)} ${text.help}</p>
<p class="quiet"><a href="/privacy">${text.privacy}</a></p>`
  return { title: text.title(provider.name), lang: handoff.language, office, body, head: OLD_REFERRER }
}

/** The store of the person's phone first, where its link is known, else the provider's site. */
function byApp(view: LinkView, text: Text): Html {
  const { provider, ways, device } = view
  const stores = storesFor(device, ways)
  const linked = stores.some((store) => ways[store] !== null && isOwn(store, device))
  const site = ways.site && siteDoor(ways.site, provider, text, !linked)
  const apps = html`<h2>${text.install}</h2>
${provider.demo ? html`<p>${text.demo}</p>` : installing(view, text, stores)}`
  return linked ? html`${apps}${site}` : html`${site}${apps}`
}

function installing(view: LinkView, text: Text, stores: Store[]): Html {
  const { provider, ways, device } = view
  const parts = stores.map((store) =>
    ways[store] === null
      ? html`<p>${text.find[store](provider.name)}</p>`
      : storeDoor(view, store, text, isOwn(store, device)),
  )
  return html`${device === 'other' ? html`<p>${text.both}</p>` : null}
${parts}
<p>${text.findHint}</p>`
}

/** That of the phone at hand, known by its link or not; another phone's only by its link. */
function storesFor(device: Device, ways: Ways): Store[] {
  const order: Store[] = device === 'android' ? ['playStore', 'appStore'] : ['appStore', 'playStore']
  return order.filter((store) => isOwn(store, device) || ways[store] !== null)
}

/** May be the store of the phone at hand. */
function isOwn(store: Store, device: Device): boolean {
  return device === 'other' || (store === 'playStore') === (device === 'android')
}

function inVneid(view: LinkView, text: Text): Html {
  const { handoff, provider, ways, device } = view
  const stores = storesFor(device, ways).filter((store) => ways[store] !== null)
  const update = html`<h2>${text.vneidUpdate}</h2>
${stores.map((store) => storeDoor(view, store, text, false))}`
  return html`<h2>${text.vneid}</h2>
<p>${text.vneidLead}</p>
<ol>${provider.steps.map((step) => html`<li>${LINK_STEPS[handoff.language][step]}</li>`)}</ol>
${stores.length > 0 ? update : null}`
}

function siteDoor(url: URL, provider: Provider, text: Text, main: boolean): Html {
  return html`<h2>${text.site}</h2>
${hostFact(url.host, text)}
<p>${text.hostHint(url.host)}</p>
${door('site', text.go(provider.name), main)}
`
}

function storeDoor({ ways, device }: LinkView, store: Store, text: Text, main: boolean): Html {
  const whose = device === 'other' || !isOwn(store, device) ? html`<p>${text.otherPhone[store]}</p>` : null
  return html`${whose}
${hostFact(ways[store]?.host ?? '', text)}
${door(store, text.openStore(text.stores[store]), main)}
`
}

function hostFact(host: string, text: Text): Html {
  return html`<dl class="fact"><dt>${text.host}</dt><dd>${host}</dd></dl>`
}

/** A form of its own for each: what a button itself would send is not sent by every old browser. */
function door(way: Way, label: string, main: boolean): Html {
  return html`<form method="post"><p><input type="hidden" name="to" value="${way}"><button class="${main ? 'act' : 'field'}" type="submit">${label}</button></p></form>`
}

/** Plays the site of a made-up provider, so that the sandbox can be walked to its end. */
export function demoPage(name: string): Page {
  const title = `${name}: trang thử nghiệm`
  const body = html`<h1>Đây là trang thử nghiệm</h1>
<p><strong>${name}</strong> không có thật. Trang này đóng vai trang của nhà cung cấp để phường chạy thử từ đầu đến cuối.</p>
<h2>Ở nhà cung cấp thật, ông/bà sẽ</h2>
<ol>
<li>cài ứng dụng từ App Store hoặc CH Play;</li>
<li>đọc chip hoặc chụp căn cước, quét khuôn mặt trong ứng dụng;</li>
<li>chọn gói miễn phí, xem màn hình báo 0 đồng, ký hợp đồng điện tử;</li>
<li>chờ duyệt rồi kích hoạt và tự đặt mã PIN.</li>
</ol>
<p class="note">Trang này không hỏi và không nhận thông tin nào. Ông/bà có thể đóng trang và quay lại khung chat.</p>
<p lang="en">This is a test page: the provider is made up, and nothing is asked or kept here.</p>`
  return { title, lang: 'vi', office: name, body }
}
