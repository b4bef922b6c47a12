import { z } from "zod";
import { cocoFolders, firstOf, hasKeys, type DatasetFormat } from "./format.js";

const rowSchema = z.object({
  question_id: z.union([z.string(), z.number()]),
  image: z.string().min(1),
  text: z.string().min(1),
  label: z.enum(["yes", "no"]),
});

/** How absent objects were chosen stands in the name: `coco_pope_adversarial.json`. */
const strategies = ["random", "popular", "adversarial"];

/** POPE (Li et al. 2023, https://github.com/RUCAIBox/POPE): lines, in files that are called `.json`. */
export const pope: DatasetFormat = {
  name: "POPE",
  recognises: (file) => file.shape === "lines" && hasKeys(firstOf(file), "question_id", "image", "text", "label"),
  read(file, intake) {
    const kinds = strategies.filter((strategy) => file.stem.toLowerCase().includes(strategy));
    for (const row of file.rows) {
      const { place } = row;
      const read = intake.read(rowSchema, row);
      const medium = read && intake.find(place, [read.image], { isPicture: true, folders: cocoFolders });
      if (!read || !medium) continue;
      const { question_id: id, image, text: question, label } = read;
      const shared = { id: `${file.stem} ${id}`, place, cluster: image, kinds, medium };
      intake.add({ ...shared, outputType: "yes-no", question, isYes: label === "yes" });
    }
  },
};
