import { toUnit, type Embedding } from "../../../src/core/vectors.js";
import type { DecodedFrame } from "../../../src/core/frame.js";
import type { Model } from "../../../src/models/model.js";
import { knownEmbedding } from "../../fixtures/knowingModel.js";
import { modelOf, textEncoderOf } from "../../fixtures/modelOf.js";

/** A frame of a made-up clip: which clip it is of, and the how manieth of its frames. */
export interface ReadFrame {
  readonly clip: number;
  readonly frame: number;
}

/** What somebody makes of frames in time order: words or sentences that they hold to be true of them. */
export type Reader = (frames: readonly ReadFrame[]) => readonly string[];

/** What a made-up clip shows, in words. */
export const phraseOf = (clip: number): string => `thing ${clip}`;
export const clipCount = 24;
export const framesOfClip = 16;

const side = 4;

/** A frame that only those can read who know how it was made. */
export function drawFrame({ clip, frame }: ReadFrame): DecodedFrame {
  const pixels = new Uint8Array(side * side * 3);
  pixels.set([clip + 1, frame + 1]);
  return { timeSeconds: frame, width: side, height: side, pixels };
}

/** Undefined for a frame that shows no clip, as a grey one. */
export const readPixels = ({ pixels: [clip = 0, frame = 0, next] }: DecodedFrame): ReadFrame | undefined =>
  next === 0 ? { clip: clip - 1, frame: frame - 1 } : undefined;

/**
 * A model with the capabilities image, text and temporal that sees what a reader tells: the embedding of frames is the sum
 * of those of the sentences that the reader holds to be true, of a single frame as of many.
 *
 * @param toText what it makes of a text; default: an embedding that has nothing to do with any other.
 */
export function createReadingModel(
  name: string,
  read: Reader,
  toText: (text: string) => Embedding = (text) => knownEmbedding(text, dimension),
): Model {
  const identity = { id: `test/${name}`, hash: name, dimension };
  const shown = new Map<string, ReadFrame>();
  const known = new Map<string, Embedding>();
  const sentence = (text: string): Embedding => {
    const embedding = known.get(text) ?? toText(text);
    known.set(text, embedding);
    return embedding;
  };
  const embed = (frames: readonly ReadFrame[]): Embedding => {
    const told = read(frames);
    const sentences = told.length > 0 ? told : ["nothing"];
    const key = sentences.join("\n");
    const embedding = known.get(key) ?? sumUp(sentences.map(sentence));
    known.set(key, embedding);
    return embedding;
  };
  return modelOf(identity, {
    image: {
      modelId: identity.id,
      dimension,
      input: { width: side, height: side, fit: "stretch" },
      encode: async (frames) =>
        frames.map((picture) => {
          const frame = readPixels(picture);
          const embedding = frame ? embed([frame]) : embed([]);
          const marked = embedding.slice();
          if (frame) marked[0] = (frame.clip * framesOfClip + frame.frame + 1) / 1e5; // so that the pooler knows it again
          if (frame) shown.set(keyOf(toUnit(marked)), frame);
          return marked;
        }),
    },
    text: textEncoderOf(identity, async (texts) => texts.map(sentence)),
    temporal: {
      name: "reading",
      maxFrames: 16,
      pool: async (clips) =>
        clips.map(({ embeddings }) => {
          const frames = embeddings.flatMap((embedding) => shown.get(keyOf(embedding)) ?? []);
          return embed(frames);
        }),
    },
  });
}

export const dimension = 1024;
function sumUp(embeddings: readonly Embedding[]): Embedding {
  const sum = new Float32Array(dimension);
  for (const embedding of embeddings)
    for (let n = 0; n < dimension; n += 1) sum[n] = (sum[n] as number) + (embedding[n] as number);
  return toUnit(sum);
}

const keyOf = (embedding: Embedding): string => `${embedding[0]} ${embedding[1]} ${embedding[2]}`;

/** Knows everything about the order, direction, count, length and absence of what it is shown. */
export const oracle: Reader = (frames) => {
  const runs = toRuns(frames);
  const [first, second, third] = runs.map(({ clip }) => phraseOf(clip));
  if (first === undefined) return [];
  const clips = new Set(runs.map(({ clip }) => clip));
  const absent = Array.from({ length: clipCount }, (_, clip) => clip).filter((clip) => !clips.has(clip));
  const sentences = absent.map((clip) => `no sign of ${phraseOf(clip)}`);
  for (const clip of clips) sentences.push(phraseOf(clip));
  if (clips.size === 1) sentences.push("something else"); // than what is joined to it elsewhere
  if (second === undefined)
    return [
      ...sentences,
      ...readCourse(
        first,
        frames.map(({ frame }) => frame),
      ),
    ];
  if (runs.length === 3 && first === third) return [...sentences, `${first} is shown twice, ${second} once`];
  const [one, other] = runs.map(({ length }) => length) as [number, number];
  return [
    ...sentences,
    `${first}, then ${second}`,
    `it begins with ${first}`,
    `it ends with ${phraseOf(runs.at(-1)?.clip ?? 0)}`,
    ...(one > other ? [`${first} for longer than ${second}`] : []),
    ...(other > one ? [`${second} for longer than ${first}`] : []),
  ];
};

/** Sees all frames in the opposite order. */
export const reversedReader: Reader = (frames) => oracle(frames.toReversed());

/** Sees what is there, and what is not, in each frame alone: order is nothing to it. */
export const singleFrameReader: Reader = (frames) =>
  [...new Set(frames.map(({ clip }) => clip))]
    .toSorted((a, b) => a - b)
    .flatMap((clip) => oracle([{ clip, frame: 0 }]));

/** Sees nothing in particular: what it says of frames depends on all of them, and has nothing to do with any text. */
export const coin: Reader = (frames) => [`toss ${frames.map(({ clip, frame }) => `${clip}.${frame}`).join(" ")}`];

/** Always sees the same. */
export const blind: Reader = () => ["the same"];

function readCourse(phrase: string, frames: readonly number[]): string[] {
  const steps = frames.slice(1).map((frame, n) => Math.sign(frame - (frames[n] as number)));
  const [up, down] = [1, -1].map((sign) => steps.filter((step) => step === sign).length) as [number, number];
  if (up + down === 0) return frames.length > 1 ? [`a still picture of ${phrase}`] : [];
  return [
    `a moving picture of ${phrase}`,
    `${phrase}, played ${up > down ? "forwards" : "backwards"}`,
    `${phrase}, shown ${Math.min(up, down) === 2 ? "three times in a row" : "once"}`,
  ];
}

interface Run {
  readonly clip: number;
  readonly length: number;
}

function toRuns(frames: readonly ReadFrame[]): Run[] {
  const runs: Run[] = [];
  for (const { clip } of frames) {
    const last = runs.at(-1);
    if (last?.clip === clip) runs[runs.length - 1] = { clip, length: last.length + 1 };
    else runs.push({ clip, length: 1 });
  }
  return runs;
}
