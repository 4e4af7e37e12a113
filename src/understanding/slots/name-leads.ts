import { matchKey } from '../match-key.ts'

/** What people say before their name, most words first; matched by key, whole words only. */
export const LEADS = [
  'ho va ten day du la',
  'ho va ten cua toi la',
  'ho ten day du la',
  'ho ten cua toi la',
  'ten day du cua toi la',
  'ten day du la',
  'ten cua toi la',
  'ten cua em la',
  'ten cua minh la',
  'ho va ten toi la',
  'ho va ten la',
  'ho va ten day du',
  'ho ten toi la',
  'ho ten day du',
  'ho ten la',
  'ho va ten',
  'ten toi la',
  'ten minh la',
  'ten em la',
  'ten chau la',
  'ten con la',
  'ten day du',
  'toi ten la',
  'minh ten la',
  'em ten la',
  'chau ten la',
  'con ten la',
  'bac ten la',
  'ong ten la',
  'ba ten la',
  'toi ten',
  'minh ten',
  'em ten',
  'chau ten',
  'con ten',
  'bac ten',
  'ho ten',
  'ten la',
  'toi la',
  'minh la',
  'em la',
  'chau la',
  'con la',
  'ten e la',
  'ten mk la',
  'ten m la',
  'ten t la',
  'e ten la',
  'mk ten la',
  'e ten',
  'mk ten',
  'e la',
  'mk la',
  'my full name is',
  'my name is',
  'full name is',
  'full name',
  'i am',
  'name is',
  'this is',
].map((lead) => matchKey(lead).split(' '))
// One word as people type it.
LEADS.push(['i m'])
/** Somebody registers for another: "mẹ tôi tên là", "tên bố là". */
for (const kin of ['me', 'ma', 'bo', 'ba', 'ong', 'vo', 'chong', 'chi', 'anh', 'em', 'bac', 'nguoi nha']) {
  for (const whose of ['', ' toi', ' em', ' con', ' chau', ' minh']) {
    const leads = [
      `${kin}${whose} ten la`,
      `${kin}${whose} ten`,
      `${kin}${whose} la`,
      `ten ${kin}${whose} la`,
    ]
    LEADS.push(...leads.filter((lead) => lead !== `${kin} la`).map((lead) => matchKey(lead).split(' ')))
  }
}
LEADS.sort((a, b) => b.length - a.length)

/** Who speaks of themselves so, or is spoken of: their name begins with a surname then. */
const PERSONS = 'ong ba bac co chu cu anh chi di cau mo thim'.split(' ')

/** "Bác là Nguyễn …", "tên của bà là …": leads that count only before a surname. */
export const PERSON_LEADS: string[][] = PERSONS.flatMap((who) =>
  [`ten cua ${who} la`, `ten ${who} la`, `${who} ten la`, `${who} ten`, `${who} day la`, `${who} la`].map(
    (lead) => lead.split(' '),
  ),
)
