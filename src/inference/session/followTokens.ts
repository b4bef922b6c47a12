import { KinodexError } from "../../core/errors.js";
import type { GeneratedToken } from "../generation/request.js";

/** A text that is being written elsewhere. */
interface Writing {
  /** Settles after the last token. */
  readonly done: Promise<unknown>;
  /** Asks for no further token; has no effect once it is done. */
  readonly stop: () => void;
}

/**
 * The tokens of a text in order, as they come. `start` is called when the first one is pulled; leaving the loop or
 * `signal` stops the writing.
 *
 * @throws {KinodexError} `interrupted` on `signal`, and what the writing failed with
 */
export async function* followTokens(
  start: (onToken: (token: GeneratedToken) => void) => Writing,
  signal: AbortSignal | undefined,
): AsyncGenerator<GeneratedToken> {
  const throwIfAborted = () => {
    if (signal?.aborted) throw new KinodexError("interrupted", "stopped writing", {}, signal.reason);
  };
  throwIfAborted();
  const written: GeneratedToken[] = [];
  let isDone = false;
  let wake = () => {};
  const { done, stop } = start((token) => {
    written.push(token);
    wake();
  });
  const end = () => {
    isDone = true;
    wake();
  };
  done.then(end, end);
  const abort = () => {
    stop();
    wake();
  };
  signal?.addEventListener("abort", abort);
  try {
    for (;;) {
      throwIfAborted();
      const token = written.shift();
      if (token) yield token;
      else if (isDone) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    await done; // throws what it failed with
  } finally {
    signal?.removeEventListener("abort", abort);
    stop();
  }
}
