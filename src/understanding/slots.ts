import { clean } from './match-key.ts'
import { readBirthYear } from './slots/birth-year.ts'
import { readDate } from './slots/date.ts'
import { readHome } from './slots/home.ts'
import { readName } from './slots/name.ts'
import { readPhone } from './slots/phone.ts'
import { readSchool, readWords } from './slots/plain.ts'
import { readWard } from './slots/ward.ts'
import { readYesNo } from './slots/yesno.ts'
import type { Slot, SlotContext, SlotReading } from './types.ts'

export { canonicalName, placeById, places, wardOf } from './places.ts'
export { RESIDENCES } from './slots/home.ts'
export { HINTS } from './slots/none.ts'

type Reader = (text: string, context: SlotContext) => SlotReading

const READERS: Record<Slot, Reader> = {
  name: readName,
  phone: readPhone,
  birthYear: readBirthYear,
  ward: readWard,
  home: readHome,
  yesno: (text, { language }) => readYesNo(text, language),
  date: readDate,
  school: readSchool,
  words: readWords,
}

/** Reads what a person typed when asked for `slot`. Pure; never throws, whatever the text. */
export function readSlot(slot: Slot, text: string, context: SlotContext): SlotReading {
  return READERS[slot](clean(text), context)
}
