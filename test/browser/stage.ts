import type { Locator, Page } from 'playwright-core'

/** The simulator's page as somebody uses it who trains volunteers. */
export class StagePage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async add(name: string, platform: 'Zalo' | 'Messenger'): Promise<PhonePage> {
    const more = this.page.getByText('Thêm người dân')
    if (await more.isVisible()) await more.click()
    const form = this.page.locator('form.add-form:visible')
    await form.getByLabel('Họ tên').fill(name)
    await form.getByLabel(platform).check()
    await form.getByRole('button', { name: 'Thêm' }).click()
    const phone = this.phone(name)
    await phone.root.waitFor()
    return phone
  }

  phone(name: string): PhonePage {
    return new PhonePage(this.page.getByRole('region', { name: `Điện thoại của ${name}` }), name)
  }

  /** Opens the list of mishaps and changes one. */
  async weather(platform: 'Zalo' | 'Messenger', label: string, on: boolean): Promise<void> {
    await (await this.#sky(platform)).getByLabel(label).setChecked(on)
    await this.page.keyboard.press('Escape')
  }

  /** Has every send refused for this reason. */
  async refuse(platform: 'Zalo' | 'Messenger', reason: string): Promise<void> {
    await (await this.#sky(platform)).getByLabel('Khi trợ lý gửi tin').selectOption({ label: reason })
    await this.page.keyboard.press('Escape')
  }

  async #sky(platform: 'Zalo' | 'Messenger'): Promise<Locator> {
    const sky = this.page.getByRole('group', { name: `Sự cố trên ${platform}` })
    if (!(await sky.isVisible())) await this.page.getByRole('button', { name: /^Sự cố/ }).click()
    return sky
  }
}

/** A resident's phone. */
export class PhonePage {
  readonly root: Locator
  readonly name: string

  constructor(root: Locator, name: string) {
    this.root = root
    this.name = name
  }

  get answers(): Locator {
    return this.root.locator('.theirs')
  }

  async says(text: string): Promise<void> {
    const field = this.root.getByRole('textbox', { name: `Tin nhắn của ${this.name}` })
    await field.fill(text)
    await field.press('Enter')
  }

  async taps(label: string | RegExp): Promise<void> {
    await this.root
      .getByRole('button', typeof label === 'string' ? { name: label, exact: true } : { name: label })
      .last()
      .click()
  }

  /** Waits until the newest message of the office has these words. */
  async hears(words: string | RegExp): Promise<void> {
    await this.answers.filter({ hasText: words }).last().waitFor()
  }

  /** Taps a choice; more than five are too many for buttons on Zalo: there they are numbered, and said in words. */
  async tapsOrSays(label: string): Promise<void> {
    if (await this.root.getByRole('button', { name: label, exact: true }).count()) await this.taps(label)
    else await this.says(label)
  }

  /** From the first word to the personal link, by tapping whatever can be tapped. */
  async registers(phone: string): Promise<Locator> {
    await this.says('xin chào')
    await this.taps('Đăng ký')
    await this.hears('năm sinh')
    await this.says('1960')
    await this.taps('Đồng ý')
    await this.hears('họ và tên')
    await this.says(this.name)
    await this.hears('Số điện thoại di động')
    await this.says(phone)
    await this.hears('ở phường nào')
    await this.tapsOrSays('Phường Mỹ Hào')
    await this.hears('thuộc nhóm nào')
    await this.tapsOrSays('Người dân')
    await this.taps('Đúng, gửi đăng ký')
    await this.hears('nhà cung cấp')
    await this.taps('Sông Quê (bản thử)')
    await this.hears('chuyển họ tên và số điện thoại')
    await this.taps('Không đồng ý')
    return this.root.getByRole('link', { name: 'Mở trang đăng ký' })
  }
}
