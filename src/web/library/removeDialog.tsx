import { useEffect, useRef, useState } from "preact/hooks";
import { ComplaintNote } from "../parts/complaint.js";

interface RemoveDialogProps {
  readonly name: string;
  readonly isUpload: boolean;
  readonly remove: () => Promise<void>;
  readonly onClose: (isRemoved: boolean) => void;
}

/** Asks before a video is forgotten, and says what becomes of its file. */
export function RemoveDialog({ name, isUpload, remove, onClose }: RemoveDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async () => {
    setBusy(true);
    try {
      await remove();
      onClose(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="remove-title" onClose={() => onClose(false)}>
      <h2 id="remove-title">Remove {name}?</h2>
      <p>
        {isUpload
          ? "It was uploaded, so its file is deleted with it."
          : "The index forgets it. Its file stays where it is."}
      </p>
      {error !== undefined && <ComplaintNote error={error} />}
      <div class="row end">
        <button type="button" onClick={() => dialog.current?.close()}>
          Keep
        </button>
        <button type="button" class="primary danger" disabled={isBusy} onClick={() => void confirm()}>
          Remove
        </button>
      </div>
    </dialog>
  );
}
