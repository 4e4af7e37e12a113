import type { Button } from '../people.ts'
import { type Fields, isFields, isText, isWebAddress } from '../shape.ts'
import { checkButtons } from './buttons.ts'
import { bad, limited, limitedIfAny, listOf, only } from './checks.ts'
import { GraphRefusal } from './errors.ts'

// Limits of facts: messenger 3.
const TEMPLATE_TEXT = 640
const ELEMENTS = 10
const ELEMENT_TEXT = 80
const RECEIPT_ELEMENTS = 100
const AT = 'attachment[payload]'

/** What a template shows. */
export interface Shown {
  text: string
  buttons: Button[]
  /** A file of the media template. */
  attachmentId?: { id: string; type: string }
  /** The order of a receipt, which may be used once. */
  order?: string
  isFeedback?: boolean
}

/** Checks the payload of a template; airline and list templates are gone. @throws GraphRefusal 100. */
export function checkTemplate(payload: Fields): Shown {
  switch (payload['template_type']) {
    case 'button':
      only(payload, ['template_type', 'text', 'buttons', 'sharable'], AT)
      return {
        text: limited(payload['text'], TEMPLATE_TEXT, `${AT}[text]`),
        buttons: checkButtons(payload['buttons'], 'buttons'),
      }
    case 'generic':
      return checkGeneric(payload)
    case 'media':
      return checkMedia(payload)
    case 'receipt':
      return checkReceipt(payload)
    case 'customer_feedback':
      return checkFeedback(payload)
    default:
      throw bad(`Template ${String(payload['template_type'])} is not supported`)
  }
}

function checkGeneric(payload: Fields): Shown {
  only(payload, ['template_type', 'elements', 'sharable', 'image_aspect_ratio'], AT)
  const cards = listOf(payload['elements'], 1, ELEMENTS, 'elements').map((element, i) => {
    const at = `elements[${i}]`
    if (!isFields(element)) throw bad(`Param ${at} must be an object`)
    only(element, ['title', 'subtitle', 'image_url', 'default_action', 'buttons'], at)
    const title = limited(element['title'], ELEMENT_TEXT, `${at}[title]`)
    const subtitle = limitedIfAny(element['subtitle'], ELEMENT_TEXT, `${at}[subtitle]`)
    const { image_url: image, default_action: action, buttons } = element
    if (subtitle === undefined && image === undefined && action === undefined && buttons === undefined) {
      throw bad(`Param ${at} needs a field beside the title`)
    }
    if (image !== undefined && !isWebAddress(image)) throw bad(`Param ${at}[image_url] must be a URL`)
    if (action !== undefined && !(isFields(action) && isWebAddress(action['url']))) {
      throw bad(`Param ${at}[default_action] must be a URL button without a title`)
    }
    const shown = buttons === undefined ? [] : checkButtons(buttons, `${at}[buttons]`)
    return { text: subtitle === undefined ? title : `${title}\n${subtitle}`, buttons: shown }
  })
  return {
    text: cards.map(({ text }) => text).join('\n\n'),
    buttons: cards.flatMap(({ buttons }) => buttons),
  }
}

/** The media template takes a file by id, or by an address of Facebook itself (facts: messenger 3). */
function checkMedia(payload: Fields): Shown {
  only(payload, ['template_type', 'elements', 'sharable'], AT)
  const [element] = listOf(payload['elements'], 1, 1, 'elements')
  if (!isFields(element)) throw bad('Param elements[0] must be an object')
  only(element, ['media_type', 'attachment_id', 'url', 'buttons'], 'elements[0]')
  const { media_type: type, attachment_id: id, url, buttons } = element
  if (type !== 'image' && type !== 'video') throw bad('Param elements[0][media_type] must be image or video')
  if ((id === undefined) === (url === undefined)) throw bad('Param elements[0] needs attachment_id or url')
  if (url !== undefined && !(isWebAddress(url) && /(^|\.)facebook\.com$/.test(new URL(url).hostname))) {
    throw bad('Param elements[0][url] must be a URL of Facebook')
  }
  if (id !== undefined && !isText(id)) throw bad('Param elements[0][attachment_id] must be a string')
  return {
    text: '',
    buttons: buttons === undefined ? [] : checkButtons(buttons, 'elements[0][buttons]'),
    ...(isText(id) ? { attachmentId: { id, type } } : {}),
  }
}

function checkReceipt(payload: Fields): Shown {
  for (const name of ['recipient_name', 'order_number', 'currency', 'payment_method']) {
    if (!isText(payload[name])) throw bad(`Param ${AT}[${name}] is required`)
  }
  const { summary, elements } = payload
  if (!isFields(summary) || typeof summary['total_cost'] !== 'number') {
    throw bad(`Param ${AT}[summary][total_cost] is required`)
  }
  if (elements !== undefined) listOf(elements, 0, RECEIPT_ELEMENTS, 'elements')
  const order = String(payload['order_number'])
  return { text: `${String(payload['recipient_name'])}: ${order}`, buttons: [], order }
}

/** The limits are of the facts (3); the names of the fields are those of the form as commonly used. */
function checkFeedback(payload: Fields): Shown {
  const title = limited(payload['title'], 65, `${AT}[title]`)
  limitedIfAny(payload['subtitle'], 80, `${AT}[subtitle]`)
  const button = limitedIfAny(payload['button_title'], 20, `${AT}[button_title]`)
  listOf(payload['feedback_screens'], 1, 1, 'feedback_screens')
  const days = payload['expires_in_days'] ?? 1
  if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > 7) {
    throw bad(`Param ${AT}[expires_in_days] must be 1 to 7`)
  }
  return { text: button === undefined ? title : `${title}\n${button}`, buttons: [], isFeedback: true }
}

/** @throws GraphRefusal 100 when the order number of a receipt was used before. */
export function checkOrder(orders: Set<string>, order: string | undefined): void {
  if (order === undefined) return
  if (orders.has(order)) throw new GraphRefusal(100, `Order number ${order} was used before`)
  orders.add(order)
}
