import { useRef, useState } from "preact/hooks";
import type { SearchInput } from "../../client/client.js";
import { ComplaintNote } from "../parts/complaint.js";
import { saveFile } from "../parts/saveFile.js";
import { kinodex } from "../service.js";

const formats: readonly { readonly format: string; readonly text: string }[] = [
  { format: "edl", text: "EDL" },
  { format: "otio", text: "OpenTimelineIO" },
  { format: "fcpxml", text: "Final Cut Pro XML" },
  { format: "csv", text: "CSV" },
];

interface ExportMenuProps {
  readonly search: SearchInput;
}

/** What was found as a file for an editing program or a spreadsheet. */
export function ExportMenu({ search }: ExportMenuProps) {
  const [error, setError] = useState<unknown>();
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  const save = async (format: string) => {
    setError(undefined);
    try {
      saveFile(await kinodex.exportMoments({ ...search, format }), `moments.${format}`);
      close();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <details
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        close();
        menu.current?.querySelector("summary")?.focus();
      }}
      onFocusOut={({ relatedTarget }) => relatedTarget && !menu.current?.contains(relatedTarget as Node) && close()}
    >
      <summary>Export</summary>
      <div class="menu-items">
        {formats.map(({ format, text }) => (
          <button type="button" key={format} onClick={() => void save(format)}>
            {text} <span class="muted">.{format}</span>
          </button>
        ))}
        {error !== undefined && <ComplaintNote error={error} />}
      </div>
    </details>
  );
}
