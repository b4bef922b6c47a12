/** Skips the test that is about to run or runs, and says why behind its name. */
export function skip(context: Mocha.Context, why: string): never {
  const test = context.currentTest ?? context.test;
  if (test) test.title += ` (skipped: ${why})`;
  return context.skip();
}
