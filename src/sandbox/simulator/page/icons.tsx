import type { ComponentChildren } from 'preact'

function Icon({ children, size = 24 }: { children: ComponentChildren; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const BackIcon = () => (
  <Icon>
    <path d="M15 5l-7 7 7 7" />
  </Icon>
)
export const MoreIcon = () => (
  <Icon>
    <circle cx="5" cy="12" r="1.2" />
    <circle cx="12" cy="12" r="1.2" />
    <circle cx="19" cy="12" r="1.2" />
  </Icon>
)
export const StickerIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M8.5 14.5c1 1.4 2.1 2 3.5 2s2.5-.6 3.5-2M9 9.500v.2M15 9.500v.2" />
  </Icon>
)
export const ImageIcon = () => (
  <Icon>
    <rect x="3.5" y="5" width="17" height="14" rx="2.5" />
    <circle cx="8.5" cy="10" r="1.5" />
    <path d="M4 17l5-4.5 3.5 3 3.5-4 4.5 4.5" />
  </Icon>
)
export const VoiceIcon = () => (
  <Icon>
    <rect x="9" y="3.5" width="6" height="11" rx="3" />
    <path d="M5.5 11.500a6.5 6.5 0 0013 0M12 18v3" />
  </Icon>
)
export const SendIcon = () => (
  <Icon>
    <path d="M4 12l16-8-5 16-3.5-6.500z" fill="currentColor" />
  </Icon>
)
export const PinIcon = () => (
  <Icon>
    <path d="M12 21s-6.5-5.5-6.5-11a6.5 6.5 0 0113 0c0 5.5-6.5 11-6.5 11z" />
    <circle cx="12" cy="10" r="2.3" />
  </Icon>
)
export const FileIcon = () => (
  <Icon>
    <path d="M7 3.500h7l4 4v13H7zM14 3.500v4h4" />
  </Icon>
)
export const LinkIcon = () => (
  <Icon>
    <path d="M10 14a4 4 0 006 0l3-3a4 4 0 00-6-6l-1 1M14 10a4 4 0 00-6 0l-3 3a4 4 0 006 6l1-1" />
  </Icon>
)
export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6" />
  </Icon>
)
export const PhoneIcon = () => (
  <Icon>
    <rect x="7" y="3" width="10" height="18" rx="2.5" />
    <path d="M11 18h2" />
  </Icon>
)
export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.5 2" />
  </Icon>
)
export const CodeIcon = () => (
  <Icon>
    <path d="M8.5 7L4 12l4.5 5M15.5 7l4.5 5-4.5 5" />
  </Icon>
)
export const OfficeIcon = () => (
  <Icon>
    <path d="M4 20h16M6 20V9l6-4 6 4v11M10 20v-5h4v5M9.5 11.500v.1M14.5 11.500v.1" />
  </Icon>
)

/** A sticker of our own: a bamboo hat with a smile. */
export const Sticker = () => (
  <svg width="104" height="96" viewBox="0 0 104 96" aria-hidden="true">
    <circle cx="52" cy="56" r="34" fill="#ffd166" />
    <path d="M52 6L96 42H8z" fill="#e9c46a" stroke="#a9812c" stroke-width="2" />
    <path d="M52 6L30 42M52 6l22 36" stroke="#a9812c" stroke-width="1.5" fill="none" />
    <circle cx="41" cy="56" r="4" fill="#3d2c1d" />
    <circle cx="63" cy="56" r="4" fill="#3d2c1d" />
    <path d="M38 68c4 8 24 8 28 0" stroke="#3d2c1d" stroke-width="3" fill="none" stroke-linecap="round" />
  </svg>
)
/** A picture of our own: rice fields under the sun. */
export const Picture = () => (
  <svg width="200" height="132" viewBox="0 0 200 132" aria-hidden="true">
    <rect width="200" height="132" fill="#bfe3ff" />
    <circle cx="152" cy="34" r="16" fill="#ffd166" />
    <path d="M0 82l52-38 46 30 40-22 62 34v46H0z" fill="#7fb685" />
    <path d="M0 104c60-18 130-14 200-4v32H0z" fill="#4d9357" />
    <path d="M0 120c70-12 130-8 200-2v14H0z" fill="#e9c46a" />
  </svg>
)
/** A map of nowhere. */
export const MapPicture = () => (
  <svg width="200" height="96" viewBox="0 0 200 96" aria-hidden="true">
    <rect width="200" height="96" fill="#e8eef0" />
    <path
      d="M-4 70L80 40l124 26M60 -4l24 46 10 60M140 -4l-10 54 20 50"
      stroke="#fff"
      stroke-width="9"
      fill="none"
    />
    <path d="M0 22c40 8 80-10 200 6" stroke="#a9d3f0" stroke-width="10" fill="none" />
    <path d="M100 62s-15-13-15-26a15 15 0 0130 0c0 13-15 26-15 26z" fill="#c62828" />
    <circle cx="100" cy="36" r="5.5" fill="#fff" />
  </svg>
)
