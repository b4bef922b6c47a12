import { basename } from "node:path";
import { KinodexError } from "../core/errors.js";
import { formatNames, requireFormat } from "../export/formats.js";
import { chooseMoments } from "./chooseMoments.js";
import { findMoments } from "./findMoments.js";
import type { ExportOptions, ExportResult, Query } from "./kinodex.js";
import type { Session } from "./session.js";
import { writeMoments } from "./writeMoments.js";

/** Searches, and writes what is found. */
export async function exportMoments(session: Session, query: Query, options: ExportOptions): Promise<ExportResult> {
  if (options.format !== undefined) requireFormat(options.format);
  else if (options.clips === undefined)
    throw new KinodexError("usage", `give a format, one of ${formatNames.join(", ")}, or a folder for clips`);
  const { query: asked, model, answered, foundFrom, moments } = await findMoments(session, query, options);
  const title = options.title ?? (typeof query === "string" ? query : basename(asked));
  const wanted = chooseMoments({ foundFrom, moments }, options.includeMisses);
  const found = { query: asked, model, answered, foundFrom, moments, leftOut: moments.length - wanted.length };
  if (wanted.length === 0) return { ...found, text: "", clips: [], failed: [], notices: [], warnings: [] };
  return { ...found, ...(await writeMoments(session.store, { ...options, moments: wanted, title })) };
}
