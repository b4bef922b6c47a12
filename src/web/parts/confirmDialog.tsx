import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ComplaintNote } from "./complaint.js";

interface ConfirmDialogProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly work: () => Promise<void>;
  readonly onClose: (isDone: boolean) => void;
  /** What will come of it. */
  readonly children: ComponentChildren;
}

/** Asks before something is done that cannot be undone. */
export function ConfirmDialog({ title, action, work, onClose, children }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async () => {
    setBusy(true);
    try {
      await work();
      onClose(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={() => onClose(false)}>
      <h2 id="confirm-title">{title}</h2>
      <p>{children}</p>
      {error !== undefined && <ComplaintNote error={error} />}
      <div class="row end">
        <button type="button" onClick={() => dialog.current?.close()}>
          Keep
        </button>
        <button type="button" class="primary danger" disabled={isBusy} onClick={() => void confirm()}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
