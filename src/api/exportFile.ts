import { requireFormat } from "../app/exportFormats.js";
import type { WriteMomentsOptions } from "../app/writeMoments.js";
import type { ApiContext } from "./context.js";
import { ApiError } from "./problem.js";
import type { Reply } from "./route.js";

const mediaTypeOf: Readonly<Record<string, string>> = {
  csv: "text/csv",
  jsonl: "application/x-ndjson",
  edl: "text/plain",
  fcpxml: "application/xml",
  otio: "application/json",
};

/** The media types of all formats. */
export const exportTypes = [...new Set(Object.values(mediaTypeOf))];

/** What is written, and until when somebody waits for it. */
export interface FileToExport extends Pick<WriteMomentsOptions, "moments" | "title" | "handlesSeconds"> {
  readonly format: string;
  readonly signal: AbortSignal;
}

/** Moments as a file for an editing program or a spreadsheet. Throws 422 where none of their files is there. */
export async function exportFile(
  { index, roots, mediaGate }: Pick<ApiContext, "index" | "roots" | "mediaGate">,
  { moments, ...options }: FileToExport,
): Promise<Reply> {
  const { format, signal } = options;
  // A timeline names the files where the editing program finds them: that is what it is for.
  const isTable = requireFormat(format).kind === "table";
  const written = isTable ? moments.map((moment) => ({ ...moment, path: roots.show(moment.path) })) : moments;
  const { text } = await mediaGate.run(() => index.write({ ...options, moments: written }), signal);
  if (text === "") throw new ApiError(422, "files-gone", "None of the moments' files is where it was indexed.");
  return {
    body: text,
    headers: {
      "Content-Type": `${mediaTypeOf[format] ?? "text/plain"}; charset=utf-8`,
      "Content-Disposition": `attachment; filename="moments.${format}"`,
    },
  };
}
