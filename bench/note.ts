/** Tells people what is going on; stdout holds the result alone. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
