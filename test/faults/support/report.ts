/** Prints the figures of a scenario, one line. */
export function report(name: string, figures: object): void {
  const parts = Object.entries(figures).map(([what, value]) => `${what} ${value}`)
  process.stdout.write(`  ${name}: ${parts.join(', ')}\n`)
}
