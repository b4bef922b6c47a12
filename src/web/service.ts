import { createClient, ProblemError } from "../client/client.js";

const keyNeeded = "kinodex-key-needed";

/** The server that these pages came from. */
export const kinodex = createClient({
  async fetch(input, init) {
    const response = await fetch(input, init);
    if (response.status === 401 && input !== "/v1/session") window.dispatchEvent(new Event(keyNeeded));
    return response;
  },
});

/** Calls back whenever an answer says that a key is needed; returns what ends that. */
export function onKeyNeeded(listener: () => void): () => void {
  window.addEventListener(keyNeeded, listener);
  return () => window.removeEventListener(keyNeeded, listener);
}

/** An error as people read it. */
export interface Complaint {
  readonly title: string;
  readonly detail: string;
}

const titles: Readonly<Record<number, string>> = {
  400: "That cannot be done",
  401: "A key is needed",
  403: "Your key does not allow that",
  404: "Not found",
  413: "Too large",
  422: "That did not work",
  429: "Too many requests",
  503: "The server is busy",
  507: "There is no room left",
};

/** What went wrong and what to do. */
export function toComplaint(error: unknown): Complaint {
  if (error instanceof ProblemError) {
    const { status, title, detail } = error.problem;
    const wait = error.retryAfterSeconds === undefined ? "" : ` Try again in ${error.retryAfterSeconds} s.`;
    return { title: titles[status] ?? title, detail: detail + wait };
  }
  if (error instanceof TypeError)
    return {
      title: "The server does not answer",
      detail: "Check that kinodex serve is still running, then try again.",
    };
  return { title: "That did not work", detail: error instanceof Error ? error.message : String(error) };
}
