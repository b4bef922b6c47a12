import { createHash } from "node:crypto";
import { normalBelow } from "../../core/normal.js";
import { dot } from "../../core/vectors.js";
import type { TextEncoder } from "../../inference/encoding/encoders.js";
import type { NewSegment, SegmentPhrase } from "../../store/catalog/records.js";
import type { AnnotatableVideo, Annotator, EmbeddedVideo } from "../annotator.js";
import { domainOf, type CaptionCalibration } from "../concepts/calibration.js";
import type { ConceptBank } from "../concepts/conceptBank.js";
import { createConceptMeter, type ConceptMeter } from "../concepts/conceptMeter.js";
import { mergeAlike, toParts, type VideoPart } from "../concepts/parts.js";
import { toSentences } from "./sentences.js";

/** Writes what it takes to be seen in a part of a video; nothing of it is believed yet. */
export interface DescriptionWriter<Video extends EmbeddedVideo = AnnotatableVideo> {
  /** Changes whenever it would write something else. */
  readonly fingerprint: string;
  readonly needs: Annotator["needs"];
  /** An aborted `signal` ends it with any error. */
  describe(part: DescribedPart, video: Video, signal: AbortSignal): Promise<string>;
}

/** A part of a video, and the frame that represents it best. */
export interface DescribedPart {
  readonly part: VideoPart;
  readonly keyframe: VideoPart["frames"][number];
}

/** What {@link createDescriptionAnnotator} is built from. */
export interface DescriptionAnnotatorOptions<Video extends EmbeddedVideo> {
  readonly writer: DescriptionWriter<Video>;
  /** Texts of it are what any text's similarity is compared with. */
  readonly ordinary: ConceptBank;
  readonly calibration: CaptionCalibration;
  readonly textEncoder: () => Promise<TextEncoder>;
}

/** Of a hundred unrelated sentences, five are seen as clearly by chance: the share that answers are allowed too. */
const minConfidence = 0.95;
const name = "descriptions";

/**
 * Creates the annotator that says what a model writes about each part of a video, as far as the stored embeddings bear it
 * out.
 *
 * A part is judged by the domain that holds the picture nearest to it, as captions are. Each sentence is compared with the frame that
 * was described, as concepts are ({@link createConceptMeter}); its confidence
 * is the share of ordinary texts that stand out less there. What is not supported is left out.
 */
export function createDescriptionAnnotator<Video extends EmbeddedVideo>(
  options: DescriptionAnnotatorOptions<Video>,
): Annotator<Video> {
  const { writer, ordinary, calibration, textEncoder } = options;
  const { texts, model } = calibration;
  const domains = calibration.domains.map(({ cohort, minLikeness }) => ({
    cohort,
    minLikeness,
    meter: createConceptMeter({ bank: ordinary, ordinary, cohort, texts, textEncoder }),
  }));
  const judged = domains.map(({ minLikeness }) => minLikeness);
  const said = JSON.stringify([writer.fingerprint, minConfidence, judged, model.hash]);

  const support = async (
    meter: ConceptMeter,
    sentences: readonly string[],
    { embedding, timeSeconds }: DescribedPart["keyframe"],
  ): Promise<SegmentPhrase[]> => {
    const measured = await meter.measureTexts(sentences, embedding);
    return measured
      .map(({ similarity, stand }, n) => ({
        text: sentences[n] as string,
        kind: "description",
        similarity,
        confidence: normalBelow(stand),
        keyframesSeconds: [timeSeconds],
      }))
      .filter(({ confidence }) => confidence >= minConfidence);
  };

  const describe = async (part: VideoPart, video: Video, signal: AbortSignal): Promise<NewSegment[]> => {
    const meter = domainOf(part.frame, domains)?.meter;
    if (!meter) return [];
    const keyframe = keyframeOf(part);
    const sentences = toSentences(await writer.describe({ part, keyframe }, video, signal));
    const phrases = sentences.length > 0 ? await support(meter, sentences, keyframe) : [];
    if (phrases.length === 0) return [];
    const { startSeconds, endSeconds } = part;
    const text = phrases.map((phrase) => phrase.text).join(". ");
    const confidence = Math.min(...phrases.map((phrase) => phrase.confidence));
    return [{ startSeconds, endSeconds, text, confidence, phrases }];
  };

  return {
    name,
    fingerprint: `${name}-${createHash("sha256").update(said).digest("hex").slice(0, 16)}`,
    source: "caption",
    needs: writer.needs,
    async *annotate(video, signal) {
      const { durationSeconds, shots, embeddings } = video;
      const segments: NewSegment[] = [];
      for (const part of toParts({ durationSeconds, shots, ...(await embeddings()) })) {
        signal.throwIfAborted();
        segments.push(...(await describe(part, video, signal)));
      }
      yield* mergeAlike(segments);
    },
  };
}

/** The frame that is most like all of them. */
function keyframeOf({ frame, frames }: VideoPart): DescribedPart["keyframe"] {
  const likeness = frames.map(({ embedding }) => dot(embedding, frame));
  return frames[likeness.indexOf(Math.max(...likeness))] as DescribedPart["keyframe"];
}
