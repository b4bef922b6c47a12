import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { Concept, ConceptBank, ConceptKind } from "../../annotators/concepts/conceptBank.js";
import { confidenceOf } from "../../query/confidence/background.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { AnswerStep, Evidence } from "../answerTypes.js";
import { fill } from "../language/template.js";
import type { AskedConcept, Part } from "../programme.js";
import { evidenceOf, requireStored, seek, toSecondsText, type Retrieval } from "../retrieval.js";
import { createStanding, type BestPlace } from "../standing.js";
import { lookAtGap } from "./lookAtGap.js";
import { minLead } from "./order.js";
import { rankByStands } from "./rankOptions.js";
import { abstain, type StepResult } from "./result.js";

/** How far before or after something a question with "before" or "after" looks. */
const nearSeconds = 10;
const maxNamed = 4;

/** What concepts of a bank are seen in a video or a part of it. */
export async function answerContents(
  retrieval: Retrieval,
  bank: ConceptBank,
  asked: AskedConcept,
  part: Part,
): Promise<StepResult> {
  const placed = await place(retrieval, part);
  if (!("video" in placed)) return placed;
  const { video, span, steps, evidence: anchors } = placed;
  const supported = await support(retrieval, video, span, conceptsOf(bank, asked), asked);
  steps.push({
    did: `compared the bank with ${toSecondsText(span)}`,
    found: supported.ranked
      .slice(0, 5)
      .map(({ concept, confidence }) => `${concept.says} ${confidence.toFixed(2)}`)
      .join(", "),
  });
  const named = asked.isGap
    ? await chooseOne(retrieval, video, supported.named, steps)
    : supported.named.slice(0, maxNamed);
  const likeliest = named[0] ?? supported.ranked[0];
  if (!likeliest) return abstain("the bank of concepts has nothing of that kind", { steps });
  const { confidence } = likeliest;
  if (named.length === 0) {
    const reason = "nothing in the bank of concepts stands out enough there";
    return abstain(reason, { likeliest: likeliest.concept.says, steps });
  }
  const { videoId, paths } = video.record;
  const seen = named.map(({ text, best: { startSeconds, endSeconds, similarity } }): Evidence => {
    return { videoId, path: paths[0] ?? "", startSeconds, endSeconds, similarity, caption: text };
  });
  return {
    answer: named.map(({ concept }) => concept.says).join(", "),
    confidence,
    evidence: [...anchors, ...seen],
    steps,
  };
}

/** Of what may be named in a gap, the likeliest; none where two are about as likely. */
async function chooseOne(
  retrieval: Retrieval,
  { record: { videoId } }: StoredVideo,
  named: readonly Supported[],
  steps: AnswerStep[],
): Promise<readonly Supported[]> {
  const candidates = named.slice(0, maxNamed);
  const options = candidates.map(({ concept, text }) => {
    return { text: concept.says, statement: { type: "phrase", text } as const };
  });
  const places = candidates.map(({ best }) => ({ videoId, ...best }));
  const look = await lookAtGap(retrieval, options, places);
  if (look) steps.push(look.step);
  const [best] = rankByStands(
    candidates.map(({ best: { stand } }) => stand),
    look?.probabilities,
  );
  const chosen = best && candidates[best.index];
  if (!chosen || best.lead < minLead) return [];
  return [{ ...chosen, confidence: Math.min(chosen.confidence, best.confidence) }];
}

interface Placed {
  readonly video: StoredVideo;
  readonly span: Span;
  readonly steps: AnswerStep[];
  readonly evidence: readonly Evidence[];
}

/** The video and the part of it that a question speaks of. */
async function place(retrieval: Retrieval, part: Part): Promise<Placed | StepResult> {
  const { falseAlarm } = retrieval;
  const { index } = retrieval.searcher;
  if (!("anchor" in part)) {
    const { videos, total } = await index.store.listVideos({ limit: 1 });
    const videoId = retrieval.videoId ?? (total === 1 ? videos[0]?.videoId : undefined);
    if (videoId === undefined) return abstain("it is not said which video is meant: choose one");
    const video = await requireStored(index, videoId);
    return { video, span: partOf(video, part.at), steps: [], evidence: [] };
  }
  const { moments, confidence, step } = await seek(retrieval, part.anchor, 1);
  const [moment] = moments;
  if (!moment || confidence < 1 - falseAlarm)
    return abstain("what the question starts from was not found with enough confidence", {
      steps: [step],
    });
  const video = await requireStored(index, moment.videoId);
  const span = beside(moment, part.at, video.record.durationSeconds);
  if (span.endSeconds - span.startSeconds < 1e-3)
    return abstain(`there is nothing ${part.at} it in the video`, { steps: [step] });
  return { video, span, steps: [step], evidence: evidenceOf(moment, part.anchor) };
}

/** The first or last shot; of a single shot a third. */
export function partOf({ cutsSeconds, record: { durationSeconds } }: StoredVideo, at: "any" | "first" | "last"): Span {
  if (at === "first") return { startSeconds: 0, endSeconds: cutsSeconds[0] ?? durationSeconds / 3 };
  if (at === "last")
    return { startSeconds: cutsSeconds.at(-1) ?? (2 * durationSeconds) / 3, endSeconds: durationSeconds };
  return { startSeconds: 0, endSeconds: durationSeconds };
}

function beside({ startSeconds, endSeconds }: Span, at: "before" | "after" | "while", durationSeconds: number): Span {
  if (at === "after")
    return { startSeconds: endSeconds, endSeconds: Math.min(durationSeconds, endSeconds + nearSeconds) };
  if (at === "before") return { startSeconds: Math.max(0, startSeconds - nearSeconds), endSeconds: startSeconds };
  return { startSeconds, endSeconds };
}

function conceptsOf(bank: ConceptBank, { kind, group }: AskedConcept): readonly Concept[] {
  const kinds: readonly ConceptKind[] = kind === "anything" ? ["subjects", "places"] : [kind];
  const concepts = kinds.flatMap((one) => bank[one]);
  const ofGroup = concepts.filter((concept) => concept.group === group);
  return ofGroup.length > 0 ? ofGroup : concepts;
}

interface Supported {
  readonly concept: Concept;
  readonly text: string;
  readonly best: BestPlace;
  readonly confidence: number;
}

/**
 * The concepts by how far they stand out, and those that may be named.
 *
 * Of many concepts some stand out by chance: so many are named that about the false-alarm rate of them is wrong
 * (Benjamini & Hochberg 1995).
 */
async function support(
  { searcher, falseAlarm }: Retrieval,
  video: StoredVideo,
  span: Span,
  concepts: readonly Concept[],
  asked: AskedConcept,
): Promise<{ readonly ranked: readonly Supported[]; readonly named: readonly Supported[] }> {
  const standing = await createStanding(searcher.index, video, span);
  const { background } = standing;
  const texts = concepts.map((concept) => fill(asked, concept.says));
  const embeddings = await (await searcher.index.model.open("text")).encode(texts);
  const ranked = concepts
    .flatMap((concept, n): Supported[] => {
      const found = standing.best(embeddings[n] as Embedding);
      const confidence = found && background ? confidenceOf(found.stand, background) : 0;
      return found ? [{ concept, text: texts[n] as string, best: found, confidence }] : [];
    })
    .toSorted((a, b) => b.best.stand - a.best.stand);
  const last = ranked.findLastIndex(({ confidence }, n) => 1 - confidence <= ((n + 1) / ranked.length) * falseAlarm);
  return { ranked, named: ranked.slice(0, last + 1) };
}
