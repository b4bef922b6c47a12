import type { Annotator, EmbeddedVideo } from "../../annotators/annotator.js";
import { collectSegments } from "../../annotators/collectSegments.js";
import type { ConceptKind } from "../../annotators/concepts/conceptBank.js";
import type { KnownPicture } from "./knownPicture.js";

/** How many phrases were right and wrong, and of how many it is not known. */
export interface PhraseCounts {
  readonly right: number;
  readonly wrong: number;
  readonly unknown: number;
}

/** How true captions are of pictures that are known, at least in part. */
export interface KnownMeasurement extends PhraseCounts {
  readonly pictures: number;
  /** Share of the pictures that have a caption. */
  readonly captioned: number;
  /** Share of the phrases of which it is known; `null` without any. */
  readonly precision: number | null;
  readonly byKind: Readonly<Record<string, PhraseCounts>>;
  readonly byPhrase: Readonly<Record<string, PhraseCounts>>;
}

/** Pictures, and the captions that none of them had a part in. */
export interface JudgedPictures {
  readonly annotator: Annotator<EmbeddedVideo>;
  readonly pictures: readonly KnownPicture[];
}

/** Captions pictures, and compares every phrase with what is known. */
export async function measureKnown(judged: readonly JudgedPictures[]): Promise<KnownMeasurement> {
  const said: { readonly kind: string; readonly text: string; readonly isTrue: boolean | undefined }[] = [];
  let [pictureCount, captionedCount] = [0, 0];
  for (const { annotator, pictures } of judged)
    for (const { video, isTrue } of pictures) {
      const { segments } = await collectSegments(annotator, { ...video, embeddings: () => Promise.resolve(video) });
      pictureCount += 1;
      captionedCount += Number(segments.length > 0);
      for (const { kind, text } of segments.flatMap(({ phrases }) => phrases))
        said.push({ kind, text, isTrue: isTrue(kind as ConceptKind, text) });
    }
  const counts = countOf(said);
  return {
    pictures: pictureCount,
    captioned: captionedCount / pictureCount,
    precision: counts.right + counts.wrong > 0 ? counts.right / (counts.right + counts.wrong) : null,
    ...counts,
    byKind: countsBy(said, ({ kind }) => kind),
    byPhrase: countsBy(said, ({ text }) => text),
  };
}

interface Judged {
  readonly isTrue: boolean | undefined;
}

function countsBy<Phrase extends Judged>(
  phrases: readonly Phrase[],
  keyOf: (phrase: Phrase) => string,
): Readonly<Record<string, PhraseCounts>> {
  const keys = [...new Set(phrases.map(keyOf))].toSorted();
  return Object.fromEntries(keys.map((key) => [key, countOf(phrases.filter((phrase) => keyOf(phrase) === key))]));
}

function countOf(phrases: readonly Judged[]): PhraseCounts {
  const count = (isTrue: boolean | undefined) => phrases.filter((phrase) => phrase.isTrue === isTrue).length;
  return { right: count(true), wrong: count(false), unknown: count(undefined) };
}
