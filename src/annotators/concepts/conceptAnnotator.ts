import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { dot } from "../../core/vectors.js";
import type { TextEncoder } from "../../inference/encoding/encoders.js";
import type { NewSegment, SegmentPhrase } from "../../store/catalog/records.js";
import type { Annotator, EmbeddedVideo } from "../annotator.js";
import { confidenceOf, isSupported, likenessOf, type CaptionCalibration, type KindCalibration } from "./calibration.js";
import type { ClassedKind, Concept, ConceptBank, ConceptKind } from "./conceptBank.js";
import { createConceptMeter, type MeasuredConcept } from "./conceptMeter.js";
import { mergeAlike, toParts, type VideoPart } from "./parts.js";

/** What {@link createConceptAnnotator} is built from. */
export interface ConceptAnnotatorOptions {
  readonly bank: ConceptBank;
  /** The bank that ships; see {@link ./conceptMeter.ts}. */
  readonly ordinary: ConceptBank;
  readonly calibration: CaptionCalibration;
  /** Asked for when there is something to describe, and often: give the same one. */
  readonly textEncoder: () => Promise<TextEncoder>;
}

const keyframesPerPhrase = 2;
/** Parts that are described in one go; one takes about a millisecond, and a long video has thousands. */
const partsAtOnce = 16;

interface Supported extends MeasuredConcept {
  readonly confidence: number;
}

/**
 * Creates the annotator that says of each part which concepts of a bank its embeddings support.
 *
 * A concept is said where its calibrated confidence reaches what its kind was right at; see {@link CaptionCalibration}.
 * Where none of a kind does, the class that its best members are of may (Deng et al. 2012, "Hedging your bets",
 * https://doi.org/10.1109/CVPR.2012.6248086).
 */
export function createConceptAnnotator(options: ConceptAnnotatorOptions): Annotator<EmbeddedVideo> {
  const { bank, ordinary, calibration, textEncoder } = options;
  const { kinds, classes, model, cohort, texts, minLikeness } = calibration;
  const meter = createConceptMeter({ bank, ordinary, cohort, texts, textEncoder });
  const said = JSON.stringify([bank, kinds, classes, minLikeness, model.hash]);
  const name = "concepts";

  const supported = async (kind: ConceptKind, part: VideoPart, subject?: Concept): Promise<Supported[]> => {
    if (kinds[kind].minConfidence === null) return []; // and its texts need not be read
    return keepSupported(candidatesOf(kind, await meter.measure(kind, part, subject)), kinds[kind]);
  };
  /** The best few, or what class the best is of where it is not sure which one it is. */
  const supportedOrClass = async (kind: ClassedKind, part: VideoPart): Promise<Supported[]> => {
    const [saysMembers, saysClasses] = [kinds, classes].map((of) => of[kind].minConfidence !== null);
    if (!saysMembers && !saysClasses) return [];
    const measured = await meter.measure(kind, part);
    const found = saysMembers ? keepSupported(candidatesOf(kind, measured), kinds[kind]) : [];
    if (found.length > 0 || !saysClasses) return found;
    return keepSupported(meter.measureClasses(kind, measured).slice(0, 1), classes[kind]);
  };

  const describe = async (part: VideoPart): Promise<NewSegment[]> => {
    if (likenessOf(part.frame, cohort.frames) < minLikeness) return [];
    const subjects = await supportedOrClass("subjects", part);
    const [main] = subjects;
    const [colour] = main ? await supported("colours", part, main.concept) : [];
    const [action] = main ? await supported("actions", part, main.concept) : [];
    const [place] = await supportedOrClass("places", part);
    const [time] = await supported("times", part);
    const [motion] = await supported("motion", part);
    const chosen = [...subjects, colour, action, place, time, motion].filter((found) => found !== undefined);
    const text = compose({ subjects, colour, action, place, time, motion });
    if (text === "") return [];
    return [
      {
        startSeconds: part.startSeconds,
        endSeconds: part.endSeconds,
        text,
        confidence: chosen.reduce((product, { confidence }) => product * confidence, 1),
        phrases: chosen.map((found) => toPhrase(found, part)),
      },
    ];
  };

  return {
    name,
    fingerprint: `${name}-${createHash("sha256").update(said).digest("hex").slice(0, 16)}`,
    source: "caption",
    needs: "embeddings",
    async *annotate({ durationSeconds, shots, embeddings }, signal) {
      const segments: NewSegment[] = [];
      let partCount = 0;
      for (const part of toParts({ durationSeconds, shots, ...(await embeddings()) })) {
        segments.push(...(await describe(part)));
        partCount += 1;
        if (partCount % partsAtOnce === 0) await setImmediate(); // others get their turn
        signal.throwIfAborted();
      }
      yield* mergeAlike(segments);
    },
  };
}

/**
 * What of a kind may be said, of those that were measured: the two subjects that stand out most, one of any other kind.
 * Classes are for where none of their members is sure.
 */
export function candidatesOf(kind: ConceptKind, measured: readonly MeasuredConcept[]): MeasuredConcept[] {
  return measured.filter(({ concept }) => concept.says !== concept.group).slice(0, kind === "subjects" ? 2 : 1);
}

/** Those that are believed as much as they have to be, in their order. */
export function keepSupported(measured: readonly MeasuredConcept[], calibration: KindCalibration): Supported[] {
  return measured
    .map((one) => ({ ...one, confidence: confidenceOf(one, calibration) }))
    .filter(({ concept: { says }, confidence }) => isSupported({ says, confidence }, calibration));
}

interface Composition {
  readonly subjects: readonly Supported[];
  readonly colour: Supported | undefined;
  readonly action: Supported | undefined;
  readonly place: Supported | undefined;
  readonly time: Supported | undefined;
  readonly motion: Supported | undefined;
}

/** One sentence: "a red ball moves to the right and a dog on a beach by day; the camera pans left". */
function compose({ subjects, colour, action, place, time, motion }: Composition): string {
  const [main, ...others] = subjects;
  if (!main && !place && !motion) return ""; // the hour alone is no caption
  const noun = colour?.text ?? main?.text;
  const act = action && noun ? `${noun} ${action.concept.says}` : noun;
  const things = [act, ...others.map(({ text }) => text)].filter((text) => text !== undefined).join(" and ");
  const scene = [things, place?.text ?? "", time?.text ?? ""].filter((text) => text !== "").join(" ");
  return [scene, motion?.text ?? ""].filter((text) => text !== "").join("; ");
}

function toPhrase({ text, concept, similarity, confidence, embedding }: Supported, part: VideoPart): SegmentPhrase {
  const best = [...part.frames]
    .sort((a, b) => dot(b.embedding, embedding) - dot(a.embedding, embedding))
    .slice(0, keyframesPerPhrase)
    .map(({ timeSeconds }) => timeSeconds)
    .sort((a, b) => a - b);
  return { text, kind: concept.kind, similarity, confidence, keyframesSeconds: best };
}
