import { normalBelow } from "../../core/normal.js";
import type { Embedding } from "../../core/vectors.js";
import type { ComposedMoment } from "../../query/composed/searchComposed.js";
import type { StatedOption } from "../programme.js";
import { evidenceOf, requireStored, seek, type Retrieval } from "../retrieval.js";
import { createStanding, type Standing } from "../standing.js";
import { directionOf } from "./direction.js";
import { minLead } from "./order.js";
import { abstain, type StepResult } from "./result.js";

/** An option in a video. */
interface Judged {
  readonly option: StatedOption;
  readonly moment: ComposedMoment | undefined;
  /** How far its statement stands out, in deviations of unrelated texts in this video. */
  readonly stand: number;
}

/**
 * Which of several statements is true of a video.
 *
 * The stands of two statements that are equally true differ by chance, normally with deviation √2; the confidence is the
 * probability that the best one's lead over every other is more than that.
 */
export async function answerChoose(
  retrieval: Retrieval,
  options: readonly StatedOption[],
  by: "evidence" | "first" | "last",
): Promise<StepResult> {
  const videoId = retrieval.videoId ?? (await bestVideoOf(retrieval, options));
  if (videoId === undefined) return abstain("nothing is indexed there");
  const { index } = retrieval.searcher;
  const standing = await createStanding(index, await requireStored(index, videoId));
  const judged: Judged[] = [];
  for (const option of options) judged.push(await judge(retrieval, videoId, option, standing));
  const steps = judged.map(({ option, stand }) => ({
    did: `looked for ${option.text}`,
    found: `stands ${stand.toFixed(2)} deviations above unrelated texts`,
  }));
  const ranked = by === "evidence" ? byEvidence(judged) : await byOrder(retrieval, videoId, judged, by);
  const [best] = ranked;
  if (!best) return abstain("nothing is indexed there", { steps });
  const { judged: winner, confidence, lead } = best;
  if (lead < minLead) {
    const reason = `"${winner.option.text}" is only slightly more likely than the next`;
    return abstain(reason, { likeliest: winner.option.text, steps });
  }
  const evidence = winner.moment ? evidenceOf(winner.moment, winner.option.statement) : [];
  return { answer: winner.option.text, confidence, evidence, steps };
}

interface Ranked {
  readonly judged: Judged;
  /** Probability that it is right. */
  readonly confidence: number;
  /** Probability that it beats the next best. */
  readonly lead: number;
}

async function judge(
  { searcher }: Retrieval,
  videoId: string,
  option: StatedOption,
  standing: Standing,
): Promise<Judged> {
  const { moments } = await searcher.searchComposed({ tree: option.statement, top: 1, videoId });
  const [moment] = moments;
  if (!moment) return { option, moment, stand: Number.NEGATIVE_INFINITY };
  const encoded = await (await searcher.index.model.open("text")).encode(moment.operands.map(({ text }) => text));
  const stands = moment.operands.map(({ similarity }, n) => standing.standOf(similarity, encoded[n] as Embedding));
  const { background } = standing;
  const mean = stands.reduce((a, b) => a + b, 0) / stands.length;
  return { option, moment, stand: background ? (mean - background.mean) / background.deviation : mean };
}

function byEvidence(judged: readonly Judged[]): Ranked[] {
  const ordered = judged.toSorted((a, b) => b.stand - a.stand);
  const beats = (one: Judged, other: Judged) => normalBelow((one.stand - other.stand) / Math.SQRT2);
  return ordered.map((one, n) =>
    toRanked(
      one,
      ordered.filter((_, m) => m !== n),
      beats,
    ),
  );
}

/** Of the options that are there at all, the one that comes before (or after) each other. */
async function byOrder(
  retrieval: Retrieval,
  videoId: string,
  judged: readonly Judged[],
  by: "first" | "last",
): Promise<Ranked[]> {
  const ordered = judged.toSorted((a, b) => b.stand - a.stand);
  const present = ordered.filter(({ stand }, n) => n < 2 || stand > 0);
  const chances = new Map<Judged, Map<Judged, number>>(present.map((one) => [one, new Map<Judged, number>()]));
  for (const [n, one] of present.entries()) {
    for (const other of present.slice(n + 1)) {
      const { isForward, confidence } = await directionOf(
        retrieval,
        videoId,
        one.option.statement,
        other.option.statement,
      );
      const wins = isForward === (by === "first") ? confidence : 1 - confidence;
      chances.get(one)?.set(other, wins);
      chances.get(other)?.set(one, 1 - wins);
    }
  }
  const beats = (one: Judged, other: Judged) => chances.get(one)?.get(other) ?? 0.5;
  return present
    .map((one) =>
      toRanked(
        one,
        present.filter((other) => other !== one),
        beats,
      ),
    )
    .toSorted((a, b) => b.confidence - a.confidence);
}

function toRanked(judged: Judged, others: readonly Judged[], beats: (one: Judged, other: Judged) => number): Ranked {
  const chances = others.map((other) => beats(judged, other));
  return { judged, confidence: chances.reduce((a, b) => a * b, 1), lead: Math.min(1, ...chances) };
}

async function bestVideoOf(retrieval: Retrieval, options: readonly StatedOption[]): Promise<string | undefined> {
  let best: { readonly videoId: string; readonly confidence: number } | undefined;
  for (const { statement } of options) {
    const [moment] = (await seek(retrieval, statement, 1)).moments;
    if (moment && moment.confidence > (best?.confidence ?? -1)) best = moment;
  }
  return best?.videoId;
}
