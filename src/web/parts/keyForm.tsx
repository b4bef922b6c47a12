import { useState } from "preact/hooks";
import { kinodex } from "../service.js";
import { ComplaintNote } from "./complaint.js";
import { readForm } from "./readForm.js";

/** Asks for the API key, which the server then keeps in a cookie that no script can read. */
export function KeyForm({ onDone }: { readonly onDone: () => void }) {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const key = readForm(event.currentTarget as HTMLFormElement)("key");
    setBusy(true);
    try {
      await kinodex.logIn(key);
      onDone();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <section class="sheet narrow">
      <h1 tabIndex={-1}>This server asks for a key</h1>
      <p>
        Whoever runs it makes one with <code>kinodex keys add NAME</code>. It stays in this browser for a month.
      </p>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>API key</span>
          <input
            name="key"
            type="password"
            autocomplete="current-password"
            required
            autoFocus
            data-first-focus
            spellcheck={false}
          />
        </label>
        <button type="submit" class="primary" disabled={isBusy}>
          Continue
        </button>
      </form>
      {error !== undefined && <ComplaintNote error={error} />}
    </section>
  );
}
