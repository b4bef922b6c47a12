import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { firstOf, hasKeys, type DatasetFormat } from "./format.js";
import type { Intake } from "./intake.js";

const groups = { C: "causal", T: "temporal", D: "descriptive" } as const;
const kinds = {
  CW: "causal-why",
  CH: "causal-how",
  TN: "temporal-before-after",
  TP: "temporal-before-after",
  TC: "temporal-when",
  DC: "descriptive-counting",
  DL: "descriptive-place",
  DO: "descriptive-other",
} as const;
type Kind = keyof typeof kinds;

const text = z.string().min(1);
const rowSchema = z.object({
  video: text,
  question: text,
  answer: z.coerce.number().pipe(z.int()),
  qid: text,
  type: z.enum(Object.keys(kinds) as [Kind, ...Kind[]]),
  a0: text,
  a1: text,
  a2: text,
  a3: text,
  a4: text,
});

/**
 * NExT-QA (Xiao et al. 2021, https://github.com/doc-doc/NExT-QA), multiple choice: `val.csv` and `test.csv`. Where
 * `map_vid_vidorID.json` lies beside it, it says in which folder a video is.
 */
export const nextQa: DatasetFormat = {
  name: "NExT-QA",
  recognises: (file) =>
    file.shape === "table" && hasKeys(firstOf(file), "video", "question", "qid", "type", "a0", "a4"),
  read(file, intake) {
    const folderedNames = readNames(join(dirname(file.path), mapName), intake);
    for (const row of file.rows) {
      const read = intake.read(rowSchema, row);
      if (!read) continue;
      const { video, question, answer, qid, type, a0, a1, a2, a3, a4 } = read;
      const names = [video, folderedNames.get(video)].filter((name) => name !== undefined);
      const medium = intake.find(row.place, names, { isPicture: false, folders: ["videos", "video", "NExTVideo"] });
      if (!medium) continue;
      intake.add({
        id: `${video} ${qid}`,
        place: row.place,
        cluster: video,
        kinds: [groups[type.charAt(0) as keyof typeof groups], kinds[type]],
        medium,
        outputType: "choose",
        question: question.endsWith("?") ? question : `${question}?`,
        options: [a0, a1, a2, a3, a4],
        right: answer,
      });
    }
  },
};

const mapName = "map_vid_vidorID.json";

function readNames(path: string, intake: Intake): ReadonlyMap<string, string> {
  if (!existsSync(path)) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // told below, as undefined is no record
  }
  return new Map(Object.entries(intake.read(z.record(z.string(), z.string()), { place: mapName, value }) ?? {}));
}
