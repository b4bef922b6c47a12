import { dot } from "../../core/vectors.js";
import { embedderOf } from "../examinees/embedderOf.js";
import type { Examinee } from "../examinees/examinee.js";
import type { Figure } from "../figure.js";
import type { LabelledFile, SeenFile } from "../media/labelledFile.js";
import type { MediaSubject, MediaTask } from "../media/mediaTask.js";
import { betweenTwo } from "../statistics/detectableDifference.js";
import {
  leastPictures,
  memorisationFigures,
  nearestCountOf,
  objectsNearest,
} from "../memorisation/recallOfPictures.js";

/** What a model recalls of pictures and videos that it was trained on, and of those that it was not (Déjà Vu). */
export const memorisationTask: MediaTask = {
  lacks: ({ files }) => {
    const [trained, heldOut] = (["train", "held-out"] as const).map((split) => probesOf(files, split).length);
    return Math.min(trained ?? 0, heldOut ?? 0) >= leastPictures
      ? undefined
      : `${leastPictures} files that the model was trained on and ${leastPictures} that it was not, each with a description ` +
          `and what it shows ("split", "descriptions" and "objects" or "label" in the manifest), and there are ${trained} and ${heldOut}`;
  },
  plan: ({ files }) => {
    const [trained, heldOut] = [probesOf(files, "train").length, probesOf(files, "held-out").length];
    // of each picture it is known whether more, as much or less is recalled: 1, 0 or -1
    return { examples: trained + heldOut, run: betweenTwo(trained, heldOut, 1) };
  },
  async run(subject) {
    const { files, reader, examination, reference } = subject;
    const probes = await reader.read([...probesOf(files, "train"), ...probesOf(files, "held-out")]);
    const shown = probes.filter(({ labels }) => labels.split === "held-out");
    const captions = probes.map(captionOf);
    const own = await similaritiesOf(examination.examinee, captions, shown);
    const compared: [suffix: string, than: string, similarities: readonly (readonly number[])[]][] = [];
    if (reference) compared.push(["", reference.id, await similaritiesOf(reference.examinee, captions, shown)]);
    const ofTexts = await textSimilaritiesOf(subject, captions, shown);
    compared.push([reference ? "-over-texts" : "", "the nearest descriptions", ofTexts]);
    const figures = compared.flatMap(([suffix, than, other]) => compare({ probes, shown, own, other }, suffix, than));
    return { figures, notExamined: [], count: probes.length };
  },
};

const objectsOf = ({ labels: { objects, ofClass } }: LabelledFile): readonly string[] =>
  objects.length > 0 ? objects : (ofClass?.words.slice(0, 1) ?? []);
const captionOf = ({ labels }: LabelledFile): string => labels.captions[0] as string;

function probesOf(files: readonly LabelledFile[], split: "train" | "held-out"): LabelledFile[] {
  return files.filter(
    (file) => file.labels.split === split && file.labels.captions.length > 0 && objectsOf(file).length > 0,
  );
}

/** How near each caption is to each of the files that are shown, `[caption][file]`. */
async function similaritiesOf(
  examinee: Examinee,
  captions: readonly string[],
  shown: readonly SeenFile[],
): Promise<readonly (readonly number[])[]> {
  const scores = await examinee.score(
    shown.map(({ sequence }) => sequence),
    captions,
  );
  return captions.map((_, n) => scores.map((row) => row[n] as number));
}

/** The same by what people wrote of the files, without looking at them. */
async function textSimilaritiesOf(
  { examination }: MediaSubject,
  captions: readonly string[],
  shown: readonly SeenFile[],
): Promise<readonly (readonly number[])[]> {
  const embed = embedderOf(examination.examinee);
  const embeddings = (await embed?.([...captions, ...shown.map(captionOf)])) ?? [];
  const ofShown = embeddings.slice(captions.length);
  return embeddings.slice(0, captions.length).map((one) => ofShown.map((other) => dot(one, other)));
}

interface Compared {
  readonly probes: readonly SeenFile[];
  readonly shown: readonly SeenFile[];
  readonly own: readonly (readonly number[])[];
  readonly other: readonly (readonly number[])[];
}

function compare({ probes, shown, own, other }: Compared, suffix: string, than: string): Figure[] {
  const count = nearestCountOf(shown.length);
  const publicPictures = shown.map((file) => ({ name: file.name, objects: objectsOf(file) }));
  const recalled = probes.map((file, n) => {
    const nearest = (similarities: readonly (readonly number[])[]) =>
      objectsNearest(similarities[n] as readonly number[], publicPictures, { count, without: file.name });
    const picture = { objects: objectsOf(file), recalled: nearest(own), inferred: nearest(other) };
    return { split: file.labels.split, picture };
  });
  const of = (split: "train" | "held-out") =>
    recalled.filter((one) => one.split === split).map(({ picture }) => picture);
  return memorisationFigures({ trained: of("train"), heldOut: of("held-out") }, suffix, than);
}
