/** Which store a phone has: that of Apple, that of Google, or not known. */
export type Device = 'ios' | 'android' | 'other'

/**
 * The device as its browser calls itself. Only the order on a page may hang on it: phones with Windows call themselves
 * both Android and iPhone, and a newer iPad calls itself a Mac.
 */
export function deviceOf(userAgent: string | undefined): Device {
  const name = userAgent ?? ''
  if (/windows phone|iemobile|\btizen\b|kaios/i.test(name)) return 'other'
  if (/\b(iphone|ipad|ipod)\b/i.test(name)) return 'ios'
  return /\bandroid\b/i.test(name) ? 'android' : 'other'
}
