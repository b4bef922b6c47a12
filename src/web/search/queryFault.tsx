import { ProblemError } from "../../client/client.js";

/** A fault of a query, where it is. */
interface Fault {
  readonly message: string;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly example?: string | undefined;
}

/** The fault that an error speaks of; undefined where it is about something else. */
export function toFault(error: unknown): Fault | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const found = error.problem.errors?.find(({ startOffset }) => startOffset !== undefined);
  if (found?.startOffset === undefined) return undefined;
  const { message, startOffset, endOffset = startOffset, example } = found;
  return { message, startOffset, endOffset, example };
}

interface QueryFaultProps {
  readonly query: string;
  readonly fault: Fault;
  readonly onExample: (example: string) => void;
}

/** Shows where a query cannot be read, why, and how to write it. */
export function QueryFault({ query, fault, onExample }: QueryFaultProps) {
  const { message, startOffset, endOffset, example } = fault;
  const end = Math.max(endOffset, startOffset + 1);
  return (
    <div class="complaint fault" id="query-fault" role="alert">
      <strong>This cannot be read: {message}</strong>
      <p class="faulty">
        {query.slice(0, startOffset)}
        <mark>{query.slice(startOffset, end) || "\u00A0"}</mark>
        {query.slice(end)}
      </p>
      {example !== undefined && (
        <p>
          Write for example{" "}
          <button type="button" class="example" onClick={() => onExample(example)}>
            {example}
          </button>
        </p>
      )}
    </div>
  );
}
