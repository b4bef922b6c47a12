import { KinodexError } from "../core/errors.js";

/** What ffmpeg gives as it is pulled, and what is to be said of it once it has ended. It can be iterated once. */
export interface ReportedStream<Item, Outcome> extends AsyncIterable<Item> {
  /** Settles when the iteration has ended; rejects with what the iteration threw. */
  readonly outcome: Promise<Outcome>;
}

/** Gathers what becomes of a stream while it runs. */
export interface StreamReport<Outcome> {
  addProblem(problem: string): void;
  toOutcome(): Outcome;
}

/**
 * A stream that starts when it is iterated. A reader that leaves early is a problem of its outcome.
 *
 * @param name what its readers call it, in the error of a second iteration
 */
export function createReportedStream<Item, Outcome, Report>(
  name: string,
  createReport: () => Report & StreamReport<Outcome>,
  run: (report: Report) => AsyncIterable<Item>,
): ReportedStream<Item, Outcome> {
  let settle: { resolve(outcome: Outcome): void; reject(error: unknown): void };
  const outcome = new Promise<Outcome>((resolve, reject) => (settle = { resolve, reject }));
  outcome.catch(() => {}); // whoever iterates is told by the iterator
  let isTaken = false;
  async function* items(): AsyncGenerator<Item> {
    if (isTaken) throw new KinodexError("usage", `${name} can be iterated only once; decode again`);
    isTaken = true;
    const report = createReport();
    try {
      yield* run(report);
      settle.resolve(report.toOutcome());
    } catch (error) {
      settle.reject(error);
      throw error;
    } finally {
      report.addProblem("its reader stopped before the end");
      settle.resolve(report.toOutcome()); // has no effect unless the loop was left early
    }
  }
  return { outcome, [Symbol.asyncIterator]: items };
}
