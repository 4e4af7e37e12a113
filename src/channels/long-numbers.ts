/** A number of 16 digits or more may be past 2^53, from where JSON.parse rounds. Inside of strings it only costs a look. */
const MAY_HAVE = /[:[,\s]\d{16}/
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const LONG = /^\d{16,}$/

/**
 * Puts whole numbers of 16 digits or more into quotes: ids of the platforms that come as numbers keep every digit.
 * @param json valid JSON: what is not may take long
 * @returns the same where there is none
 */
export function quoteLongNumbers(json: string): string {
  if (!MAY_HAVE.test(json)) return json
  return json.replace(STRING_OR_NUMBER, (token) => (LONG.test(token) ? `"${token}"` : token))
}
