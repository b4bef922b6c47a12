import { z } from "zod";

/** What people say of a picture or a video, beyond what happens in it. */
export interface MediumLabels {
  /** Its class among those of a dataset, where it has one: how results call it, and words for it. */
  readonly ofClass?: { readonly name: string; readonly words: readonly string[] } | undefined;
  /** By the name of a grouping, the group that it is in. Empty where nobody said so: groups are never guessed. */
  readonly groups: Readonly<Record<string, string>>;
  /** Whether a model was trained on it. */
  readonly split?: "train" | "held-out" | undefined;
  /** Things that it shows. */
  readonly objects: readonly string[];
  /** Sentences that describe it. */
  readonly captions: readonly string[];
}

const text = z.string().trim().min(1);

/** The fields of a manifest's line that hold them; README.md tells each. */
export const labelFields = {
  label: text.optional(),
  names: z.array(text).min(1).optional(),
  groups: z.record(text, z.union([text, z.number().transform(String), z.boolean().transform(String)])).default({}),
  split: z.enum(["train", "held-out"]).optional(),
  objects: z.array(text).default([]),
};

/** What the fields of a line say. */
export function toLabels(
  { label, names, groups, split, objects }: z.output<z.ZodObject<typeof labelFields>>,
  captions: readonly string[],
): MediumLabels {
  const name = label ?? names?.[0];
  const ofClass = name === undefined ? undefined : { name, words: (names ?? [name]).map(toWords) };
  return { ofClass, groups, split, objects, captions };
}

/** The labels of a file that stands in a folder of its class. */
export const labelsOfFolder = (folder: string): MediumLabels =>
  toLabels({ label: folder, groups: {}, objects: [] }, []);

/** Datasets write names as files are called: `golden_retriever`. */
const toWords = (name: string): string => name.replaceAll("_", " ").trim();
