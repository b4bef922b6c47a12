import { KinodexError } from "../../core/errors.js";
import { isLoopback } from "../../core/loopback.js";

/** Where a server that speaks OpenAI's protocol is, and which of its models answers. */
export interface EndpointAddress {
  /** What `/chat/completions` is appended to. */
  readonly base: string;
  /** Absent where the address names none. */
  readonly model: string | undefined;
  /** Whether pictures leave this machine. */
  readonly isRemote: boolean;
}

const example = "http://127.0.0.1:11434/v1#MODEL";

/**
 * Reads an address such as `http://127.0.0.1:11434/v1#llava`.
 *
 * @throws {KinodexError} `usage` for what is no such address, for one with credentials or a query, and for another machine
 *   than this one unless `allowRemote`
 */
export function readAddress(text: string, { allowRemote = false } = {}): EndpointAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw refused(
      url ? `an answerer at ${url.protocol}//` : `the answerer "${text}"`,
      `give an address like ${example}`,
    );
  const { origin, hostname, pathname, hash } = url;
  if (url.username !== "" || url.password !== "")
    throw refused(`the answerer at ${origin}`, "its address holds credentials: give a key with $KINODEX_ANSWERER_KEY");
  if (url.search !== "")
    throw refused(`the answerer at ${origin}`, `its address has a query: give one like ${example}`);
  const isRemote = !isLoopback(hostname);
  if (isRemote && !allowRemote)
    throw refused(
      `the answerer at ${origin}`,
      `it is not on this machine, and pictures of your videos would leave it: allow that with --allow-remote-answerer`,
    );
  return { base: `${origin}${pathname.replace(/\/+$/, "")}`, model: toModel(hash), isRemote };
}

function toModel(hash: string): string | undefined {
  try {
    return decodeURIComponent(hash.slice(1)).trim() || undefined;
  } catch {
    return hash.slice(1);
  }
}

function refused(what: string, why: string): KinodexError {
  return new KinodexError("usage", `${what} cannot be used: ${why}`);
}
