import { z } from "zod";
import { firstOf, hasKeys, toKind, type DatasetFormat } from "./format.js";

const text = z.string().trim().min(1);
const shared = {
  id: z.union([z.string(), z.number()]).optional(),
  caption_0: text,
  caption_1: text,
  collapsed_tag: z.string().optional(),
  tag: z.string().optional(),
};
const pictures = z.object({ ...shared, image_0: text, image_1: text });
const videos = z.object({ ...shared, video_0: text, video_1: text });

/**
 * Groups as Winoground has them (Thrush et al. 2022, https://huggingface.co/datasets/facebook/winoground): caption 0 is
 * true of picture 0 and caption 1 of picture 1. With `video_0` and `video_1` the same of videos.
 */
export const winoground: DatasetFormat = {
  name: "Winoground",
  recognises(file) {
    const first = firstOf(file);
    const hasMedia = hasKeys(first, "image_0", "image_1") || hasKeys(first, "video_0", "video_1");
    return ["lines", "list"].includes(file.shape) && hasMedia && hasKeys(first, "caption_0", "caption_1");
  },
  read(file, intake) {
    const isPicture = hasKeys(firstOf(file), "image_0");
    for (const [n, row] of file.rows.entries()) {
      const { place } = row;
      const read = isPicture ? intake.read(pictures, row) : intake.read(videos, row);
      if (!read) continue;
      const names = "image_0" in read ? [read.image_0, read.image_1] : [read.video_0, read.video_1];
      const places = { isPicture, folders: ["images", "videos", "video"] };
      const [medium, second] = names.map((name) => intake.find(place, [name], places));
      if (!medium || !second) continue;
      const id = String(read.id ?? n);
      const tag = read.collapsed_tag ?? read.tag;
      const kinds = tag ? [toKind(tag)] : [];
      const captions = [read.caption_0, read.caption_1] as const;
      intake.add({ id, place, cluster: id, kinds, medium, second, outputType: "pair", captions });
    }
  },
};
