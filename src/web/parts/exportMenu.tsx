import { useState } from "preact/hooks";
import { ComplaintNote } from "./complaint.js";
import { Menu } from "./menu.js";
import { saveFile } from "./saveFile.js";

const formats: readonly { readonly format: string; readonly text: string }[] = [
  { format: "edl", text: "EDL" },
  { format: "otio", text: "OpenTimelineIO" },
  { format: "fcpxml", text: "Final Cut Pro XML" },
  { format: "csv", text: "CSV" },
  { format: "jsonl", text: "JSON Lines" },
];

interface ExportMenuProps {
  /** Name of the file, without its ending. */
  readonly name?: string;
  readonly write: (format: string) => Promise<Blob>;
}

/** Moments as a file for an editing program or a spreadsheet. */
export function ExportMenu({ name = "moments", write }: ExportMenuProps) {
  const [error, setError] = useState<unknown>();
  const save = async (format: string, close: () => void) => {
    setError(undefined);
    try {
      saveFile(await write(format), `${name.replace(/[\\/:*?"<>|\s]+/g, " ").trim()}.${format}`);
      close();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Menu label="Export" kind="export">
      {({ close }) => (
        <>
          {formats.map(({ format, text }) => (
            <button type="button" key={format} onClick={() => void save(format, close)}>
              {text} <span class="muted">.{format}</span>
            </button>
          ))}
          {error !== undefined && <ComplaintNote error={error} />}
        </>
      )}
    </Menu>
  );
}
