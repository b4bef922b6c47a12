import { z } from "zod";
import type { AnnotationFile, AnnotationRow } from "./annotationFile.js";
import { cocoFolders, hasKeys, type DatasetFormat } from "./format.js";
import type { Intake } from "./intake.js";

const id = z.union([z.string(), z.number()]);
const imageSchema = z.object({ id, file_name: z.string().min(1) });
const annotationSchema = z.object({ id: id.optional(), image_id: id, caption: z.string().trim().min(1) });

/**
 * COCO captions (Chen et al. 2015, https://cocodataset.org): `captions_val2017.json`. Pictures are ranked by their captions,
 * and described.
 */
export const cocoCaptions: DatasetFormat = {
  name: "COCO captions",
  recognises: (file) => {
    const [images, annotations] = [entriesOf(file, "images"), entriesOf(file, "annotations")];
    return hasKeys(images[0]?.value, "file_name") && hasKeys(annotations[0]?.value, "image_id", "caption");
  },
  read(file, intake) {
    const captions = readCaptions(file, intake);
    const seen = new Set<string>();
    for (const row of entriesOf(file, "images")) {
      const { place } = row;
      const read = intake.read(imageSchema, row);
      if (!read) continue;
      const key = String(read.id);
      if (seen.has(key)) intake.tell(place, `the image ${key} stands above already`);
      const references = seen.has(key) ? undefined : captions.get(key)?.map(({ caption }) => caption);
      seen.add(key);
      if (!references) continue; // splits without captions list their pictures too
      const medium = intake.find(place, [read.file_name], { isPicture: true, folders: cocoFolders });
      if (!medium) continue;
      const shared = { place, cluster: read.file_name, kinds: [], medium };
      intake.add({ ...shared, id: `captions of ${key}`, outputType: "rank", captions: references });
      intake.add({ ...shared, id: `picture ${key}`, outputType: "caption", references });
    }
    for (const [key, [first]] of captions)
      if (!seen.has(key) && first) intake.tell(first.place, `is about the image ${key}, which is not listed`);
  },
};

/** The entries of one of a file's lists. */
function entriesOf(file: AnnotationFile, list: string): AnnotationRow[] {
  const entries = file.shape === "object" ? file.rows.find(({ key }) => key === list)?.value : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.map((value: unknown, n) => ({ place: file.placeOf([list, n]), value }));
}

function readCaptions(file: AnnotationFile, intake: Intake) {
  const captions = new Map<string, { readonly caption: string; readonly place: string }[]>();
  const seen = new Set<string>();
  for (const row of entriesOf(file, "annotations")) {
    const read = intake.read(annotationSchema, row);
    if (!read) continue;
    const annotation = String(read.id ?? row.place);
    if (seen.has(annotation)) intake.tell(row.place, `the annotation ${annotation} stands above already`);
    else {
      const key = String(read.image_id);
      const ofImage = captions.get(key) ?? [];
      captions.set(key, [...ofImage, { caption: read.caption, place: row.place }]);
    }
    seen.add(annotation);
  }
  return captions;
}
