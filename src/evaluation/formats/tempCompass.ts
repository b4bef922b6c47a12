import { z } from "zod";
import { firstOf, hasKeys, toKind, type DatasetFormat } from "./format.js";

const aspects = new Set(["action", "speed", "direction", "order", "attribute_change"]);
const asked = z.object({ question: z.string().min(1), answer: z.string().min(1) });
const rowSchema = z.record(z.string(), z.array(z.unknown()));

/**
 * TempCompass (Liu et al. 2024, https://github.com/llyx97/TempCompass): `multi-choice.json`, `yes_no.json` and
 * `caption_matching.json`. What is generated for `captioning.json` its authors have judged by a language model.
 */
export const tempCompass: DatasetFormat = {
  name: "TempCompass",
  recognises(file) {
    const first = firstOf(file);
    if (file.shape !== "object" || !hasKeys(first)) return false;
    const [aspect, questions] = Object.entries(first)[0] ?? [];
    return aspects.has(String(aspect)) && Array.isArray(questions) && hasKeys(questions[0], "question", "answer");
  },
  read(file, intake) {
    for (const row of file.rows) {
      const [video, read] = [row.key as string, intake.read(rowSchema, row)];
      const medium = read && intake.find(row.place, [video], { isPicture: false, folders: ["videos", "video"] });
      if (!read || !medium) continue;
      for (const [aspect, questions] of Object.entries(read)) {
        for (const [n, value] of questions.entries()) {
          const place = file.placeOf([video, aspect, n]);
          const entry = intake.read(asked, { place, value });
          if (!entry) continue;
          const shared = {
            id: `${file.stem} ${video} ${aspect} ${n + 1}`,
            place,
            cluster: video.replace(/_.*/, ""), // `_reverse`, … are made of the same footage
            kinds: [toKind(aspect)],
            medium,
          };
          const labels = toAsked(entry);
          if (typeof labels === "string") intake.tell(place, labels);
          else intake.add({ ...shared, ...labels });
        }
      }
    }
  },
};

type Asked =
  | { readonly outputType: "yes-no"; readonly question: string; readonly isYes: boolean }
  | { readonly outputType: "choose"; readonly question?: string; readonly options: string[]; readonly right: number };

/** "A. dunking a basketball" */
const lettered = /^([A-Z])\. (.+)$/;
/** "Caption A: A man is dunking a basketball." */
const labelled = /^((?:Caption|Sentence|Option) \w+): (.+)$/;

function toAsked({ question, answer }: z.output<typeof asked>): Asked | string {
  if (/^(?:yes|no)$/i.test(answer)) return { outputType: "yes-no", question, isYes: answer.toLowerCase() === "yes" };
  if (question.trimEnd().endsWith("Generated Caption:"))
    return "asks for a caption that only a language model can judge";
  const [asks = "", ...lines] = question.split("\n").map((line) => line.trim());
  for (const pattern of [lettered, labelled]) {
    const matches = lines.filter(Boolean).map((line) => pattern.exec(line));
    if (matches.length === 0 || matches.some((match) => !match)) continue;
    const right = matches.findIndex((match) => match?.[0] === answer.trim());
    const options = matches.map((match) => match?.[2] as string);
    return { outputType: "choose", ...(pattern === lettered ? { question: asks } : {}), options, right };
  }
  return `"${asks}" has no options that can be told apart`;
}
