import { z } from "zod";
import { cocoFolders, firstOf, hasKeys, toKind, type DatasetFormat } from "./format.js";

const caption = z.string().trim().min(1);
const rowSchema = z.object({ filename: z.string().min(1), caption, negative_caption: caption });

/** SugarCrepe (Hsieh et al. 2023, https://github.com/RAIVNLab/sugar-crepe): a file for each kind of wrong caption. */
export const sugarCrepe: DatasetFormat = {
  name: "SugarCrepe",
  recognises: (file) =>
    ["object", "list"].includes(file.shape) && hasKeys(firstOf(file), "filename", "caption", "negative_caption"),
  read(file, intake) {
    for (const [n, row] of file.rows.entries()) {
      const { place, key = String(n) } = row;
      const read = intake.read(rowSchema, row);
      const medium = read && intake.find(place, [read.filename], { isPicture: true, folders: cocoFolders });
      if (!read || !medium) continue;
      intake.add({
        id: `${file.stem} ${key}`,
        place,
        cluster: read.filename,
        kinds: [toKind(file.stem)],
        medium,
        outputType: "pair",
        captions: [read.caption, read.negative_caption],
      });
    }
  },
};
