const REPORT = /\b(?:bi lua|bi lua dao|lua dao|lua tien|scammed)\b/
/** "Lúa", "lựa" and "lụa" share the key. */
const REPORT_TYPED = /lừa|lưà|lua|scam/
const QUESTION =
  /\b(?:the nao|nhan biet|co phai|la gi|lam sao|lam gi|gi|sao|tranh|phong|canh giac|neu|khong|ko|how|is this)\b/

/** "Tôi sợ lừa đảo": "so" without marks may also be "số", so it counts only after a person. */
const FEAR = /\b(?:toi|em|minh|bac|ba|ong|con|chau|cung|rat|hoi) (?:so|lo|ngai|e|so la|lo la) (?:bi )?lua\b/
const FEAR_TYPED = /(?:sợ|ngại|lo|e) (?:là |bị )*lừa/

/**
 * A fraud told in a sentence ("tôi vừa bị lừa mất tiền"), but not a question about fraud, which the FAQ answers, nor the
 * fear of one.
 */
export function reportsFraud(text: string, key: string): boolean {
  return (
    REPORT.test(key) &&
    REPORT_TYPED.test(text.toLowerCase().normalize('NFC')) &&
    !FEAR.test(key) &&
    !FEAR_TYPED.test(text.toLowerCase().normalize('NFC')) &&
    (!QUESTION.test(key) || /\b(?:toi|em|bo|me|con|chau) (?:vua |da |moi )?bi lua\b/.test(key))
  )
}
