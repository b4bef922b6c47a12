import { z } from "zod";
import { firstOf, hasKeys, type DatasetFormat } from "./format.js";

const rowSchema = z.object({
  qid: z.union([z.string(), z.number()]),
  query: z.string().min(1),
  vid: z.string().min(1),
  duration: z.number().positive(),
  relevant_windows: z.array(z.tuple([z.number(), z.number()])),
  relevant_clip_ids: z.array(z.int().min(0)).optional(),
  saliency_scores: z.array(z.array(z.number().min(0).max(4)).min(1)).optional(),
});
type Row = z.output<typeof rowSchema>;

/** Salience is judged of each two seconds. */
const stretchSeconds = 2;

/**
 * QVHighlights (Lei et al. 2021, https://github.com/jayleicn/moment_detr): moments and highlights of videos by queries.
 * The test split has no truth.
 */
export const qvHighlights: DatasetFormat = {
  name: "QVHighlights",
  recognises: (file) => file.shape === "lines" && hasKeys(firstOf(file), "qid", "query", "vid", "duration"),
  read(file, intake) {
    for (const row of file.rows) {
      const { place } = row;
      const read = intake.read(rowSchema, row);
      if (!read) continue;
      const { qid, query, vid, duration, relevant_windows: windows } = read;
      const salience = toSalience(read);
      if (typeof salience === "string") intake.tell(place, salience);
      const medium = intake.find(place, [vid], { isPicture: false, folders: ["videos", "video"] });
      if (!medium || typeof salience === "string") continue;
      intake.add({
        id: String(qid),
        place,
        cluster: vid.replace(/(?:_\d+(?:\.\d+)?){2}$/, ""), // excerpts of one video are named by their times
        kinds: [],
        medium,
        outputType: "localise",
        query,
        moments: windows.map(([startSeconds, endSeconds]) => ({ startSeconds, endSeconds })),
        durationSeconds: duration,
        salience,
      });
    }
  },
};

/** Judgements of every stretch: 0 where none is relevant. */
function toSalience({ duration, relevant_clip_ids: ids, saliency_scores: scores }: Row) {
  if (!ids || !scores) return undefined;
  if (ids.length !== scores.length) return `has ${ids.length} relevant_clip_ids and ${scores.length} saliency_scores`;
  const judges = Math.max(0, ...scores.map(({ length }) => length));
  if (scores.some(({ length }) => length !== judges)) return "has saliency_scores by different numbers of judges";
  const count = Math.floor(duration / stretchSeconds);
  const outside = ids.find((id) => id >= count);
  if (outside !== undefined) return `has the clip ${outside} outside its video, which has ${count} of two seconds`;
  const byId = new Map(ids.map((id, n) => [id, scores[n] as readonly number[]]));
  const none = Array.from({ length: judges }, () => 0);
  return { stretchSeconds, judged: Array.from({ length: count }, (_, id) => byId.get(id) ?? none) };
}
