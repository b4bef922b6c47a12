import { z } from "zod";
import { firstOf, hasKeys, toKind, type DatasetFormat } from "./format.js";

const rowSchema = z.object({
  video: z.string().min(1),
  question: z.string().min(1),
  candidates: z.array(z.coerce.string()),
  answer: z.coerce.string(),
  /** Where what is asked about lies, in seconds. */
  start: z.number().optional(),
  end: z.number().optional(),
});

/**
 * TVBench (Cores et al. 2024, https://github.com/daniel-cores/tvbench) and MVBench, whose format it has: a file a task,
 * videos in `video/TASK/`.
 */
export const tvBench: DatasetFormat = {
  name: "TVBench",
  recognises: (file) => file.shape === "list" && hasKeys(firstOf(file), "video", "question", "candidates", "answer"),
  read(file, intake) {
    const folders = ["video", "videos"].flatMap((folder) => [`${folder}/${file.stem}`, folder]);
    for (const [n, row] of file.rows.entries()) {
      const { place } = row;
      const read = intake.read(rowSchema, row);
      if (!read) continue;
      const { video, question, candidates, answer, start, end } = read;
      const medium = intake.find(place, [video], { isPicture: false, folders: [file.stem, ...folders] });
      if (!medium) continue;
      const span = start === undefined || end === undefined ? undefined : { startSeconds: start, endSeconds: end };
      if (span && span.endSeconds <= span.startSeconds)
        intake.tell(place, `has a part that ends at ${end} s and begins at ${start} s`);
      else
        intake.add({
          id: `${file.stem} ${n + 1}`,
          place,
          cluster: video,
          kinds: [toKind(file.stem)],
          medium: { ...medium, span },
          outputType: "choose",
          question,
          options: candidates,
          right: candidates.indexOf(answer),
        });
    }
  },
};
