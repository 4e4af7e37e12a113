import type { FaqId } from '../../src/conversation/flow-kit.ts'

/** The questions by topic, as they are offered. Each question has one place. */
export const TOPICS = {
  concepts: [
    'what-is-digital-signature',
    'certificate-vs-signature',
    'remote-signing-no-usb',
    'vneid-vs-signature',
    'is-it-mandatory',
  ],
  who: [
    'who-can-register',
    'register-for-family',
    'temporary-residents',
    'foreigners',
    'official-duty-signature',
  ],
  how: [
    'documents-needed',
    'registration-steps',
    'register-via-vneid',
    'how-long-to-issue',
    'in-person-help',
  ],
  fees: [
    'is-it-free',
    'after-free-year',
    'renewal-price',
    'which-provider',
    'is-provider-licensed',
    'switch-or-revoke',
    'who-to-call',
  ],
  safety: ['never-ask-otp-pin', 'spot-a-scam', 'clicked-scam-link', 'what-data-is-kept', 'is-this-official'],
  usage: [
    'sign-online-dossier',
    'other-uses',
    'validity-and-where-to-see',
    'one-signature-many-services',
    'ward-merger',
  ],
  setup: [
    'otp-not-received',
    'nfc-or-face-fails',
    'id-data-mismatch',
    'device-not-safe',
    'application-rejected',
  ],
  signing: ['signing-request-missing', 'forgot-pin', 'new-or-lost-phone', 'certificate-expired'],
} as const satisfies Record<string, readonly FaqId[]>

/** A topic. */
export type Topic = keyof typeof TOPICS

/** Every topic, in the order of the menu. */
export const TOPIC_IDS = Object.keys(TOPICS) as Topic[]

/** The topic of that id. */
export function topicOf(id: string): Topic | undefined {
  return TOPIC_IDS.find((topic) => topic === id)
}
