import { KinodexError } from "../../core/errors.js";
import { toFailure, toStatusFailure, toUnreachable } from "./failures.js";
import { startTimers, type Patience } from "./patience.js";

/** What a {@link Requester} is built from. */
export interface RequesterOptions {
  readonly base: string;
  /** Sent to `base` alone: redirects are never followed. */
  readonly apiKey: string | undefined;
  readonly patience: Patience;
}

/**
 * Sends a request to a path below an address, with a body as JSON where there is one, and has `read` its answer while the
 * timers run. `read` says when a token has come.
 *
 * @throws {KinodexError} `environment` for a server that is not there, silent, or of no use; `interrupted` on `signal`
 */
export type Requester = <Read>(
  path: string,
  body: object | undefined,
  signal: AbortSignal | undefined,
  read: (response: Response, onToken: () => void) => Promise<Read>,
) => Promise<Read>;

/**
 * Creates what sends requests to a server.
 *
 * @throws {KinodexError} `usage` for a key that no header can hold; what `fetch` says of it would repeat it
 */
export function createRequester({ base, apiKey = "", patience }: RequesterOptions): Requester {
  const key = apiKey.trim();
  if (/[^\x21-\x7e]/.test(key))
    throw new KinodexError("usage", "$KINODEX_ANSWERER_KEY is no key: it holds spaces or characters beyond ASCII");
  const headers = {
    "content-type": "application/json",
    ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
  };

  return async (path, body, signal, read) => {
    if (signal?.aborted) throw toInterrupted(signal);
    const silent = new AbortController();
    using timers = startTimers(patience, (what) =>
      silent.abort(toFailure(base, what, "it may be too slow for this model, or hang: look at its log")),
    );
    try {
      const response = await fetch(`${base}/${path}`, {
        ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
        headers,
        redirect: "manual",
        signal: AbortSignal.any([silent.signal, ...(signal ? [signal] : [])]),
      });
      const failure = toStatusFailure(base, response);
      if (failure) {
        await response.body?.cancel();
        throw failure;
      }
      return await read(response, () => timers.restart());
    } catch (error) {
      if (signal?.aborted) throw toInterrupted(signal);
      if (silent.signal.aborted) throw silent.signal.reason;
      throw error instanceof KinodexError ? error : toUnreachable(base, error);
    }
  };
}

function toInterrupted({ reason }: AbortSignal): KinodexError {
  if (reason instanceof KinodexError) return reason;
  return new KinodexError("interrupted", "the question was stopped", {}, reason);
}
