import { z } from "zod";
import { createRegistry, toEntry } from "../../core/registry.js";
import type { AnnotationFile } from "./annotationFile.js";
import { cocoCaptions } from "./cocoCaptions.js";
import type { DatasetFormat } from "./format.js";
import { nextQa } from "./nextQa.js";
import { pope } from "./pope.js";
import { qvHighlights } from "./qvHighlights.js";
import { sugarCrepe } from "./sugarCrepe.js";
import { tempCompass } from "./tempCompass.js";
import { tvBench } from "./tvBench.js";
import { winoground } from "./winoground.js";

const of = (format: DatasetFormat) => toEntry(z.strictObject({}), () => format);

/** The formats of the field that are read; no two recognise the same file. */
export const datasetFormats = createRegistry("dataset format", {
  qvhighlights: of(qvHighlights),
  tempcompass: of(tempCompass),
  tvbench: of(tvBench),
  "next-qa": of(nextQa),
  pope: of(pope),
  sugarcrepe: of(sugarCrepe),
  winoground: of(winoground),
  "coco-captions": of(cocoCaptions),
});

/** The format of a file; undefined for one that none recognises. */
export function formatOf(file: AnnotationFile): DatasetFormat | undefined {
  return datasetFormats.names.map((name) => datasetFormats.createNamed(name)).find((format) => format.recognises(file));
}
