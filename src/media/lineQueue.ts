import type { FrameLine } from "./frameLine.js";

/** Hands lines that come from elsewhere to whoever waits for them, in order. */
export interface LineQueue {
  push(line: FrameLine): void;
  close(): void;
  next(): Promise<FrameLine | undefined>;
}

/** Lines that arrived before their pixels, or a reader that came before its line. */
export function createLineQueue(): LineQueue {
  const waiting: FrameLine[] = [];
  let reader: ((line: FrameLine | undefined) => void) | undefined;
  let isClosed = false;
  return {
    push(line) {
      if (reader) reader(line);
      else waiting.push(line);
      reader = undefined;
    },
    close() {
      isClosed = true;
      reader?.(undefined);
    },
    async next() {
      const line = waiting.shift();
      if (line || isClosed) return line;
      return new Promise((resolve) => (reader = resolve));
    },
  };
}
