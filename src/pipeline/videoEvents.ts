import type { StoredChunk } from "../store/catalog/records.js";

/** What happens while one video is encoded; in order of time, but for `progress`, which comes when it is made. */
export type VideoEvent =
  /** A part of the video that can be stored as one. */
  | { readonly type: "chunk"; readonly chunk: StoredChunk }
  /** Why not every frame came, in plain words; each of them once. */
  | { readonly type: "problem"; readonly text: string }
  /** How much of the video is encoded, an earlier run included, and how many frames this run has encoded. */
  | { readonly type: "progress"; readonly doneSeconds: number; readonly frameCount: number };
