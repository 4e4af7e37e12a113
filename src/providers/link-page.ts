import { type Html, html } from '../common/html.ts'
import type { Page } from '../common/page.ts'
import type { Provider } from './catalogue.ts'
import type { Handoff } from './handoffs.ts'
import { LINK_TEXTS } from './link-texts.ts'

/** The page on which a person sees where the link leads before they go there. */
export function linkPage(handoff: Handoff, provider: Provider, office: string): Page {
  const text = LINK_TEXTS[handoff.language]
  const body = html`<h1>${text.title(provider.name)}</h1>
<p>${text.lead}</p>
<dl class="fact">
<dt>${text.provider}</dt><dd>${provider.name}</dd>
<dt>${text.host}</dt><dd>${provider.host}</dd>
<dt>${text.code}</dt><dd class="code">${handoff.code}</dd>
</dl>
<p class="quiet">${text.codeHint}</p>
<div class="note">
<h2>${text.safety}</h2>
<ul>${text.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
</div>
<form method="post"><button class="act" type="submit">${text.go(provider.name)}</button></form>
${stores(provider, text.stores)}
<p class="quiet">${text.until(handoff.expiresAt)} ${text.help}</p>
<p class="quiet"><a href="/privacy">${text.privacy}</a></p>`
  return { title: text.title(provider.name), lang: handoff.language, office, body }
}

function stores(provider: Provider, label: string): Html | null {
  const links = [
    { name: 'App Store', url: provider.appStore },
    { name: 'Google Play', url: provider.playStore },
  ].flatMap(({ name, url }) => (url ? [html` <a href="${url}" rel="noreferrer">${name}</a>`] : []))
  return links.length > 0 ? html`<p>${label}${links}</p>` : null
}

/** Plays the site of a made-up provider, so that the sandbox can be walked to its end. */
export function demoPage(name: string): Page {
  const title = `${name}: trang thử nghiệm`
  const body = html`<h1>Đây là trang thử nghiệm</h1>
<p><strong>${name}</strong> không có thật. Trang này đóng vai trang của nhà cung cấp để phường chạy thử từ đầu đến cuối.</p>
<h2>Ở nhà cung cấp thật, ông/bà sẽ</h2>
<ol>
<li>cài ứng dụng từ App Store hoặc Google Play;</li>
<li>đọc chip hoặc chụp căn cước, quét khuôn mặt trong ứng dụng;</li>
<li>chọn gói miễn phí, xem màn hình báo 0 đồng, ký hợp đồng điện tử;</li>
<li>chờ duyệt rồi kích hoạt và tự đặt mã PIN.</li>
</ol>
<p class="note">Trang này không hỏi và không nhận thông tin nào. Ông/bà có thể đóng trang và quay lại khung chat.</p>
<p lang="en">This is a test page: the provider is made up, and nothing is asked or kept here.</p>`
  return { title, lang: 'vi', office: name, body }
}
