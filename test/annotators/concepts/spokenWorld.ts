import type { CaptionCalibration, CaptionDomain } from "../../../src/annotators/concepts/calibration.js";
import type { AnnotatableVideo } from "../../../src/annotators/annotator.js";
import { parseConceptBank, type ConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import { toUnit, type Embedding } from "../../../src/core/vectors.js";
import type { TextEncoder } from "../../../src/inference/encoding/encoders.js";
import { createRandom } from "../../../src/core/random.js";
import { randomUnit } from "../../store/fixtures.js";

const dimension = 256;

export const smallBank: ConceptBank = parseConceptBank(
  `
subjects:
  an animal: [a dog | a puppy, a cat, a bird, a fish]
  a vehicle: [a car, a boat, a bus]
places:
  outdoors:
    in nature: [on a beach, in a forest, in the snow]
    among buildings: [in a city, in a village]
  indoors:
    in a building: [in a kitchen, in a church]
times:
  light: [by day, at night]
actions:
  up or down: [rises, sinks]
motion:
  camera: [the camera pans left, the camera pans right]
colours:
  plain: [red, blue]
`,
  "small.yaml",
);

/** Each text has a direction of its own. */
export function embeddingOf(text: string): Embedding {
  const seed = Array.from(text).reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)!) | 0, 7);
  return randomUnit(createRandom(seed), dimension);
}

export const textEncoder: TextEncoder = {
  modelId: "test/spoken",
  dimension,
  logitScale: 20,
  logitBias: 0,
  encode: (texts: readonly string[]) => Promise.resolve(texts.map(embeddingOf)),
};

const random = createRandom(11);
const believed = { offset: -20, standWeight: 4, marginWeight: 0, minConfidence: 0.9, levels: {}, unknown: [] };
const unsaid = { ...believed, minConfidence: null };

/** Pictures of every sort, of which everything but colours and classes of surroundings was right. */
export const domain: CaptionDomain = {
  name: "anything",
  cohort: {
    frames: Array.from({ length: 60 }, () => randomUnit(random, dimension)),
    clips: Array.from({ length: 60 }, () => randomUnit(random, dimension)),
  },
  minLikeness: -1,
  kinds: {
    subjects: believed,
    places: believed,
    times: believed,
    actions: believed,
    motion: believed,
    colours: unsaid,
  },
  classes: { subjects: believed, places: believed, surroundings: unsaid },
};

/** A calibration of domains that differ from {@link domain} in this. */
export const calibrationOf = (...changes: readonly Partial<CaptionDomain>[]): CaptionCalibration => ({
  model: { id: "test/spoken", hash: "0123" },
  texts: new Map(),
  domains: changes.map((change) => ({ ...domain, ...change })),
});

/** A video of shots, each of which shows exactly what its texts say, with a frame a second. It has no file. */
export function videoOfShots(shots: readonly { seconds: number; shows: readonly string[] }[]): AnnotatableVideo {
  const frames: { time: number; embedding: Embedding }[] = [];
  const spans: { startSeconds: number; endSeconds: number }[] = [];
  const clips: Embedding[] = [];
  let start = 0;
  for (const { seconds, shows } of shots) {
    const sum = new Float32Array(dimension);
    for (const text of shows) for (const [n, value] of embeddingOf(text).entries()) sum[n] = sum[n]! + value;
    const embedding = toUnit(sum);
    for (let second = 0; second < seconds; second += 1) frames.push({ time: start + second + 0.5, embedding });
    spans.push({ startSeconds: start, endSeconds: start + seconds });
    clips.push(embedding);
    start += seconds;
  }
  const embeddings = {
    frames: {
      times: Float64Array.from(frames, ({ time }) => time),
      embeddings: Float32Array.from(frames.flatMap(({ embedding }) => [...embedding])),
    },
    clips: {
      clips: spans.map((span) => ({ ...span, keyframeSeconds: span.startSeconds + 0.5 })),
      embeddings: Float32Array.from(clips.flatMap((embedding) => [...embedding])),
    },
  };
  return { ...withoutFile, durationSeconds: start, shots: spans, embeddings: () => Promise.resolve(embeddings) };
}

const withoutFile = {
  sidecars: [],
  media: () => Promise.reject(new Error("it has no file")),
  pictures: () => {
    throw new Error("it has no file");
  },
  sound: () => Promise.reject(new Error("it has no file")),
};
