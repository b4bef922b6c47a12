import { KinodexError, toMessage } from "../../core/errors.js";

/** How to ask without a server: nobody is given another answer than the one that was asked for unsaid. */
const without = "Kinodex itself answers with `--answerer retrieval`";

/** The error of an answerer that fails: what happened, and what to do. */
export function toFailure(base: string, happened: string, remedy: string, cause?: unknown): KinodexError {
  const message = `the answerer at ${base} ${happened}: ${remedy}. ${without}.`;
  return new KinodexError("environment", message, { url: base }, cause);
}

/** A server that cannot be reached, or whose connection breaks. */
export function toUnreachable(base: string, error: unknown): KinodexError {
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  const why = cause?.code ?? (cause?.message || toMessage(error));
  const remedy = "is the server running (of Ollama: `ollama serve`), and is this its address?";
  return toFailure(base, `cannot be reached (${why})`, remedy.replace(/\?$/, ""), error);
}

/** Statuses that say what is wrong by themselves; `undefined` for those whose text must be read. */
export function toStatusFailure(base: string, { status, headers }: Response): KinodexError | undefined {
  if (status >= 300 && status < 400) {
    const location = headers.get("location") ?? "elsewhere";
    return toFailure(
      base,
      `leads to ${location.slice(0, 200)}`,
      "redirects are not followed, give that address if you trust it",
    );
  }
  if (status === 401 || status === 403) {
    const remedy = "set $KINODEX_ANSWERER_KEY to a key that this server takes";
    return toFailure(base, `refuses the key, or asks for one (${status})`, remedy);
  }
  if (status === 429) {
    const wait = headers.get("retry-after")?.slice(0, 40);
    const when = wait === undefined ? "in a while" : /^\d+$/.test(wait) ? `in ${wait} s` : `after ${wait}`;
    return toFailure(base, "has too much to do (429)", `ask again ${when}`);
  }
  if (status === 502 || status === 503 || status === 504)
    return toFailure(base, `is not ready (${status})`, "it may be loading the model, ask again in a while");
  return undefined;
}

/** A model that the server does not have; `known` are those that it has, where it tells. */
export function toUnknownModel(
  base: string,
  model: string | undefined,
  known: readonly string[] | undefined,
): KinodexError {
  if (known === undefined && model === undefined)
    return toFailure(base, "does not tell which models it has", "name one after #, and see that the address is right");
  if (known === undefined)
    return toFailure(
      base,
      "has no such model, or nothing there (404)",
      "OpenAI's protocol is mostly found under /v1, as in http://127.0.0.1:11434/v1#MODEL",
    );
  const list = known.length === 0 ? "it has none, so fetch one first" : `it has ${known.slice(0, 20).join(", ")}`;
  if (model === undefined) return toFailure(base, "must be told which model answers", `name it after #, ${list}`);
  return toFailure(base, `has no model "${model}"`, list);
}
