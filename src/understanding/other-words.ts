import { type Proper, phraseFit, properPhrase } from './spelling.ts'
import { cores, type Word, wordsOf } from './words.ts'

/** What people say, and the words that a label has for it. A label without these words is never meant by it. */
const OTHER_WORDS: [said: string, label: string][] = [
  ['địa chỉ|chỗ ở|nơi cư trú|nơi sống|quê quán|nơi ở hiện nay|address', 'nơi ở'],
  ['ngày sinh|ngày tháng năm sinh|tuổi|năm đẻ', 'năm sinh'],
  ['họ và tên|họ tên đầy đủ|tên họ', 'họ tên'],
  ['số máy|số phone|phone', 'số điện thoại'],
  [
    'nông dân|làm ruộng|làm nông|làm nông nghiệp|nông nghiệp|nghỉ hưu|hưu trí|về hưu|cán bộ hưu trí|nội trợ|buôn bán|kinh doanh|tự do|lao động tự do|làm tự do|nghề tự do|thất nghiệp|người già|ng dân|dân thường',
    'người dân',
  ],
  ['cô giáo|thầy giáo|giảng viên', 'giáo viên'],
  // Where teachers have no choice of their own.
  ['công chức|nhà nước|giáo viên|cô giáo|thầy giáo|giảng viên', 'viên chức'],
  ['công nhân kcn|công nhân khu công nghiệp|làm công nhân|đi làm công ty|làm công ty|cty', 'công nhân'],
  ['học sinh lớp 11|học sinh lớp 12|lớp 11|lớp 12', 'học sinh lớp 11'],
  ['đoàn viên thanh niên|đoàn thanh niên', 'đoàn viên'],
  ['làm lại|khai lại|thay đổi', 'sửa lại'],
  ['rồi|có rồi|cấp rồi|được cấp rồi|được rồi|xong rồi|đã có rồi', 'đã được cấp'],
  // Not yet is no "Không làm nữa".
  ['chưa|vẫn chưa|chưa được|chưa có|chưa thấy|chưa thấy gì|chưa được cấp|chưa xong', 'đang chờ'],
]

interface Said {
  said: Proper[]
  label: readonly Word[]
}

const SAID: readonly Said[] = OTHER_WORDS.flatMap(([said, label]) =>
  said.split('|').map((phrase) => ({ said: properPhrase(phrase), label: [...wordsOf(label)] })),
)

const CORRECTING = new Set(['sua', 'doi', 'sai', 'nham'])
const CORRECT: readonly Word[] = [...wordsOf('sửa')]

/**
 * Other readings of a message, in the words of labels, best first: its phrase for phrases of the lists; what follows a
 * word of correction ("sửa tên"), and the correction itself ("sai số điện thoại" where only "Sửa lại" is offered).
 */
export function* meantBy(words: readonly Word[]): Generator<readonly Word[]> {
  for (const core of cores(words)) {
    yield* inLists(core)
    if (!CORRECTING.has(core[0]?.key ?? '')) continue
    const rest = core.slice(1).filter(({ key }, i) => i > 0 || (key !== 'lai' && key !== 'muc'))
    if (rest.length > 0 && rest.length <= 4) {
      yield rest
      yield* inLists(rest)
    }
    if (core.length <= 6) yield CORRECT
  }
}

function* inLists(core: readonly Word[]): Generator<readonly Word[]> {
  for (const { said, label } of SAID) if (phraseFit(core, said) === 'yes') yield label
}
