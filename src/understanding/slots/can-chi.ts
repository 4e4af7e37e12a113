const STEMS = 'giap at binh dinh mau ki canh tan nham qui'.split(' ')
const BRANCHES = 'ti suu dan mao thin ti ngo mui than dau tuat hoi'.split(' ')
/** Other names of branches. */
const ALSO = new Map([
  ['meo', 'mao'],
  ['ty', 'ti'],
])

/** The years from `from` to `to` that bear the old name said in a match key: "mậu tuất" is 1958 and 2018. */
export function yearsNamed(key: string, from: number, to: number): number[] {
  const words = key.split(' ').map((word) => ALSO.get(word) ?? word)
  for (const [i, word] of words.entries()) {
    const stem = STEMS.indexOf(word)
    const branch = words[i + 1] ?? ''
    if (stem === -1 || !BRANCHES.includes(branch)) continue
    const years: number[] = []
    for (let year = from; year <= to; year++) {
      // 1984 was Giáp Tý, the first of both rounds.
      if (year % 10 === (stem + 4) % 10 && BRANCHES[(year + 8) % 12] === branch) years.push(year)
    }
    return years
  }
  return []
}
