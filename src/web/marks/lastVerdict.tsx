import { useEffect } from "preact/hooks";
import { useShortcuts } from "../keys.js";
import { ComplaintNote } from "../parts/complaint.js";
import { useStore } from "../store.js";
import { forget, marks, undo } from "./marks.js";

const said = { accepted: "Marked as right.", rejected: "Marked as wrong." } as const;

/** What was accepted or rejected last on this page, and how to take it back. */
export function LastVerdict() {
  const last = useStore(marks, (state) => state.last);
  const error = useStore(marks, (state) => state.error);
  useEffect(() => forget, []);
  useShortcuts({
    u: () => {
      if (!last) return false;
      void undo();
      return true;
    },
  });
  return (
    <div class="last-verdict" role="status">
      {error !== undefined && <ComplaintNote error={error} />}
      {last && (
        <>
          <span>{last.after ? said[last.after.verdict] : "No longer marked."}</span>
          <button type="button" class="quiet" onClick={() => void undo()}>
            Undo <kbd>u</kbd>
          </button>
          <a href="/judge">Judge a random draw</a>
        </>
      )}
    </div>
  );
}
