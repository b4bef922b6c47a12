import { useEffect, useRef, useState } from "preact/hooks";
import { ComplaintNote } from "./complaint.js";
import { readForm } from "./readForm.js";

interface NameFormProps {
  readonly label: string;
  readonly action: string;
  /** What stands there at first; it takes the focus then. */
  readonly name?: string;
  readonly onName: (name: string) => Promise<void>;
  readonly onCancel?: () => void;
}

/** Asks for a name. */
export function NameForm({ label, action, name, onName, onCancel }: NameFormProps) {
  const box = useRef<HTMLInputElement>(null);
  const isBusy = useRef(false); // pressing Enter twice names one thing
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (name !== undefined) box.current?.select();
  }, []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.current) return;
    isBusy.current = true;
    const form = event.currentTarget as HTMLFormElement;
    setError(undefined);
    try {
      await onName(readForm(form)("name"));
      form.reset();
    } catch (failure) {
      setError(failure);
    }
    isBusy.current = false;
  };
  return (
    <form
      class="name-form"
      onSubmit={(event) => void submit(event)}
      onKeyDown={({ key }) => key === "Escape" && onCancel?.()}
    >
      <input
        ref={box}
        name="name"
        aria-label={label}
        placeholder={label}
        defaultValue={name ?? ""}
        required
        pattern=".*\S.*"
        title="A name"
        maxLength={200}
        autocomplete="off"
      />
      <button type="submit">{action}</button>
      {onCancel && (
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
      )}
      {error !== undefined && <ComplaintNote error={error} />}
    </form>
  );
}
