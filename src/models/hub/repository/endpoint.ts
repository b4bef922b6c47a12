import { setTimeout as sleep } from "node:timers/promises";
import { KinodexError } from "../../../core/errors.js";
import type { FileRest } from "./repository.js";

/** How long a server is waited for. */
export interface Patience {
  /** Milliseconds without an answer, or without more of one, after which a request is given up. Default: 30,000. */
  readonly maxSilenceMs?: number;
  /** Tries of one request that fails in a way that may pass. Default: 5. */
  readonly maxTries?: number;
  /** Milliseconds before the second try; each later wait is twice as long. Default: 500. */
  readonly firstWaitMs?: number;
}

/** What an {@link Endpoint} is built from. */
export interface EndpointOptions extends Patience {
  /** Its address, without a path: `https://huggingface.co`. */
  readonly url: string;
  /** Sent to the endpoint's own host alone. */
  readonly token?: string | undefined;
}

/** A server with a hub's addresses. */
export interface Endpoint {
  readonly url: string;
  /**
   * Gets what a path leads to, whatever the status of the answer.
   *
   * @throws {KinodexError} `environment` when the server cannot be reached, is silent, or leads elsewhere for ever;
   *   `interrupted` on `signal`
   */
  get(path: string, options?: GetOptions): Promise<Response>;
  /** Gets a file from a place on. Throws as {@link Endpoint.get} does. */
  getFile(path: string, fromByte: number, signal: AbortSignal | undefined): Promise<Response>;
  /**
   * What an answer to {@link Endpoint.getFile} gives.
   *
   * @throws {Error} for a page of HTML, which servers in between send in place of a file
   */
  restOf(response: Response, fromByte: number): FileRest;
  /** The bytes of an answer; ends in an error when the server falls silent. */
  bytesOf(response: Response): AsyncIterable<Uint8Array>;
}

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const maxRedirects = 5;
/** A server that asks for more patience is told of at once. */
const maxRetryAfterMs = 60_000;

/** Opens an endpoint; nothing is asked of it yet. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { token, maxSilenceMs = 30_000, maxTries = 5, firstWaitMs = 500 } = options;
  const url = toBase(options.url);

  /** Follows redirects itself: the token stays with the endpoint's host, also when another one leads back. */
  const follow = async (path: string, { headers = {}, signal }: GetOptions): Promise<Response> => {
    let at = new URL(path, url);
    let mayHaveToken = true;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      mayHaveToken &&= at.host === url.host && at.protocol === url.protocol;
      const own = token !== undefined && mayHaveToken ? { authorization: `Bearer ${token}` } : {};
      const response = await untilHeaders(at, { ...headers, ...own }, maxSilenceMs, signal);
      const location = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (location === null) return response;
      await response.body?.cancel();
      const next = new URL(location, at);
      if (!/^https?:$/.test(next.protocol) || (at.protocol === "https:" && next.protocol === "http:")) {
        throw new Error(`it leads to ${next.protocol}//${next.host}, which is refused`);
      }
      at = next;
    }
    throw new Error(`it leads elsewhere more than ${maxRedirects} times`);
  };

  const endpoint: Endpoint = {
    url: url.href,

    getFile(path, fromByte, signal) {
      const range: Record<string, string> = fromByte > 0 ? { range: `bytes=${fromByte}-` } : {};
      return endpoint.get(path, { headers: { "accept-encoding": "identity", ...range }, signal });
    },

    restOf(response, fromByte) {
      const { status, headers } = response;
      if (/^text\/html/i.test(headers.get("content-type") ?? "")) throw new Error("a page of HTML comes in its place");
      const isPart = status === 206;
      const total = isPart ? /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] : headers.get("content-length");
      return {
        startByte: isPart ? fromByte : 0,
        totalBytes: total === null || total === undefined ? undefined : Number(total),
        bytes: endpoint.bytesOf(response),
      };
    },

    async get(path, getOptions = {}) {
      const { signal } = getOptions;
      for (let tried = 1; ; tried += 1) {
        const outcome = await follow(path, getOptions).catch((error: unknown) => ({ error }));
        signal?.throwIfAborted();
        const isLast = tried >= maxTries;
        if (!("error" in outcome)) {
          if (!mayPass(outcome.status) || isLast) return outcome;
          await outcome.body?.cancel();
        } else if (isLast || !mayBeTriedAgain(outcome.error)) throw toFailure(new URL(path, url), outcome.error);
        const asked = "error" in outcome ? undefined : retryAfterMs(outcome);
        if (asked !== undefined && asked > maxRetryAfterMs && !("error" in outcome)) return outcome;
        await sleep(asked ?? firstWaitMs * 2 ** (tried - 1), undefined, signal ? { signal } : {});
      }
    },

    async *bytesOf({ body }) {
      if (!body) return;
      const reader = body.getReader();
      try {
        for (;;) {
          const { done, value } = await beforeSilence(reader.read(), maxSilenceMs);
          if (done) return;
          yield value;
        }
      } finally {
        await reader.cancel().catch(() => {});
      }
    },
  };
  return endpoint;
}

/** Waits for the headers of an answer alone: how long its body takes is another matter. */
async function untilHeaders(
  url: URL,
  headers: Record<string, string>,
  maxSilenceMs: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), maxSilenceMs);
  try {
    const signals = signal ? [signal, silence.signal] : [silence.signal];
    return await fetch(url, { headers, redirect: "manual", signal: AbortSignal.any(signals) });
  } catch (error) {
    if (silence.signal.aborted) throw new Error("it does not answer", { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function beforeSilence<Value>(value: Promise<Value>, maxSilenceMs: number): Promise<Value> {
  const abort = new AbortController();
  const silence = sleep(maxSilenceMs, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`it has sent nothing for ${maxSilenceMs / 1000} s`);
  });
  try {
    return await Promise.race([value, silence]);
  } finally {
    abort.abort();
    silence.catch(() => {});
  }
}

function toBase(url: string): URL {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base && /^https?:$/.test(base.protocol)) return new URL("/", base);
  throw new KinodexError("usage", `$HF_ENDPOINT is "${url}"; expected an address such as https://huggingface.co`, {
    url,
  });
}

function mayPass(status: number): boolean {
  return status === 429 || status >= 500;
}

/** What is wrong with an address stays wrong. */
function mayBeTriedAgain(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } }).cause?.code;
  return error instanceof Error && !error.message.startsWith("it leads") && code !== "ENOTFOUND";
}

function retryAfterMs({ headers }: Response): number | undefined {
  const stated = headers.get("retry-after");
  if (stated === null) return undefined;
  const seconds = /^\d+$/.test(stated) ? Number(stated) : (Date.parse(stated) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, 1000 * seconds) : undefined;
}

function toFailure({ host, href }: URL, error: unknown): KinodexError {
  const { message, cause } = error as Error;
  const why = cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
  return new KinodexError(
    "environment",
    `cannot get ${href}: ${why}. Is ${host} reachable from here? What has arrived is kept: run the command again to continue.`,
    { url: href },
    error,
  );
}
