import type { Observable } from "rxjs";
import type { IndexEvent } from "../app/kinodex.js";
import { toLines } from "./indexReport.js";
import type { Output } from "./output.js";
import { createProgressBars } from "./progress.js";

/** How often a search graph that is made is told of. */
const graphEveryMs = 5_000;

/** Hears events until they end, or nobody wants them any more. */
export function watch<Event>(
  events: Observable<Event>,
  signal: AbortSignal,
  hear: (event: Event) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    const subscription = events.subscribe({ next: hear, error: reject, complete: resolve });
    signal.addEventListener("abort", () => {
      subscription.unsubscribe();
      resolve();
    });
  });
}

/** Shows what is indexed. */
export interface IndexDisplay {
  show(event: IndexEvent): void;
  /** Takes bars away while something else is written. */
  above(write: () => void): void;
  close(): void;
}

/** Shows what happens: bars where a person watches, and lines for what is worth one. */
export function createIndexDisplay(output: Output): IndexDisplay {
  const bars = output.interactive ? createProgressBars(process.stderr) : undefined;
  let toldMs = 0;
  const above = (write: () => void): void => (bars ? bars.above(write) : write());
  return {
    show(event) {
      bars?.show(event);
      if (event.type === "graph") {
        if (event.done < event.total && performance.now() - toldMs < graphEveryMs) return;
        toldMs = performance.now();
      }
      const print = event.type === "failed" ? output.problem : output.note;
      above(() => toLines(event).forEach(print));
    },
    above,
    close: () => bars?.close(),
  };
}
