import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { dot } from "../../core/vectors.js";
import type { TextEncoder } from "../../inference/encoding/encoders.js";
import type { NewSegment, SegmentPhrase } from "../../store/catalog/records.js";
import type { Annotator, EmbeddedVideo } from "../annotator.js";
import { domainOf, type CaptionCalibration } from "./calibration.js";
import type { ConceptBank } from "./conceptBank.js";
import { createConceptMeter } from "./conceptMeter.js";
import { mergeAlike, toParts, type VideoPart } from "./parts.js";
import { createSelection, type Supported } from "./selection.js";

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

/**
 * Creates the annotator that says of each part which concepts of a bank its embeddings support.
 *
 * A part is judged by the domain that holds the picture nearest to it, and nothing is said of one that is like none of them.
 * A concept is said where its calibrated confidence reaches what it was right at there; see {@link CaptionCalibration}.
 * Where none of a kind does, the class that its best members are of may (Deng et al. 2012, "Hedging your bets",
 * https://doi.org/10.1109/CVPR.2012.6248086).
 */
export function createConceptAnnotator(options: ConceptAnnotatorOptions): Annotator<EmbeddedVideo> {
  const { bank, ordinary, calibration, textEncoder } = options;
  const { domains, model, texts } = calibration;
  const measured = domains.map((domain) => {
    const meter = createConceptMeter({ bank, ordinary, cohort: domain.cohort, texts, textEncoder });
    return { ...domain, selection: createSelection(meter, domain) };
  });
  const judged = domains.map(({ kinds, classes, minLikeness }) => ({ kinds, classes, minLikeness }));
  const said = JSON.stringify([bank, judged, model.hash]);
  const name = "concepts";

  const describe = async (part: VideoPart): Promise<NewSegment[]> => {
    const selection = domainOf(part.frame, measured)?.selection;
    if (!selection) return [];
    const subjects = await selection.subjects(part);
    const [main] = subjects;
    const [colour] = main ? await selection.members("colours", part, main.concept) : [];
    const [action] = main ? await selection.members("actions", part, main.concept) : [];
    const place = await selection.place(part);
    const [time] = await selection.members("times", part);
    const [motion] = await selection.members("motion", part);
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
