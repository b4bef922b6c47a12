import type { Problem } from "../api/problem.js";

/** A refusal by the server, with its problem document. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: Problem,
    /** When to try again, where the server says. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(problem.detail);
  }
}

/** What an answer that is not ok says. */
export async function toProblemError(response: Response): Promise<ProblemError> {
  const { status, statusText } = response;
  const fallback = { type: "about:blank", title: statusText, status, code: "error", detail: statusText || `${status}` };
  const problem = await response.json().then(
    (body) => body as Problem,
    () => fallback,
  );
  const wait = Number(response.headers.get("Retry-After") ?? NaN);
  return new ProblemError(problem, Number.isFinite(wait) ? wait : undefined);
}
