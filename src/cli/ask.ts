import { once } from 'node:events'
import { type AskOutput, ask, askLine } from '../ask.ts'
import { systemClock } from '../common/clock.ts'
import { OperatorError } from '../common/errors.ts'
import { runCommand } from './command.ts'

const USAGE = `Usage: npm run -s ask -- "text"     shows what the bot understands
       npm run -s ask -- --jsonl    reads {"text", "asking"?, "slot"?, "choices"?, "now"?}, one a line, and answers each with a line`

/** Lines of a stream as they come: LF or CR LF, a byte order mark left out, the last one also without its end. */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<string> {
  input.setEncoding('utf8')
  let rest = ''
  let first = true
  const cleaned = (line: string) => {
    const plain = first ? line.replace(/^\ufeff/, '') : line
    first = false
    return plain.endsWith('\r') ? plain.slice(0, -1) : plain
  }
  for await (const chunk of input) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield cleaned(line)
  }
  if (rest.replace(/^\ufeff/, '') !== '') yield cleaned(rest)
}

async function answerLines(): Promise<void> {
  const { stdin, stdout } = process
  // Whoever reads may have enough: `… | head`.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  for await (const line of linesOf(stdin)) {
    if (!stdout.write(`${askLine(line, systemClock.now())}\n`)) await once(stdout, 'drain')
  }
}

function shown(output: AskOutput): string {
  if ('slot' in output) return JSON.stringify(output)
  const score = output.score.toFixed(2)
  const head = {
    faq: `question ${output.id} (score ${score})`,
    intent: `intent ${output.id}`,
    none: output.candidates.length > 0 ? `unsure (score ${score}): asks back` : 'not understood',
  }[output.kind]
  const others =
    output.candidates.length > 0
      ? [`  ${output.kind === 'none' ? 'offers' : 'next'}: ${output.candidates.join(', ')}`]
      : []
  return [head, ...others, `  kept as: ${output.masked}`].join('\n')
}

const words = process.argv.slice(2)
if (words[0] === '--jsonl' && words.length === 1) await answerLines()
else
  await runCommand(async () => {
    const text = words.join(' ')
    if (text === '' || words[0]?.startsWith('--')) throw new OperatorError(USAGE)
    return shown(ask({ text, asking: null, slot: null, choices: [], now: systemClock.now() }))
  })
