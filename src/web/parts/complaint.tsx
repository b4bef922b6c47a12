import { toComplaint } from "../service.js";

interface ComplaintNoteProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong and what to do, told at once to screen readers. */
export function ComplaintNote({ error, onRetry }: ComplaintNoteProps) {
  const { title, detail } = toComplaint(error);
  return (
    <div class="complaint" role="alert">
      <strong>{title}</strong>
      <p>{detail}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
