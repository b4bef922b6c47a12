import { useEffect, useState } from "preact/hooks";
import { ExportMenu } from "../parts/exportMenu.js";
import { clearSelection, selection } from "../selection.js";
import { kinodex } from "../service.js";
import { useStore } from "../store.js";
import { CollectedNote, CollectMenu, type Collected } from "./collectMenu.js";

/** What can be done with the moments that are ticked; there while some are. */
export function SelectionBar({ pathname }: { readonly pathname: string }) {
  const selected = useStore(selection, (all) => all);
  const [collected, setCollected] = useState<Collected>();
  useEffect(() => setCollected(undefined), [pathname]);
  const moments = [...selected.values()];
  if (moments.length === 0 && !collected) return null;
  return (
    <section class="selection-bar" aria-label="Selected moments">
      {moments.length === 0 && collected ? (
        <>
          <CollectedNote collected={collected} />
          <button type="button" class="quiet" onClick={() => setCollected(undefined)}>
            Close
          </button>
        </>
      ) : (
        <>
          <span role="status">{moments.length} selected</span>
          <CollectMenu
            moments={moments}
            onCollected={(now) => {
              setCollected(now);
              clearSelection();
            }}
          />
          <ExportMenu write={(format) => kinodex.exportChosen({ moments, format })} />
          <button type="button" class="quiet" onClick={clearSelection}>
            Clear
          </button>
        </>
      )}
    </section>
  );
}
